/// The numbered behaviour of a relay server, as checks that run over the network against any
/// server.
@NullMarked
package caravel.conformance.numbers;

import org.jspecify.annotations.NullMarked;

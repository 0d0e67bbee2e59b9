/// A black-box protocol suite: replays what a real zooid answered against any relay.
@NullMarked
package caravel.conformance;

import org.jspecify.annotations.NullMarked;

/// A load harness for zooid-compatible relays and for Caravel's API. It uses only their addresses
/// and protocols.
@NullMarked
package caravel.verify.bench;

import org.jspecify.annotations.NullMarked;

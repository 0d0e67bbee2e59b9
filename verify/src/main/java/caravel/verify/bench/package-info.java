/// A load harness for any zooid-compatible relay and for Caravel's API: it knows them by their
/// addresses and protocols only.
@NullMarked
package caravel.verify.bench;

import org.jspecify.annotations.NullMarked;

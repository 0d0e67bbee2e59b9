/// The load harness: drives any zooid-compatible relay by URL and prints ratios.
@NullMarked
package caravel.bench;

import org.jspecify.annotations.NullMarked;

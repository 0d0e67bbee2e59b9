/// Makes relays real: compares what is wished with what answers, and repairs the difference.
@NullMarked
package caravel.control.hosting;

import org.jspecify.annotations.NullMarked;

/// The ids that connect log lines and calls with the request that caused them.
@NullMarked
package caravel.control.trace;

import org.jspecify.annotations.NullMarked;

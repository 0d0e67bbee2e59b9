/// Background work: worker loops, back-off and concurrency limits.
@NullMarked
package caravel.control.job;

import org.jspecify.annotations.NullMarked;

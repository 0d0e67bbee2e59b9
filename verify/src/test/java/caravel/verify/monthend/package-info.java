/// The end of a month, interrupted.
@NullMarked
package caravel.verify.monthend;

import org.jspecify.annotations.NullMarked;

/// The end of a month, interrupted.
@NullMarked
package caravel.app.monthend;

import org.jspecify.annotations.NullMarked;

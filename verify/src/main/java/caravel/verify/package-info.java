/// Programs that measure and check Caravel from outside: their commands and the entry point.
@NullMarked
package caravel.verify;

import org.jspecify.annotations.NullMarked;

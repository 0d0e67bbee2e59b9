@NullMarked
package caravel.verify;

import org.jspecify.annotations.NullMarked;

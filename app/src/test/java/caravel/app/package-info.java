@NullMarked
package caravel.app;

import org.jspecify.annotations.NullMarked;

/// Serves pictures from foreign servers, so that no user's browser connects to them.
@NullMarked
package caravel.control.image;

import org.jspecify.annotations.NullMarked;

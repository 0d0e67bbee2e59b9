/// The whole program in a separate process, killed and interrupted.
@NullMarked
package caravel.app.survival;

import org.jspecify.annotations.NullMarked;

/// The whole program as a process of its own, treated badly.
@NullMarked
package caravel.app.survival;

import org.jspecify.annotations.NullMarked;

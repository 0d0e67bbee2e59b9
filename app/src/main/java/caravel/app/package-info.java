/// The program: settings, wiring, commands.
@NullMarked
package caravel.app;

import org.jspecify.annotations.NullMarked;

/// How the engine's long-lived loops and timers deal with failures. Every other package may use it.
@NullMarked
package caravel.engine.failure;

import org.jspecify.annotations.NullMarked;

/// Failure handling of the engine's long-lived loops and timers. Every other package may use it.
@NullMarked
package caravel.engine.failure;

import org.jspecify.annotations.NullMarked;

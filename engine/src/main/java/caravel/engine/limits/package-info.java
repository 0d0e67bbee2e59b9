/// Limits that all relays of the process share: memory, rates and disk space.
@NullMarked
package caravel.engine.limits;

import org.jspecify.annotations.NullMarked;

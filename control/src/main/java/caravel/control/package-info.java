/// The control plane: tenants, plans, relays, and the workers that keep relay hosts in the desired
/// state.
@NullMarked
package caravel.control;

import org.jspecify.annotations.NullMarked;

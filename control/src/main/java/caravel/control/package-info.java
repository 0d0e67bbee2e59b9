/// The control plane: tenants, plans, relays, and the workers that make relays real.
@NullMarked
package caravel.control;

import org.jspecify.annotations.NullMarked;

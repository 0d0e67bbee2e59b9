/// The virtual relays of tenants: their desired and observed states.
@NullMarked
package caravel.control.relay;

import org.jspecify.annotations.NullMarked;

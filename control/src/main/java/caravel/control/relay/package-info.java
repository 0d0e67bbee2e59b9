/// The virtual relays that tenants wish for, and what has been seen of them.
@NullMarked
package caravel.control.relay;

import org.jspecify.annotations.NullMarked;

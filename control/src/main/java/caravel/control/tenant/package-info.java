/// Tenants, the owners of relays. A public key identifies each.
@NullMarked
package caravel.control.tenant;

import org.jspecify.annotations.NullMarked;

/// Adopting relays and tenants of an earlier platform.
@NullMarked
package caravel.app.adopt;

import org.jspecify.annotations.NullMarked;

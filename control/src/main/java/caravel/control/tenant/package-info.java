/// Those who have relays here: each a public key.
@NullMarked
package caravel.control.tenant;

import org.jspecify.annotations.NullMarked;

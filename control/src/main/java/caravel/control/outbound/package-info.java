/// The one way to an address that a stranger named.
@NullMarked
package caravel.control.outbound;

import org.jspecify.annotations.NullMarked;

/// The catalogue of plans: prices and limits of relays.
@NullMarked
package caravel.control.plan;

import org.jspecify.annotations.NullMarked;

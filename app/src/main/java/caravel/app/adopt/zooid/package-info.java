/// Adopting the relays of a zooid that an operator runs already.
@NullMarked
package caravel.app.adopt.zooid;

import org.jspecify.annotations.NullMarked;

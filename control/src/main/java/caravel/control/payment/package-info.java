/// The payment rails that billing uses. Only the wiring refers to the adapters below this package.
@NullMarked
package caravel.control.payment;

import org.jspecify.annotations.NullMarked;

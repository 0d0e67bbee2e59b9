/// Card payments by Stripe, through its own SDK. Only the wiring refers to this package.
@NullMarked
package caravel.control.payment.stripe;

import org.jspecify.annotations.NullMarked;

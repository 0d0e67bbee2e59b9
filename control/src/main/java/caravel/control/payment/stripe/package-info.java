/// Cards by Stripe, through its own SDK. A leaf: only the wiring names it.
@NullMarked
package caravel.control.payment.stripe;

import org.jspecify.annotations.NullMarked;

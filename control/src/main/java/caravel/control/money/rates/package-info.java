/// Implementations of [caravel.control.money.RateSource]. Only the wiring uses them.
@NullMarked
package caravel.control.money.rates;

import org.jspecify.annotations.NullMarked;

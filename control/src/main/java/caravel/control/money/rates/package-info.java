/// Where the price of a bitcoin is read. Only the wiring names this.
@NullMarked
package caravel.control.money.rates;

import org.jspecify.annotations.NullMarked;

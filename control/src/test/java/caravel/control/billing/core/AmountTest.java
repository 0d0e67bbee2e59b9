package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.sats;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.money.Currency;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sums that may be below zero.
final class AmountTest {
  @ParameterizedTest
  @CsvSource({"0, 0, false", "1, 0, true", "999, 1000, false", "1000, 1000, true"})
  void nothing_is_never_asked_for_and_the_minimum_is(long units, long minimum, boolean reached) {
    assertThat(new Amount(units, Currency.SAT).reaches(sats(minimum))).isEqualTo(reached);
  }
}

package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Shares of an amount.
final class ProrationTest {
  @ParameterizedTest
  @CsvSource({
    "10000, 2592000, 2592000, 10000, 10000",
    "10000, 0, 2592000, 0, 0",
    "10000, 1296000, 2592000, 5000, 5000",
    "10000, 1, 2592000, 0, 1",
    "10000, 259, 2592000, 0, 1",
    "10000, 260, 2592000, 1, 2",
    "1, 1, 2, 0, 1",
    "1, 4, 9, 0, 1",
    "3, 1, 2, 1, 2",
    "0, 7, 9, 0, 0",
    "7, 1, 1, 7, 7",
    "1000000000000, 2678399, 2678400, 999999626642, 999999626643",
    "9223372036854775807, 2678400, 2678400, 9223372036854775807, 9223372036854775807",
    "9223372036854775807, 1, 2, 4611686018427387903, 4611686018427387904",
  })
  void credits_are_rounded_down_and_charges_up(
      long amount, long part, long whole, long down, long up) {
    assertThat(Proration.floorOf(amount, part, whole)).isEqualTo(down);
    assertThat(Proration.ceilOf(amount, part, whole)).isEqualTo(up);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shares_are_exact_for_every_amount(long seed) {
    var random = new Random(seed);
    for (var i = 0; i < 20_000; i++) {
      var amount = random.nextLong() >>> (1 + random.nextInt(63));
      var whole = 1 + random.nextLong(i % 2 == 0 ? 5 : Proration.SPAN_SECONDS_MAX);
      var part = random.nextLong(whole + 1);
      var exact =
          BigInteger.valueOf(amount)
              .multiply(BigInteger.valueOf(part))
              .divideAndRemainder(BigInteger.valueOf(whole));
      assertThat(Proration.floorOf(amount, part, whole))
          .as("seed %d: %d × %d / %d", seed, amount, part, whole)
          .isEqualTo(exact[0].longValueExact());
      assertThat(Proration.ceilOf(amount, part, whole))
          .as("seed %d: %d × %d / %d", seed, amount, part, whole)
          .isEqualTo(exact[0].longValueExact() + exact[1].signum());
    }
  }

  @Test
  void the_longest_span_is_counted_and_a_longer_one_is_refused() {
    var longest = Proration.SPAN_SECONDS_MAX;
    assertThat(Proration.ceilOf(longest, 1, longest)).isEqualTo(1);
    assertThatThrownBy(() -> Proration.ceilOf(1, 1, longest + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void more_than_the_whole_and_less_than_nothing_are_refused() {
    assertThatThrownBy(() -> Proration.ceilOf(1, 3, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Proration.ceilOf(1, -1, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Proration.ceilOf(-1, 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

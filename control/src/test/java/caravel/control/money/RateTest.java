package caravel.control.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.Msats;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateTest {
  private static final Instant AT = Instant.ofEpochSecond(1_800_000_000);
  private static final BigDecimal SATS_PER_COIN = BigDecimal.valueOf(100_000_000);

  @ParameterizedTest
  @CsvSource({
    // sats, cents a coin, cents
    "0, 10000000, 0",
    "4, 10000000, 0",
    "5, 10000000, 1",
    "14, 10000000, 1",
    "15, 10000000, 2",
    "10000, 10000000, 1000",
    "10000, 9999999, 1000",
    "50000, 6543210, 3272",
    "1000000000000, 10000000, 100000000000",
  })
  void satoshis_become_cents_half_up(long sats, long rate, long cents) {
    assertThat(rate(rate).toCentsHalfUp(sat(sats))).isEqualTo(usd(cents));
  }

  @ParameterizedTest
  @CsvSource({
    // cents, cents a coin, sats half up, sats to pay
    "0, 10000000, 0, 0",
    "1, 10000000, 10, 10",
    "1, 30000000, 3, 4",
    "1, 40000000, 3, 3",
    "500, 9999999, 5000, 5001",
    "2500, 6543210, 38208, 38208",
    "1, 10000000000, 0, 1",
  })
  void cents_become_satoshis_half_up_and_a_bolt11_asks_for_whole_ones_up(
      long cents, long rate, long sats, long toPay) {
    assertThat(rate(rate).toSatsHalfUp(usd(cents))).isEqualTo(sat(sats));
    assertThat(rate(rate).toMsatsUp(usd(cents))).isEqualTo(Msats.ofSats(toPay));
  }

  @Test
  void conversions_are_what_decimal_arithmetic_says() {
    long seed = System.nanoTime();
    System.out.println("RateTest seed " + seed);
    var random = new SplittableRandom(seed);
    for (var i = 0; i < 20_000; i++) {
      var cents = random.nextLong(Rate.CENTS_MIN, Rate.CENTS_MAX + 1);
      var amount = random.nextLong(1L << random.nextInt(30));
      var price = BigDecimal.valueOf(cents);
      var given = BigDecimal.valueOf(amount);
      assertThat(rate(cents).toCentsHalfUp(sat(amount)).amount())
          .isEqualTo(
              given.multiply(price).divide(SATS_PER_COIN, 0, RoundingMode.HALF_UP).longValue());
      assertThat(rate(cents).toSatsHalfUp(usd(amount)).amount())
          .isEqualTo(
              given.multiply(SATS_PER_COIN).divide(price, 0, RoundingMode.HALF_UP).longValue());
      assertThat(rate(cents).toMsatsUp(usd(amount)).floorToSats())
          .isEqualTo(given.multiply(SATS_PER_COIN).divide(price, 0, RoundingMode.UP).longValue());
    }
  }

  @Test
  void a_rate_is_used_for_ten_minutes_and_not_a_second_more() {
    var rate = rate(10_000_000);
    assertThat(rate.isFresh(AT)).isTrue();
    assertThat(rate.isFresh(AT.plusSeconds(599))).isTrue();
    assertThat(rate.isFresh(AT.plusSeconds(600))).isTrue();
    assertThat(rate.isFresh(AT.plusSeconds(601))).isFalse();
    assertThat(rate.isFresh(AT.minusSeconds(2))).isTrue();
  }

  @Test
  void invalid_rates_and_too_large_amounts_are_refused() {
    assertThatThrownBy(() -> rate(Rate.CENTS_MIN - 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rate(Rate.CENTS_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rate(Rate.CENTS_MAX).toCentsHalfUp(sat(Money.AMOUNT_MAX)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rate(Rate.CENTS_MIN).toSatsHalfUp(usd(Money.AMOUNT_MAX)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rate(Rate.CENTS_MIN).toCentsHalfUp(usd(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rate(Rate.CENTS_MIN).toMsatsUp(sat(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Rate rate(long cents) {
    return new Rate(cents, "test", AT);
  }

  private static Money sat(long amount) {
    return new Money(amount, Currency.SAT);
  }

  private static Money usd(long amount) {
    return new Money(amount, Currency.USD);
  }
}

package caravel.control.payment;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.Bolt11.Expired;
import caravel.control.payment.Bolt11.Made;
import caravel.control.payment.Bolt11.None;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a BOLT11 is made: it expires on 2 April, at midnight.
final class Bolt11Test {
  private static final Instant EXPIRY = Instant.parse("2026-04-02T00:00:00Z");

  @Test
  void the_first_is_made_at_once() {
    assertThat(Bolt11.next(new None(), false, EXPIRY)).isEqualTo(new Bolt11.Decision.Make());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-04-01T00:00:00Z, SHOW",
    "2026-04-01T21:59:59Z, SHOW",
    "2026-04-01T22:00:00Z, ASK",
    "2026-04-01T23:59:59Z, ASK",
    "2026-04-02T00:00:00Z, ASK_FIRST",
    "2026-05-02T00:00:00Z, ASK_FIRST",
  })
  void our_clock_says_only_when_the_wallet_is_asked(Instant now, String wanted) {
    assertThat(Bolt11.next(new Made(EXPIRY), false, now))
        .isEqualTo(
            switch (wanted) {
              case "SHOW" -> new Bolt11.Decision.Show();
              case "ASK" -> new Bolt11.Decision.ShowUnlessOver();
              default -> new Bolt11.Decision.LookUpFirst();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "false, true",
    "true, false",
  })
  void another_is_made_only_when_the_first_can_no_longer_be_paid(boolean payerPays, boolean made) {
    assertThat(Bolt11.next(new Expired(payerPays), false, EXPIRY))
        .isEqualTo(made ? new Bolt11.Decision.Make() : new Bolt11.Decision.Wait());
  }

  @ParameterizedTest
  @CsvSource({
    "false, 2026-04-01T23:58:59Z, false, TIME",
    "false, 2026-04-01T23:59:00Z, false, MOMENTS",
    "false, 2026-04-01T23:59:59Z, false, MOMENTS",
    "false, 2026-04-02T00:00:00Z, false, NOTHING",
    "false, 2026-04-01T12:00:00Z, true, NOTHING",
    "true, 2026-04-01T23:58:59Z, false, TIME",
    "true, 2026-04-01T12:00:00Z, true, MOMENTS",
    "true, 2026-04-02T00:59:59Z, false, MOMENTS",
    "true, 2026-04-02T00:59:59Z, true, MOMENTS",
    "true, 2026-04-02T01:00:00Z, false, NOTHING",
    "true, 2026-04-02T00:59:59Z, true, MOMENTS",
    "true, 2026-04-02T01:00:00Z, true, NOTHING",
  })
  void it_is_over_when_the_wallet_says_so_or_shows_a_later_time(
      boolean asked, Instant asOf, boolean ended, Bolt11.Left left) {
    assertThat(Bolt11.left(EXPIRY, asked, new Bolt11.Unpaid(asOf, ended))).isEqualTo(left);
  }

  @Test
  void while_a_card_is_charged_none_is_made_but_the_one_that_exists_may_be_paid() {
    var before = EXPIRY.minus(Duration.ofHours(3));
    assertThat(Bolt11.next(new None(), true, before)).isEqualTo(new Bolt11.Decision.Wait());
    assertThat(Bolt11.next(new Expired(false), true, EXPIRY)).isEqualTo(new Bolt11.Decision.Wait());
    assertThat(Bolt11.next(new Made(EXPIRY), true, before)).isEqualTo(new Bolt11.Decision.Show());
  }
}

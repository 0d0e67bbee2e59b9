package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.instant;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.core.Bolt11.Expired;
import caravel.control.billing.core.Bolt11.Made;
import caravel.control.billing.core.Bolt11.None;
import caravel.control.billing.core.Bolt11.Trial;
import caravel.control.billing.core.Collection.Attempt;
import caravel.control.billing.core.Collection.OurSide;
import caravel.control.billing.core.Collection.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a BOLT11 is made: it expires on 2 April, at midnight.
final class Bolt11Test {
  private static final Instant EXPIRY = instant("2026-04-02");

  private final Collection resting = at(new Attempt.Resting(EXPIRY));

  @Test
  void the_first_is_made_at_once() {
    assertThat(Bolt11.next(new None(), resting, EXPIRY)).isEqualTo(new Bolt11.Decision.Make());
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
    assertThat(Bolt11.next(new Made(EXPIRY), resting, now))
        .isEqualTo(
            switch (wanted) {
              case "SHOW" -> new Bolt11.Decision.Show();
              case "ASK" -> new Bolt11.Decision.ShowUnlessOver();
              default -> new Bolt11.Decision.LookUpFirst();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, true",
    "UNKNOWN, true",
    "PENDING, false",
  })
  void another_is_made_only_when_the_first_can_no_longer_be_paid(Trial trial, boolean made) {
    assertThat(Bolt11.next(new Expired(trial), resting, EXPIRY))
        .isEqualTo(made ? new Bolt11.Decision.Make() : new Bolt11.Decision.Wait());
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 2026-04-01T23:58:59Z, false, TIME",
    "NONE, 2026-04-01T23:59:00Z, false, MOMENTS",
    "NONE, 2026-04-01T23:59:59Z, false, MOMENTS",
    "NONE, 2026-04-02T00:00:00Z, false, NOTHING",
    "NONE, 2026-04-01T12:00:00Z, true, NOTHING",
    "UNKNOWN, 2026-04-01T23:58:59Z, false, TIME",
    "UNKNOWN, 2026-04-01T12:00:00Z, true, MOMENTS",
    "UNKNOWN, 2026-04-02T00:59:59Z, false, MOMENTS",
    "UNKNOWN, 2026-04-02T00:59:59Z, true, MOMENTS",
    "UNKNOWN, 2026-04-02T01:00:00Z, false, NOTHING",
    "PENDING, 2026-04-02T00:59:59Z, true, MOMENTS",
    "PENDING, 2026-04-02T01:00:00Z, true, NOTHING",
  })
  void it_is_over_when_the_wallet_says_so_or_shows_a_later_time(
      Trial trial, Instant asOf, boolean ended, Bolt11.Left left) {
    assertThat(Bolt11.left(EXPIRY, trial, new Bolt11.Unpaid(asOf, ended))).isEqualTo(left);
  }

  @Test
  void while_a_card_is_charged_none_is_made_but_the_one_that_exists_may_be_paid() {
    var before = EXPIRY.minus(Duration.ofHours(3));
    for (var attempt :
        List.of(
            new Attempt.Charging(before),
            new Attempt.ChargeUnknown(before, 1),
            new Attempt.Cancelling(before, ""))) {
      assertThat(Bolt11.next(new None(), at(attempt), before))
          .isEqualTo(new Bolt11.Decision.Wait());
      assertThat(Bolt11.next(new Expired(Trial.NONE), at(attempt), EXPIRY))
          .isEqualTo(new Bolt11.Decision.Wait());
      assertThat(Bolt11.next(new Made(EXPIRY), at(attempt), before))
          .isEqualTo(new Bolt11.Decision.Show());
    }
  }

  @Test
  void an_unknown_wallet_payment_still_shows_its_own() {
    var before = EXPIRY.minus(Duration.ofHours(3));
    assertThat(Bolt11.next(new Made(EXPIRY), at(new Attempt.PayUnknown(before, 2)), before))
        .isEqualTo(new Bolt11.Decision.Show());
  }

  private static Collection at(Attempt attempt) {
    return new Collection.Open(
        new Grace.Running(instant("2026-04-08")), attempt, OurSide.ANSWERS, Told.ASKED);
  }
}

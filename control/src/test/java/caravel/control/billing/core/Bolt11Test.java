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
    "2026-04-01T23:59:59Z, true",
    "2026-04-02T00:00:00Z, false",
    "2026-04-02T00:00:01Z, false",
  })
  void it_is_shown_until_it_expires_and_then_looked_up(Instant now, boolean shown) {
    assertThat(Bolt11.next(new Made(EXPIRY), resting, now))
        .isEqualTo(shown ? new Bolt11.Decision.Show() : new Bolt11.Decision.LookUpFirst());
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 2026-04-02T00:00:00Z, true",
    "UNKNOWN, 2026-04-02T00:59:59Z, false",
    "UNKNOWN, 2026-04-02T01:00:00Z, true",
    "UNKNOWN, 2026-04-02T01:00:01Z, true",
    "PENDING, 2026-04-02T01:00:01Z, false",
    "PENDING, 2026-05-02T00:00:00Z, false",
  })
  void another_is_made_only_when_the_first_can_no_longer_be_paid(
      Trial trial, Instant now, boolean made) {
    assertThat(Bolt11.next(new Expired(EXPIRY, trial), resting, now))
        .isEqualTo(made ? new Bolt11.Decision.Make() : new Bolt11.Decision.Wait());
  }

  @Test
  void while_a_card_is_charged_none_is_made_but_the_one_that_exists_may_be_paid() {
    var before = EXPIRY.minusSeconds(1);
    for (var attempt :
        List.of(
            new Attempt.Charging(before),
            new Attempt.ChargeUnknown(before, 1),
            new Attempt.Cancelling(before, ""))) {
      assertThat(Bolt11.next(new None(), at(attempt), before))
          .isEqualTo(new Bolt11.Decision.Wait());
      assertThat(Bolt11.next(new Expired(EXPIRY, Trial.NONE), at(attempt), EXPIRY))
          .isEqualTo(new Bolt11.Decision.Wait());
      assertThat(Bolt11.next(new Made(EXPIRY), at(attempt), before))
          .isEqualTo(new Bolt11.Decision.Show());
    }
  }

  @Test
  void an_unknown_wallet_payment_still_shows_its_own() {
    var before = EXPIRY.minusSeconds(1);
    assertThat(Bolt11.next(new Made(EXPIRY), at(new Attempt.PayUnknown(before, 2)), before))
        .isEqualTo(new Bolt11.Decision.Show());
  }

  private static Collection at(Attempt attempt) {
    return new Collection.Open(
        new Grace.Running(instant("2026-04-08")), attempt, OurSide.ANSWERS, Told.ASKED);
  }
}

package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.instant;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.core.Collection.Effect;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.Collection.Means;
import caravel.control.billing.core.Collection.NoticeStage;
import caravel.control.billing.core.Collection.Open;
import caravel.control.billing.core.Collection.RailStatus;
import caravel.control.billing.core.Collection.Stage;
import caravel.control.billing.core.Invoice.Method;
import caravel.control.money.PaymentRail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The ladder, rung by rung: made on 1 April, due on the 8th.
final class CollectingTest {
  private static final Means NONE = new Means(false, false);
  private static final Means WALLET = new Means(true, false);
  private static final Means CARD = new Means(false, true);
  private static final Means BOTH = new Means(true, true);

  private final Instant begin = instant("2026-04-01");
  private final Instant due = instant("2026-04-08");
  private Collection state = Collection.begin(new Grace.Running(due), begin);
  private Means means = NONE;

  @Test
  void the_next_look_is_the_next_reminder_unless_an_attempt_comes_before_it() {
    var late = due.plusSeconds(86_400);
    var threeDaysLeft = due.minus(Duration.ofDays(3));
    var oneDayLeft = due.minus(Duration.ofDays(1));
    assertThat(nextLook(late, begin)).isEqualTo(threeDaysLeft);
    assertThat(nextLook(late, threeDaysLeft)).isEqualTo(oneDayLeft);
    assertThat(nextLook(late, oneDayLeft)).isEqualTo(due);
    assertThat(nextLook(late, due)).isEqualTo(late);
    var soon = begin.plusSeconds(60);
    assertThat(nextLook(soon, begin)).isEqualTo(soon);
  }

  private @Nullable Instant nextLook(Instant until, Instant at) {
    var resting = new Stage.Resting(until);
    return Collecting.nextLook(
        new Open(new Grace.Running(due), resting, RailStatus.ANSWERS, NoticeStage.ASKED), at);
  }

  @Test
  void a_silent_wallet_of_ours_is_asked_again_in_minutes_and_for_a_suspended_tenant_in_a_day() {
    var running = new Grace.Running(due);
    assertThat(afterSilence(running)).isEqualTo(new Stage.Resting(begin.plusSeconds(300)));
    var still = new Grace.Still(Duration.ofDays(2));
    assertThat(afterSilence(still)).isEqualTo(new Stage.Resting(begin.plusSeconds(86_400)));
  }

  private Stage afterSilence(Grace grace) {
    state = new Open(grace, new Stage.Resolving(), RailStatus.ANSWERS, NoticeStage.NOTHING);
    tell(new Fact.RailsSilent(begin));
    return stage();
  }

  @Test
  void what_was_paid_by_hand_is_looked_for_before_anything_else() {
    means = BOTH;
    assertThat(passes(begin)).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Resolving());
    assertThat(tell(new Fact.MoneyArrived(begin, "p", Method.OOB)))
        .containsExactly(new Effect.Settle("p", Method.OOB));
    assertThat(passes(due)).isEmpty();
  }

  @Test
  void the_wallet_comes_before_the_card_and_the_card_before_asking() {
    means = BOTH;
    passes(begin);
    assertThat(tell(new Fact.NothingArrived(begin))).containsExactly(new Effect.AskWallet());
    assertThat(tell(new Fact.WalletRefused(begin, "Empty.")))
        .containsExactly(new Effect.ChargeCard(), new Effect.TellWalletFailed("Empty."));
    assertThat(tell(new Fact.CardDeclined(begin, "Declined.")))
        .containsExactly(new Effect.Ask(), new Effect.TellCardFailed("Declined."));
    assertThat(passes(begin.plusSeconds(86_399))).isEmpty();
    assertThat(passes(begin.plusSeconds(86_400))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Resolving());
  }

  @Test
  void a_wallet_that_does_not_answer_has_not_refused() {
    means = BOTH;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    assertThat(tell(new Fact.PaymentUnknown(begin, PaymentRail.LIGHTNING))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Waiting(PaymentRail.LIGHTNING, begin));
    assertThat(Collecting.nextLook((Open) state, begin)).isNull();
    for (var second : List.of(10, 60, 300)) {
      assertThat(passes(begin.plusSeconds(second))).isEmpty();
      tell(new Fact.StillPayable(begin.plusSeconds(second)));
      assertThat(state.isPaying()).isTrue();
    }
    assertThat(tell(new Fact.NothingArrived(due))).isEmpty();
    assertThat(tell(new Fact.MeansConnected(due))).isEmpty();
    assertThat(tell(new Fact.MoneyArrived(due, "p", Method.NWC)))
        .containsExactly(new Effect.Settle("p", Method.NWC));
  }

  @Test
  void whose_wallet_never_answers_is_asked_once_before_they_are_paused() {
    means = BOTH;
    var soon = begin.plusSeconds(86_400);
    state = Collection.begin(new Grace.Running(soon), begin);
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    tell(new Fact.PaymentUnknown(begin, PaymentRail.LIGHTNING));
    assertThat(tell(new Fact.StillPayable(begin.plusSeconds(3_599)))).isEmpty();
    assertThat(tell(new Fact.StillPayable(begin.plusSeconds(3_600))))
        .containsExactly(new Effect.Ask());
    assertThat(tell(new Fact.StillPayable(begin.plusSeconds(7_200)))).isEmpty();
    var later = begin.plusSeconds(3_600 + 86_400);
    assertThat(tell(new Fact.ExpiredUnpaid(later))).containsExactly(new Effect.ChargeCard());
    assertThat(tell(new Fact.CardDeclined(later, "Declined.")))
        .containsExactly(new Effect.Forgive(), new Effect.TellCardFailed("Declined."));
  }

  @Test
  void nobody_is_asked_while_our_side_is_silent_or_their_grace_stands_still() {
    means = WALLET;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    tell(new Fact.PaymentUnknown(begin, PaymentRail.LIGHTNING));
    tell(new Fact.GraceStopped(begin));
    assertThat(tell(new Fact.StillPayable(begin.plusSeconds(3_600)))).isEmpty();
    tell(new Fact.GraceResumed(begin.plusSeconds(3_601)));
    tell(new Fact.RailsSilent(begin.plusSeconds(3_602)));
    assertThat(tell(new Fact.StillPayable(begin.plusSeconds(7_200)))).isEmpty();
  }

  @Test
  void time_alone_ends_no_stage_but_resting() {
    means = WALLET;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    assertThat(stage()).isEqualTo(new Stage.AskingWallet());
    assertThat(passes(due.plusSeconds(1))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.AskingWallet());
  }

  @Test
  void an_unknown_payment_is_waited_for_past_the_day_it_was_due() {
    means = WALLET;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    tell(new Fact.PaymentUnknown(begin, PaymentRail.LIGHTNING));
    assertThat(passes(due.plusSeconds(1))).isEmpty();
    assertThat(tell(new Fact.ExpiredUnpaid(due.plusSeconds(2)))).containsExactly(new Effect.Ask());
    means = NONE;
    assertThat(passes(due.plusSeconds(2 + 86_399))).isEmpty();
    assertThat(looksBackInVain(due.plusSeconds(2 + 86_400))).containsExactly(new Effect.Forgive());
  }

  /// M4: an invoice that was never asked for is not forgiven, however long the program was down.
  @Test
  void a_tenant_who_was_never_asked_is_asked_a_day_before_the_pause_even_when_it_is_overdue() {
    var late = due.plusSeconds(10 * 86_400);
    assertThat(looksBackInVain(late)).containsExactly(new Effect.Ask());
    assertThat(((Open) state).grace()).isEqualTo(new Grace.Running(late.plusSeconds(86_400)));
    assertThat(passes(late.plusSeconds(86_399))).isEmpty();
    assertThat(looksBackInVain(late.plusSeconds(86_400))).containsExactly(new Effect.Forgive());
  }

  /// Replacing an invoice again and again does not buy a day each time.
  @Test
  void a_replacement_is_not_asked_for_a_day_before_when_the_invoice_before_it_was() {
    means = new Means(false, false, true);
    assertThat(looksBackInVain(begin)).containsExactly(new Effect.Ask());
    assertThat(((Open) state).grace()).isEqualTo(new Grace.Running(due));
    state = Collection.begin(new Grace.Running(due), due.minusSeconds(60));
    assertThat(looksBackInVain(due)).containsExactly(new Effect.Forgive());
  }

  /// M3: the platform had no free connection.
  @Test
  void an_attempt_that_was_not_made_is_made_again_within_minutes_and_nothing_else_follows() {
    means = BOTH;
    state =
        new Open(
            new Grace.Running(due), resting(due), RailStatus.ANSWERS, NoticeStage.ONE_DAY_LEFT);
    assertThat(looksBackInVain(due)).containsExactly(new Effect.AskWallet());
    assertThat(tell(new Fact.AttemptNotMade(due))).isEmpty();
    assertThat(state)
        .isEqualTo(
            new Open(
                new Grace.Running(due),
                resting(due.plusSeconds(120)),
                RailStatus.ANSWERS,
                NoticeStage.ONE_DAY_LEFT));
    // It stops no pause for ever: as soon as the wallet is asked, its refusal counts.
    looksBackInVain(due.plusSeconds(120));
    assertThat(tell(new Fact.WalletRefused(due.plusSeconds(121), "Empty.")))
        .containsExactly(new Effect.ChargeCard(), new Effect.TellWalletFailed("Empty."));
    assertThat(tell(new Fact.AttemptNotMade(due.plusSeconds(122)))).isEmpty();
    means = NONE;
    assertThat(looksBackInVain(due.plusSeconds(242))).containsExactly(new Effect.Forgive());
  }

  private static Stage resting(Instant until) {
    return new Stage.Resting(until);
  }

  private List<Effect> looksBackInVain(Instant at) {
    passes(at);
    return tell(new Fact.NothingArrived(at));
  }

  @Test
  void a_bolt11_that_expired_unpaid_frees_the_next_rung() {
    means = BOTH;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    tell(new Fact.PaymentUnknown(begin, PaymentRail.LIGHTNING));
    assertThat(tell(new Fact.ExpiredUnpaid(begin.plusSeconds(86_400))))
        .containsExactly(new Effect.ChargeCard());
  }

  @Test
  void an_unknown_charge_is_waited_for_and_never_made_anew() {
    means = CARD;
    passes(begin);
    assertThat(tell(new Fact.NothingArrived(begin))).containsExactly(new Effect.ChargeCard());
    assertThat(tell(new Fact.RailsSilent(begin))).isEmpty();
    assertThat(tell(new Fact.PaymentUnknown(begin, PaymentRail.CARD))).isEmpty();
    assertThat(passes(due)).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Waiting(PaymentRail.CARD, begin));
    assertThat(state.isPaying()).isTrue();
  }

  /// M8: a person may have paid on the page that was to be closed.
  @Test
  void a_checkout_whose_outcome_is_unknown_is_waited_for_and_then_everything_is_looked_up() {
    means = BOTH;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    assertThat(tell(new Fact.PaymentUnknown(begin, PaymentRail.CHECKOUT))).isEmpty();
    assertThat(tell(new Fact.MeansConnected(begin.plusSeconds(1)))).isEmpty();
    assertThat(tell(new Fact.ExpiredUnpaid(begin.plusSeconds(2)))).isEmpty();
    assertThat(state.blockedBy()).isEqualTo(PaymentRail.CHECKOUT);
    assertThat(tell(new Fact.CheckoutFailed(begin.plusSeconds(3)))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Resolving());
  }

  @Test
  void a_charge_that_took_time_and_failed_frees_the_invoice() {
    means = CARD;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    assertThat(tell(new Fact.PaymentUnknown(begin, PaymentRail.CARD))).isEmpty();
    assertThat(tell(new Fact.CardDeclined(begin.plusSeconds(3), "Declined.")))
        .containsExactly(new Effect.Ask(), new Effect.TellCardFailed("Declined."));
    assertThat(passes(begin.plusSeconds(86_402))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Resting(begin.plusSeconds(86_403)));
    passes(begin.plusSeconds(86_403));
    assertThat(stage()).isEqualTo(new Stage.Resolving());
  }

  @Test
  void
      a_bank_that_takes_its_time_is_no_silence_of_ours_and_delays_the_end_by_no_more_than_it_took() {
    means = CARD;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    tell(new Fact.CardDeclined(begin, "Declined."));
    passes(due.minusSeconds(86_400));
    tell(new Fact.NothingArrived(due.minusSeconds(86_400)));
    tell(new Fact.PaymentUnknown(due.minusSeconds(86_400), PaymentRail.CARD));
    assertThat(passes(due)).isEmpty();
    assertThat(tell(new Fact.PaymentUnknown(due, PaymentRail.CARD))).isEmpty();
    assertThat(tell(new Fact.CardDeclined(due.plusSeconds(9), "Declined.")))
        .containsExactly(new Effect.Forgive(), new Effect.TellCardFailed("Declined."));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-04-07T23:59:59Z, false",
    "2026-04-08T00:00:00Z, true",
    "2026-04-08T00:00:01Z, true",
  })
  void it_is_forgiven_exactly_when_due_after_one_last_look(String when, boolean forgiven) {
    asked();
    state = ((Open) state).at(new Stage.Resting(instant("2026-05-01")));
    var at = instant(when);
    passes(at);
    assertThat(stage().equals(new Stage.Resolving())).isEqualTo(forgiven);
    assertThat(tell(new Fact.NothingArrived(at)).contains(new Effect.Forgive()))
        .isEqualTo(forgiven);
  }

  @Test
  void reminders_come_three_days_and_one_day_before_and_once() {
    asked();
    state = ((Open) state).at(new Stage.Resting(due));
    assertThat(passes(instant("2026-04-04T23:59:59Z"))).isEmpty();
    assertThat(passes(instant("2026-04-05"))).containsExactly(new Effect.Remind(3));
    assertThat(passes(instant("2026-04-06T23:59:59Z"))).isEmpty();
    assertThat(passes(instant("2026-04-07"))).containsExactly(new Effect.Remind(1));
    assertThat(passes(instant("2026-04-07T00:00:01Z"))).isEmpty();
  }

  @Test
  void a_daily_look_at_the_very_second_of_a_reminder_does_not_swallow_it() {
    asked();
    state = ((Open) state).at(new Stage.Resting(instant("2026-04-05")));
    assertThat(passes(instant("2026-04-05"))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Resolving());
    assertThat(tell(new Fact.NothingArrived(instant("2026-04-05"))))
        .containsExactly(new Effect.Remind(3));
    assertThat(passes(instant("2026-04-05T00:00:01Z"))).isEmpty();
  }

  @Test
  void our_own_silence_pauses_nobody_and_leaves_a_day() {
    asked();
    passes(due);
    assertThat(tell(new Fact.RailsSilent(due))).isEmpty();
    assertThat(passes(due.plusSeconds(299))).isEmpty();
    assertThat(passes(due.plusSeconds(300))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Resolving());
    var back = instant("2026-04-10");
    assertThat(tell(new Fact.NothingArrived(back))).containsExactly(new Effect.Remind(1));
    assertThat(((Open) state).grace()).isEqualTo(new Grace.Running(instant("2026-04-11")));
    assertThat(passes(instant("2026-04-10T23:59:59Z"))).isEmpty();
    assertThat(passes(instant("2026-04-11"))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Resolving());
    assertThat(tell(new Fact.NothingArrived(instant("2026-04-11"))))
        .containsExactly(new Effect.Forgive());
  }

  @Test
  void a_processor_that_was_silent_past_the_due_day_leaves_a_day_as_well() {
    means = CARD;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    tell(new Fact.RailsSilent(begin));
    tell(new Fact.PaymentUnknown(begin, PaymentRail.CARD));
    var back = instant("2026-04-09");
    assertThat(tell(new Fact.CardDeclined(back, "Declined.")))
        .containsExactly(new Effect.TellCardFailed("Declined."));
    passes(back.plusSeconds(300));
    assertThat(tell(new Fact.NothingArrived(back.plusSeconds(300))))
        .containsExactly(new Effect.ChargeCard());
    assertThat(((Open) state).grace())
        .isEqualTo(new Grace.Running(instant("2026-04-10T00:05:00Z")));
  }

  @Test
  void while_the_grace_stands_still_money_is_looked_for_once_a_day_and_nobody_is_told_to_pay() {
    means = BOTH;
    passes(begin);
    tell(new Fact.GraceStopped(begin));
    assertThat(tell(new Fact.NothingArrived(begin))).isEmpty();
    assertThat(Collecting.nextLook((Open) state, begin)).isEqualTo(begin.plusSeconds(86_400));
    assertThat(passes(begin.plusSeconds(86_399))).isEmpty();
    assertThat(passes(begin.plusSeconds(86_400))).isEmpty();
    assertThat(tell(new Fact.RailsSilent(begin.plusSeconds(86_400)))).isEmpty();
    assertThat(passes(begin.plusSeconds(2 * 86_400 - 1))).isEmpty();
    assertThat(passes(begin.plusSeconds(2 * 86_400))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Resolving());
    assertThat(tell(new Fact.NothingArrived(begin.plusSeconds(2 * 86_400)))).isEmpty();
  }

  @Test
  void no_bolt11_means_nobody_was_told_to_pay() {
    means = BOTH;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    assertThat(tell(new Fact.NoBolt11(begin))).containsExactly(new Effect.ChargeCard());
  }

  @Test
  void a_card_that_was_not_charged_is_not_waited_for() {
    means = CARD;
    passes(begin);
    tell(new Fact.NothingArrived(begin));
    tell(new Fact.PaymentUnknown(begin, PaymentRail.CARD));
    assertThat(state.blockedBy()).isEqualTo(PaymentRail.CARD);
    tell(new Fact.NoCharge(begin));
    assertThat(state.isPaying()).isFalse();
    assertThat(tell(new Fact.NoCharge(begin))).isEmpty();
  }

  @Test
  void a_suspended_tenants_invoice_waits_and_so_does_its_grace() {
    asked();
    tell(new Fact.GraceStopped(instant("2026-04-05")));
    assertThat(passes(instant("2026-06-01"))).isEmpty();
    assertThat(stage()).isEqualTo(new Stage.Resolving());
    assertThat(tell(new Fact.NothingArrived(instant("2026-06-01")))).isEmpty();
    assertThat(tell(new Fact.MeansConnected(instant("2026-06-01")))).isEmpty();
    tell(new Fact.GraceResumed(instant("2026-06-01")));
    assertThat(((Open) state).grace()).isEqualTo(new Grace.Running(instant("2026-06-04")));
  }

  @Test
  void a_wallet_that_is_connected_pays_at_once() {
    asked();
    means = WALLET;
    assertThat(tell(new Fact.MeansConnected(begin.plusSeconds(5)))).isEmpty();
    assertThat(tell(new Fact.NothingArrived(begin.plusSeconds(5))))
        .containsExactly(new Effect.AskWallet());
  }

  @Test
  void money_for_what_is_closed_is_kept_and_the_same_money_is_not_counted_twice() {
    tell(new Fact.MoneyArrived(begin, "p", Method.OOB));
    assertThat(tell(new Fact.MoneyArrived(begin, "p", Method.OOB))).isEmpty();
    assertThat(tell(new Fact.MoneyArrived(begin, "q", Method.STRIPE)))
        .containsExactly(new Effect.KeepAsCredit("q"));
    state = Collection.begin(new Grace.Running(due), begin);
    tell(new Fact.InvoiceVoided(begin));
    assertThat(tell(new Fact.MoneyArrived(begin, "r", Method.OOB)))
        .containsExactly(new Effect.KeepAsCredit("r"));
  }

  private Stage stage() {
    return ((Open) state).stage();
  }

  private void asked() {
    passes(begin);
    assertThat(tell(new Fact.NothingArrived(begin))).containsExactly(new Effect.Ask());
  }

  private List<Effect> passes(Instant at) {
    return tell(new Fact.TimePassed(at));
  }

  private List<Effect> tell(Fact fact) {
    var step = Collecting.decide(state, fact, means);
    state = step.next();
    return step.effects();
  }
}

package caravel.control.billing.core;

import caravel.control.billing.core.Collection.Effect;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.Collection.Means;
import caravel.control.billing.core.Collection.NoticeStage;
import caravel.control.billing.core.Collection.Open;
import caravel.control.billing.core.Collection.RailStatus;
import caravel.control.billing.core.Collection.Settled;
import caravel.control.billing.core.Collection.Stage;
import caravel.control.billing.core.Collection.Step;
import caravel.control.billing.core.Collection.Voided;
import caravel.control.money.PaymentRail;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decides how one invoice is collected. It looks up earlier attempts, tries the tenant's wallet,
/// then the saved card, then asks the tenant to pay. It also decides what happens on the due date.
///
/// Only the receiving side settles an invoice. While the outcome of an attempt is unknown, no other
/// attempt begins.
public final class Collecting {
  /// Shortest time between two automatic attempts on one payment method.
  public static final Duration BETWEEN_ATTEMPTS = Duration.ofDays(1);

  private static final Duration AFTER_SILENCE = Duration.ofMinutes(5);

  /// Delay before the platform repeats an attempt that it had no free connection for.
  private static final Duration AFTER_EXHAUSTION = Duration.ofMinutes(2);

  /// How long a wallet payment stays unknown before the tenant is asked to pay. A BOLT11 is paid
  /// once at most, so paying the same one by hand is safe.
  private static final Duration UNASKED_MAX = Duration.ofHours(1);

  /// Shortest time from the first request to pay until relays are paused.
  public static final Duration ASKED_BEFORE_PAUSE = Duration.ofHours(24);

  private Collecting() {}

  public static Step decide(Collection state, Fact fact, Means means) {
    return switch (state) {
      case Open open -> whileOpen(open, fact, means);
      case Settled settled -> afterwards(settled, fact, settled.paymentId());
      case Voided voided -> afterwards(voided, fact, "");
    };
  }

  /// The next time at which time alone may change an open invoice. [Fact.TimePassed] has no effect
  /// before then; null = it has none in this stage.
  public static @Nullable Instant nextLook(Open open, Instant at) {
    return open.stage() instanceof Stage.Resting(var until)
        ? nextLookAtRest(open, until, at)
        : null;
  }

  private static Instant nextLookAtRest(Open open, Instant until, Instant at) {
    return switch (open.grace()) {
      case Grace.Still _ -> until;
      case Grace.Running(var due) ->
          Stream.of(due, due.minus(Duration.ofDays(1)), due.minus(Duration.ofDays(3)))
              .filter(moment -> moment.isAfter(at))
              .reduce((first, next) -> next.isBefore(first) ? next : first)
              .filter(moment -> moment.isBefore(until))
              .orElse(until);
    };
  }

  /// @param known the payment that settled it
  private static Step afterwards(Collection state, Fact fact, String known) {
    return fact instanceof Fact.MoneyArrived(_, var payment, _) && !payment.equals(known)
        ? Step.to(state, new Effect.KeepAsCredit(payment))
        : Step.to(state);
  }

  private static Step whileOpen(Open open, Fact fact, Means means) {
    return switch (fact) {
      case Fact.MoneyArrived(_, var payment, var method) ->
          Step.to(new Settled(payment), new Effect.Settle(payment, method));
      case Fact.InvoiceVoided _ -> Step.to(new Voided());
      case Fact.GraceStopped(var at) -> Step.to(open.with(open.grace().still(at)));
      case Fact.GraceResumed(var at) -> Step.to(open.with(open.grace().running(at)));
      case Fact.TimePassed(var at) ->
          open.stage() instanceof Stage.Resting(var until)
              ? rested(open, until, at)
              : Step.to(open);
      case Fact.MeansConnected _, Fact.TenantReconciled _ -> connected(open);
      case Fact.RailsSilent(var at) -> silent(open, at);
      case Fact.NothingArrived(var at) when open.stage() instanceof Stage.Resolving ->
          tryWallet(endSilence(open, at), at, means);
      case Fact.PaymentUnknown(var at, var rail) -> unknown(open, rail, at);
      case Fact.AttemptNotMade(var at)
          when open.stage() instanceof Stage.AskingWallet
              || open.stage() instanceof Stage.ChargingCard ->
          Step.to(open.at(new Stage.Resting(at.plus(AFTER_EXHAUSTION))));
      case Fact.WalletRefused(var at, var sentence) when isAt(open, PaymentRail.LIGHTNING) ->
          afterWallet(open, at, means).and(new Effect.TellWalletFailed(sentence));
      case Fact.NoBolt11(var at) when open.stage() instanceof Stage.AskingWallet ->
          afterWallet(markSilent(open), at, means);
      case Fact.StillPayable(var at)
          when open.stage() instanceof Stage.Waiting(var rail, var since)
              && rail == PaymentRail.LIGHTNING
              && isPast(since, UNASKED_MAX, at) ->
          stillUnknown(open, at, means);
      case Fact.ExpiredUnpaid(var at) when isAt(open, PaymentRail.LIGHTNING) ->
          afterWallet(open, at, means);
      case Fact.CheckoutFailed _ when isAt(open, PaymentRail.CHECKOUT) -> resolve(open);
      case Fact.CardDeclined(var at, var sentence) when isAt(open, PaymentRail.CARD) ->
          exhausted(open, at, means).and(new Effect.TellCardFailed(sentence));
      case Fact.NoCharge(var at) when isAt(open, PaymentRail.CARD) -> exhausted(open, at, means);
      // A late answer to a stage that is over changes nothing.
      case Fact.NothingArrived _,
          Fact.AttemptNotMade _,
          Fact.WalletRefused _,
          Fact.NoBolt11 _,
          Fact.StillPayable _,
          Fact.ExpiredUnpaid _,
          Fact.CheckoutFailed _,
          Fact.CardDeclined _,
          Fact.NoCharge _ ->
          Step.to(open);
    };
  }

  private static boolean isAt(Open open, PaymentRail rail) {
    return open.blockedBy() == rail;
  }

  /// An invoice waits for one attempt at a time: the first whose outcome became unknown.
  private static Step unknown(Open open, PaymentRail rail, Instant at) {
    return open.stage() instanceof Stage.Waiting
        ? Step.to(open)
        : Step.to(open.at(new Stage.Waiting(rail, at)));
  }

  private static boolean isPast(Instant since, Duration wait, Instant at) {
    return !at.isBefore(since.plus(wait));
  }

  /// Attempts are looked up once a day, and once more on the due date before relays are paused. The
  /// attempts of a suspended tenant are looked up too, because the tenant may have paid.
  private static Step rested(Open open, Instant until, Instant at) {
    if (!at.isBefore(until)) {
      return resolve(open);
    }
    return switch (open.grace()) {
      case Grace.Still _ -> Step.to(open);
      case Grace.Running(var due) -> {
        var lastTime = open.railStatus() == RailStatus.ANSWERS && !at.isBefore(due);
        yield lastTime ? resolve(open) : remind(open, due, at);
      }
    };
  }

  private static Step connected(Open open) {
    var free = open.stage() instanceof Stage.Resting && open.grace() instanceof Grace.Running;
    return free ? resolve(open) : Step.to(open);
  }

  private static Step resolve(Open open) {
    return Step.to(open.at(new Stage.Resolving()));
  }

  /// While the platform's wallet or card processor is silent, no relay is paused. Unknown outcomes
  /// stay unknown.
  private static Step silent(Open open, Instant at) {
    var again = open.grace() instanceof Grace.Still ? BETWEEN_ATTEMPTS : AFTER_SILENCE;
    return open.stage() instanceof Stage.Resolving
        ? Step.to(markSilent(open).at(new Stage.Resting(at.plus(again))))
        : Step.to(markSilent(open));
  }

  private static Open markSilent(Open open) {
    return new Open(open.grace(), open.stage(), RailStatus.SILENT, open.noticeStage());
  }

  /// The silence ends only when a look-up of all attempts was answered.
  private static Open endSilence(Open open, Instant at) {
    return switch (open.railStatus()) {
      case ANSWERS -> open;
      case SILENT ->
          new Open(
              open.grace().afterOurFault(at), open.stage(), RailStatus.ANSWERS, open.noticeStage());
    };
  }

  private static Step tryWallet(Open open, Instant at, Means means) {
    if (open.grace() instanceof Grace.Still) {
      return Step.to(open.at(new Stage.Resting(at.plus(BETWEEN_ATTEMPTS))));
    }
    return means.wallet()
        ? Step.to(open.at(new Stage.AskingWallet()), new Effect.AskWallet())
        : afterWallet(open, at, means);
  }

  private static Step afterWallet(Open open, Instant at, Means means) {
    return means.card() && open.grace() instanceof Grace.Running
        ? Step.to(open.at(new Stage.ChargingCard()), new Effect.ChargeCard())
        : exhausted(open, at, means);
  }

  /// Runs after no payment method has paid: asks the tenant, or forgives the invoice if it is due.
  private static Step exhausted(Open open, Instant at, Means means) {
    if (open.railStatus() == RailStatus.SILENT) {
      return Step.to(open.at(new Stage.Resting(at.plus(AFTER_SILENCE))));
    }
    var resting = open.at(new Stage.Resting(at.plus(BETWEEN_ATTEMPTS)));
    return switch (open.grace()) {
      case Grace.Running running
          when open.noticeStage() == NoticeStage.NOTHING
              && !(means.askedBefore() && running.isOver(at)) ->
          ask(resting, running, at, means);
      case Grace.Running running when running.isOver(at) ->
          Step.to(new Voided(), new Effect.Forgive());
      // A reminder may be due at the same time as the look-up. It must still be sent.
      case Grace.Running(var due) -> remind(resting, due, at);
      case Grace.Still _ -> Step.to(resting);
    };
  }

  /// Asks the tenant to pay, at least a day before a pause (M4). The first request within a grace
  /// moves a due date that is nearer or past.
  private static Step ask(Open open, Grace.Running grace, Instant at, Means means) {
    var due = means.askedBefore() ? grace : grace.atLeast(at.plus(ASKED_BEFORE_PAUSE));
    var told = reached(due.dueAt(), at);
    return Step.to(new Open(due, open.stage(), open.railStatus(), told), new Effect.Ask());
  }

  private static Step stillUnknown(Open open, Instant at, Means means) {
    var mayBeAsked =
        open.noticeStage() == NoticeStage.NOTHING && open.railStatus() == RailStatus.ANSWERS;
    return mayBeAsked && open.grace() instanceof Grace.Running running
        ? ask(open, running, at, means)
        : Step.to(open);
  }

  private static Step remind(Open open, Instant due, Instant at) {
    var reached = reached(due, at);
    var isOver = !at.isBefore(due);
    if (isOver
        || open.noticeStage() == NoticeStage.NOTHING
        || reached.compareTo(open.noticeStage()) <= 0) {
      return Step.to(open);
    }
    var daysLeft = reached == NoticeStage.ONE_DAY_LEFT ? 1 : 3;
    return Step.to(open.after(reached), new Effect.Remind(daysLeft));
  }

  /// The reminder that the time left calls for. A first request within the last day counts as that
  /// reminder.
  private static NoticeStage reached(Instant due, Instant at) {
    if (isPast(due, Duration.ofDays(-1), at)) {
      return NoticeStage.ONE_DAY_LEFT;
    }
    return isPast(due, Duration.ofDays(-3), at) ? NoticeStage.THREE_DAYS_LEFT : NoticeStage.ASKED;
  }
}

package caravel.control.billing.core;

import caravel.control.billing.core.Collection.Effect;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.Collection.Means;
import caravel.control.billing.core.Collection.Open;
import caravel.control.billing.core.Collection.OurSide;
import caravel.control.billing.core.Collection.Settled;
import caravel.control.billing.core.Collection.Stage;
import caravel.control.billing.core.Collection.Step;
import caravel.control.billing.core.Collection.Told;
import caravel.control.billing.core.Collection.Voided;
import caravel.control.money.PaymentRail;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decides how one invoice is collected: look up what was paid by hand, try the tenant's wallet,
/// then the saved card, then ask the tenant; and what happens when it is due.
///
/// Only the receiving side settles an invoice. While the outcome of an attempt is unknown, no other
/// attempt begins.
public final class Collecting {
  /// Shortest time between two automatic attempts on one payment method.
  public static final Duration BETWEEN_ATTEMPTS = Duration.ofDays(1);

  private static final Duration AFTER_SILENCE = Duration.ofMinutes(5);

  /// Delay before an attempt is repeated that the platform could not make.
  private static final Duration AFTER_EXHAUSTION = Duration.ofMinutes(2);

  /// A tenant whose wallet has not answered for this long is asked to pay. A BOLT11 is paid once at
  /// most, so a person may pay what the wallet may still pay.
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

  /// When time alone may change something about an open invoice next. [Fact.TimePassed] has no
  /// effect before then; null = it has none in this stage.
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
      case Fact.OurSideSilent(var at) -> silent(open, at);
      case Fact.NothingArrived(var at) when open.stage() instanceof Stage.Resolving ->
          climb(answering(open, at), at, means);
      case Fact.PaymentUnknown(var at, var rail) -> unknown(open, rail, at);
      case Fact.AttemptNotMade(var at)
          when open.stage() instanceof Stage.AskingWallet
              || open.stage() instanceof Stage.ChargingCard ->
          Step.to(open.at(new Stage.Resting(at.plus(AFTER_EXHAUSTION))));
      case Fact.WalletRefused(var at, var sentence) when isAt(open, PaymentRail.LIGHTNING) ->
          afterWallet(open, at, means).and(new Effect.TellWalletFailed(sentence));
      case Fact.NoBolt11(var at) when open.stage() instanceof Stage.AskingWallet ->
          afterWallet(quiet(open), at, means);
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
      // An answer to a question that is no longer open says nothing new.
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

  /// An invoice waits for one attempt at a time: the one whose outcome was unknown first.
  private static Step unknown(Open open, PaymentRail rail, Instant at) {
    return open.stage() instanceof Stage.Waiting
        ? Step.to(open)
        : Step.to(open.at(new Stage.Waiting(rail, at)));
  }

  private static boolean isPast(Instant since, Duration wait, Instant at) {
    return !at.isBefore(since.plus(wait));
  }

  /// Once a day, and once more when it is due: nobody is paused before their money was looked for a
  /// last time. A suspended tenant's invoice waits, and is looked for all the same: they may have
  /// paid.
  private static Step rested(Open open, Instant until, Instant at) {
    if (!at.isBefore(until)) {
      return resolve(open);
    }
    return switch (open.grace()) {
      case Grace.Still _ -> Step.to(open);
      case Grace.Running(var due) -> {
        var lastTime = open.ourSide() == OurSide.ANSWERS && !at.isBefore(due);
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

  /// Our own fault costs nobody anything: while we cannot hear, nobody is paused. What is unknown
  /// stays unknown.
  private static Step silent(Open open, Instant at) {
    var again = open.grace() instanceof Grace.Still ? BETWEEN_ATTEMPTS : AFTER_SILENCE;
    return open.stage() instanceof Stage.Resolving
        ? Step.to(quiet(open).at(new Stage.Resting(at.plus(again))))
        : Step.to(quiet(open));
  }

  private static Open quiet(Open open) {
    return new Open(open.grace(), open.stage(), OurSide.SILENT, open.told());
  }

  /// Only a look back that everybody answered ends the silence.
  private static Open answering(Open open, Instant at) {
    return switch (open.ourSide()) {
      case ANSWERS -> open;
      case SILENT ->
          new Open(open.grace().afterOurFault(at), open.stage(), OurSide.ANSWERS, open.told());
    };
  }

  private static Step climb(Open open, Instant at, Means means) {
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

  /// Nothing collected it. It is due, or the tenant is asked.
  private static Step exhausted(Open open, Instant at, Means means) {
    if (open.ourSide() == OurSide.SILENT) {
      return Step.to(open.at(new Stage.Resting(at.plus(AFTER_SILENCE))));
    }
    var resting = open.at(new Stage.Resting(at.plus(BETWEEN_ATTEMPTS)));
    return switch (open.grace()) {
      case Grace.Running running
          when open.told() == Told.NOTHING && !(means.askedBefore() && running.isOver(at)) ->
          ask(resting, running, at, means);
      case Grace.Running running when running.isOver(at) ->
          Step.to(new Voided(), new Effect.Forgive());
      // A look back that came when a reminder was due must not swallow it.
      case Grace.Running(var due) -> remind(resting, due, at);
      case Grace.Still _ -> Step.to(resting);
    };
  }

  /// A tenant is asked at least a day before a pause (M4): the first request within a grace moves a
  /// due date that is nearer, or already over.
  private static Step ask(Open open, Grace.Running grace, Instant at, Means means) {
    var due = means.askedBefore() ? grace : grace.atLeast(at.plus(ASKED_BEFORE_PAUSE));
    var told = reached(due.dueAt(), at);
    return Step.to(new Open(due, open.stage(), open.ourSide(), told), new Effect.Ask());
  }

  private static Step stillUnknown(Open open, Instant at, Means means) {
    var mayBeAsked = open.told() == Told.NOTHING && open.ourSide() == OurSide.ANSWERS;
    return mayBeAsked && open.grace() instanceof Grace.Running running
        ? ask(open, running, at, means)
        : Step.to(open);
  }

  private static Step remind(Open open, Instant due, Instant at) {
    var reached = reached(due, at);
    var isOver = !at.isBefore(due);
    if (isOver || open.told() == Told.NOTHING || reached.compareTo(open.told()) <= 0) {
      return Step.to(open);
    }
    var daysLeft = reached == Told.ONE_DAY_LEFT ? 1 : 3;
    return Step.to(open.after(reached), new Effect.Remind(daysLeft));
  }

  /// Who is asked for the first time with a day left is not reminded of it as well.
  private static Told reached(Instant due, Instant at) {
    if (isPast(due, Duration.ofDays(-1), at)) {
      return Told.ONE_DAY_LEFT;
    }
    return isPast(due, Duration.ofDays(-3), at) ? Told.THREE_DAYS_LEFT : Told.ASKED;
  }
}

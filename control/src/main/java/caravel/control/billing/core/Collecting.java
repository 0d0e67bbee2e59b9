package caravel.control.billing.core;

import caravel.control.billing.core.Collection.Attempt;
import caravel.control.billing.core.Collection.Effect;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.Collection.Means;
import caravel.control.billing.core.Collection.Open;
import caravel.control.billing.core.Collection.OurSide;
import caravel.control.billing.core.Collection.Settled;
import caravel.control.billing.core.Collection.Step;
import caravel.control.billing.core.Collection.Told;
import caravel.control.billing.core.Collection.Voided;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/// The ladder by which one invoice is collected: by hand, wallet, card, asking; and what happens
/// when it is due.
///
/// Nobody but the receiving side settles anything. Whoever does not answer has said nothing, and
/// until the answer is there no other rung is stepped on.
public final class Collecting {
  /// A wallet or processor that has not answered by then has not answered.
  public static final Duration ANSWER_WAIT = Duration.ofSeconds(60);

  /// Shortest time between two automatic attempts on one payment method.
  public static final Duration BETWEEN_ATTEMPTS = Duration.ofDays(1);

  private static final Duration AFTER_SILENCE = Duration.ofMinutes(5);

  /// Delay before an attempt is repeated that the platform could not make.
  private static final Duration AFTER_EXHAUSTION = Duration.ofMinutes(2);

  /// Whose wallet has said nothing for so long is asked. A BOLT11 is paid once at most, so they may
  /// pay by hand what the wallet may still pay; and nobody is paused who was never asked.
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

  /// When time alone may change something about an open invoice next: not before then has
  /// [Fact.TimePassed] anything to say.
  public static Instant nextLook(Open open, Instant at) {
    return switch (open.attempt()) {
      case Attempt.Resting(var until) -> nextLookAtRest(open, until, at);
      case Attempt.LookingBack(var since) -> since.plus(ANSWER_WAIT);
      case Attempt.Paying(var since) -> since.plus(ANSWER_WAIT);
      case Attempt.Charging(var since) -> since.plus(ANSWER_WAIT);
      case Attempt.Cancelling(var since, _) -> since.plus(ANSWER_WAIT);
      case Attempt.PayUnknown(var since, var looks) -> since.plus(Collection.wait(looks));
      case Attempt.ChargeUnknown(var since, var repeats) -> since.plus(Collection.wait(repeats));
    };
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
      case Fact.TimePassed(var at) -> onTime(open, at);
      case Fact.MeansConnected(var at) -> connected(open, at);
      case Fact.TenantReconciled(var at) -> connected(open, at);
      case Fact.AttemptNotMade(var at)
          when open.attempt() instanceof Attempt.Paying
              || open.attempt() instanceof Attempt.Charging ->
          Step.to(open.trying(new Attempt.Resting(at.plus(AFTER_EXHAUSTION))));
      case Fact.OurSideSilent(var at) -> silent(open, at);
      case Fact.NothingArrived(var at) when open.attempt() instanceof Attempt.LookingBack ->
          climb(answering(open, at), at, means);
      case Fact.WalletRefused(var at, var sentence) when open.isAtWallet() ->
          afterWallet(open, at, means).and(new Effect.TellWalletFailed(sentence));
      case Fact.WalletSaidNothing(var at) when open.attempt() instanceof Attempt.Paying ->
          Step.to(open.trying(new Attempt.PayUnknown(at, 0)));
      case Fact.StillPayable(var at)
          when open.attempt() instanceof Attempt.PayUnknown(var since, _)
              && isPast(since, UNASKED_MAX, at) ->
          stillUnknown(open, at, means);
      case Fact.ExpiredUnpaid(var at) when open.isAtWallet() -> afterWallet(open, at, means);
      case Fact.CardDeclined(var at, var sentence) when open.isAtCard() ->
          exhausted(open, at, means).and(new Effect.TellCardFailed(sentence));
      case Fact.CardDemandedAction(var at, var sentence) when open.isAtCard() ->
          Step.to(open.trying(new Attempt.Cancelling(at, sentence)), new Effect.CancelIntent());
      case Fact.NoBolt11(var at) when open.attempt() instanceof Attempt.Paying ->
          afterWallet(quiet(open), at, means);
      case Fact.ProcessorSaidNothing(var at) when open.attempt() instanceof Attempt.Charging ->
          Step.to(quiet(open).trying(new Attempt.ChargeUnknown(at, 0)));
      case Fact.ProcessorSaidNothing _ when open.isAtCard() -> Step.to(quiet(open));
      case Fact.NoCharge(var at) when open.isAtCard() -> exhausted(open, at, means);
      case Fact.ChargeUnderWay(var at) when open.attempt() instanceof Attempt.Charging ->
          Step.to(open.trying(new Attempt.ChargeUnknown(at, 0)));
      case Fact.ChargeDecided _ when open.attempt() instanceof Attempt.ChargeUnknown ->
          Step.to(open, new Effect.RepeatCharge());
      case Fact.IntentCancelled(var at)
          when open.attempt() instanceof Attempt.Cancelling(_, var sentence) ->
          exhausted(open, at, means).and(new Effect.TellCardFailed(sentence));
      // An answer to a question that is no longer open says nothing new.
      case Fact.NothingArrived _,
          Fact.AttemptNotMade _,
          Fact.WalletRefused _,
          Fact.WalletSaidNothing _,
          Fact.NoBolt11 _,
          Fact.StillPayable _,
          Fact.ExpiredUnpaid _,
          Fact.CardDeclined _,
          Fact.CardDemandedAction _,
          Fact.ProcessorSaidNothing _,
          Fact.NoCharge _,
          Fact.ChargeUnderWay _,
          Fact.ChargeDecided _,
          Fact.IntentCancelled _ ->
          Step.to(open);
    };
  }

  private static Step onTime(Open open, Instant at) {
    return switch (open.attempt()) {
      case Attempt.Resting(var until) -> rested(open, until, at);
      case Attempt.LookingBack(var since) when isPast(since, ANSWER_WAIT, at) -> lookBack(open, at);
      case Attempt.Paying(var since) when isPast(since, ANSWER_WAIT, at) ->
          Step.to(open.trying(new Attempt.PayUnknown(at, 0)));
      case Attempt.PayUnknown(var since, var looks)
          when isPast(since, Collection.wait(looks), at) ->
          Step.to(open.trying(new Attempt.PayUnknown(since, looks + 1)), new Effect.LookUp());
      case Attempt.Charging(var since) when isPast(since, ANSWER_WAIT, at) ->
          Step.to(quiet(open).trying(new Attempt.ChargeUnknown(at, 0)));
      case Attempt.ChargeUnknown(var since, var repeats)
          when isPast(since, Collection.wait(repeats), at) ->
          Step.to(
              open.trying(new Attempt.ChargeUnknown(since, repeats + 1)),
              new Effect.RepeatCharge());
      case Attempt.Cancelling(var since, var sentence) when isPast(since, ANSWER_WAIT, at) ->
          Step.to(open.trying(new Attempt.Cancelling(at, sentence)), new Effect.CancelIntent());
      case Attempt.LookingBack _,
          Attempt.Paying _,
          Attempt.PayUnknown _,
          Attempt.Charging _,
          Attempt.ChargeUnknown _,
          Attempt.Cancelling _ ->
          Step.to(open);
    };
  }

  private static boolean isPast(Instant since, Duration wait, Instant at) {
    return !at.isBefore(since.plus(wait));
  }

  /// Once a day, and once more when it is due: nobody is paused before their money was looked for a
  /// last time. A suspended tenant's invoice waits, and is looked for all the same: they may have
  /// paid.
  private static Step rested(Open open, Instant until, Instant at) {
    if (!at.isBefore(until)) {
      return lookBack(open, at);
    }
    return switch (open.grace()) {
      case Grace.Still _ -> Step.to(open);
      case Grace.Running(var due) -> {
        var lastTime = open.ourSide() == OurSide.ANSWERS && !at.isBefore(due);
        yield lastTime ? lookBack(open, at) : remind(open, due, at);
      }
    };
  }

  private static Step connected(Open open, Instant at) {
    var free = open.attempt() instanceof Attempt.Resting && open.grace() instanceof Grace.Running;
    return free ? lookBack(open, at) : Step.to(open);
  }

  private static Step lookBack(Open open, Instant at) {
    return Step.to(open.trying(new Attempt.LookingBack(at)), new Effect.LookBack());
  }

  /// Our own fault costs nobody anything: while we cannot hear, nobody is paused. What is unknown
  /// stays unknown.
  private static Step silent(Open open, Instant at) {
    var again = open.grace() instanceof Grace.Still ? BETWEEN_ATTEMPTS : AFTER_SILENCE;
    return open.attempt() instanceof Attempt.LookingBack
        ? Step.to(quiet(open).trying(new Attempt.Resting(at.plus(again))))
        : Step.to(quiet(open));
  }

  private static Open quiet(Open open) {
    return new Open(open.grace(), open.attempt(), OurSide.SILENT, open.told());
  }

  /// Only a look back that everybody answered ends the silence.
  private static Open answering(Open open, Instant at) {
    return switch (open.ourSide()) {
      case ANSWERS -> open;
      case SILENT ->
          new Open(open.grace().afterOurFault(at), open.attempt(), OurSide.ANSWERS, open.told());
    };
  }

  private static Step climb(Open open, Instant at, Means means) {
    if (open.grace() instanceof Grace.Still) {
      return Step.to(open.trying(new Attempt.Resting(at.plus(BETWEEN_ATTEMPTS))));
    }
    return means.wallet()
        ? Step.to(open.trying(new Attempt.Paying(at)), new Effect.PayByWallet())
        : afterWallet(open, at, means);
  }

  private static Step afterWallet(Open open, Instant at, Means means) {
    return means.card() && open.grace() instanceof Grace.Running
        ? Step.to(open.trying(new Attempt.Charging(at)), new Effect.ChargeCard())
        : exhausted(open, at, means);
  }

  /// Nothing collected it. It is due, or the tenant is asked.
  private static Step exhausted(Open open, Instant at, Means means) {
    if (open.ourSide() == OurSide.SILENT) {
      return Step.to(open.trying(new Attempt.Resting(at.plus(AFTER_SILENCE))));
    }
    var resting = open.trying(new Attempt.Resting(at.plus(BETWEEN_ATTEMPTS)));
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
    return Step.to(new Open(due, open.attempt(), open.ourSide(), told), new Effect.Ask());
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

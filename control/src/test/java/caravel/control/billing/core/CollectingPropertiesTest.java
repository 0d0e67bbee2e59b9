package caravel.control.billing.core;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.Seeds;
import caravel.control.billing.core.Collection.Effect;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.Collection.Means;
import caravel.control.billing.core.Collection.Open;
import caravel.control.billing.core.Collection.RailStatus;
import caravel.control.billing.core.Collection.Stage;
import caravel.control.billing.core.Collection.Voided;
import caravel.control.billing.core.Invoice.Method;
import caravel.control.money.PaymentRail;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rules that hold for facts in any order, repeated any number of times.
final class CollectingPropertiesTest {
  private static final Instant BEGIN = Instant.parse("2026-04-01T00:00:00Z");
  private static final int SEEDS = 500;
  private static final int STEPS = 300;
  private static final Duration END_WAIT = Duration.ofHours(1);

  static LongStream seeds() {
    return Seeds.of(SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void at_most_one_payment_is_under_way_and_nobody_is_paused_too_early(long seed) {
    var random = new Random(seed);
    var means = new Means(random.nextBoolean(), random.nextBoolean());
    var state = Collection.begin(new Grace.Running(BEGIN.plus(Duration.ofDays(7))), BEGIN);
    var at = BEGIN;
    var settled = new HashSet<String>();
    var asked = Instant.MAX;
    for (var n = 0; n < STEPS; n++) {
      at = at.plusSeconds(random.nextInt(4) == 0 ? random.nextInt(90_000) : random.nextInt(90));
      var fact = fact(random, at);
      var step = Collecting.decide(state, fact, means);
      for (var effect : step.effects()) {
        var where = "seed %d, step %d: %s, %s, %s".formatted(seed, n, state, fact, effect);
        switch (effect) {
          case Effect.AskWallet _ -> assertThat(state.isPaying()).as(where).isFalse();
          case Effect.ChargeCard _ -> assertThat(mayCharge(state, fact)).as(where).isTrue();
          case Effect.Forgive _ -> {
            assertThat(step.next()).as(where).isEqualTo(new Voided());
            assertThat(mayForgive(state, fact)).as(where).isTrue();
            // M4: a relay is paused at the earliest a day after its tenant was asked.
            assertThat(asked).as(where).isBeforeOrEqualTo(at.minus(Duration.ofDays(1)));
          }
          case Effect.Settle(var payment, _) -> {
            assertThat(settled).as(where).isEmpty();
            assertThat(settled.add(payment)).isTrue();
          }
          case Effect.KeepAsCredit(var payment) ->
              assertThat(settled).as(where).doesNotContain(payment);
          case Effect.Ask _ when fact instanceof Fact.StillPayable ->
              assertThat(state.blockedBy()).as(where).isEqualTo(PaymentRail.LIGHTNING);
          case Effect.Ask _, Effect.Remind _ ->
              assertThat(state.isPaying() && !isAnswer(fact)).as(where).isFalse();
          case Effect.TellWalletFailed _, Effect.TellCardFailed _ ->
              assertThat(isAnswer(fact)).as(where).isTrue();
        }
      }
      if (fact instanceof Fact.MoneyArrived(_, var payment, _) && !settled.contains(payment)) {
        assertThat(step.effects()).as("seed %d", seed).contains(new Effect.KeepAsCredit(payment));
      }
      if (step.effects().contains(new Effect.Ask())) {
        asked = at;
      }
      if (fact instanceof Fact.AttemptNotMade) {
        // M3: an attempt that the platform could not make has no effect, and leaves the grace
        // alone.
        assertThat(step.effects()).as("seed %d", seed).isEmpty();
        assertThat(railStatus(step.next())).as("seed %d", seed).isEqualTo(railStatus(state));
      }
      state = step.next();
    }
  }

  private static @Nullable RailStatus railStatus(Collection state) {
    return state instanceof Open open ? open.railStatus() : null;
  }

  /// Everybody answers, the wallet late and at last never: it comes to an end within an hour of the
  /// day it was due.
  @ParameterizedTest
  @MethodSource("seeds")
  void nobody_is_served_unpaid_for_ever(long seed) {
    var random = new Random(seed);
    var means = new Means(random.nextBoolean(), random.nextBoolean());
    var due = BEGIN.plus(Duration.ofDays(7));
    var state = Collection.begin(new Grace.Running(due), BEGIN);
    var at = BEGIN;
    while (state instanceof Open open && at.isBefore(due.plus(END_WAIT))) {
      at = at.plusSeconds(1 + random.nextInt(300));
      var next = Collecting.decide(open, new Fact.TimePassed(at), means).next();
      state = next;
      while (state instanceof Open asked && isAnswered(asked, at)) {
        state = answered(asked, at, means);
      }
    }
    assertThat(state).as("seed %d", seed).isEqualTo(new Voided());
    assertThat(at).as("seed %d", seed).isAfterOrEqualTo(due);
  }

  private static boolean isAnswered(Open open, Instant at) {
    return switch (open.stage()) {
      case Stage.Resting _ -> false;
      case Stage.Waiting(_, var since) -> !at.isBefore(since.plusSeconds(300));
      case Stage.Resolving _, Stage.AskingWallet _, Stage.ChargingCard _ -> true;
    };
  }

  private static Collection answered(Open open, Instant at, Means means) {
    Fact answer =
        switch (open.stage()) {
          case Stage.Resting _ -> new Fact.StillPayable(at);
          case Stage.Resolving _ -> new Fact.NothingArrived(at);
          case Stage.AskingWallet _ -> new Fact.PaymentUnknown(at, PaymentRail.LIGHTNING);
          case Stage.ChargingCard _ -> new Fact.PaymentUnknown(at, PaymentRail.CARD);
          case Stage.Waiting(var rail, _) ->
              switch (rail) {
                case LIGHTNING -> new Fact.ExpiredUnpaid(at);
                case CHECKOUT -> new Fact.CheckoutFailed(at);
                case CARD -> new Fact.CardDeclined(at, "");
              };
        };
    return Collecting.decide(open, answer, means).next();
  }

  private static boolean mayCharge(Collection state, Fact fact) {
    return !state.isPaying()
        || fact instanceof Fact.WalletRefused
        || fact instanceof Fact.ExpiredUnpaid
        || fact instanceof Fact.NoBolt11;
  }

  private static boolean mayForgive(Collection state, Fact fact) {
    return state instanceof Open(Grace.Running(var due), _, var ours, _)
        && ours == RailStatus.ANSWERS
        && !fact.at().isBefore(due)
        && (!state.isPaying() || isAnswer(fact));
  }

  /// A definite one.
  private static boolean isAnswer(Fact fact) {
    return switch (fact) {
      case Fact.WalletRefused _,
          Fact.ExpiredUnpaid _,
          Fact.NoBolt11 _,
          Fact.NoCharge _,
          Fact.CardDeclined _ ->
          true;
      case Fact.TimePassed _,
          Fact.MeansConnected _,
          Fact.TenantReconciled _,
          Fact.AttemptNotMade _,
          Fact.MoneyArrived _,
          Fact.NothingArrived _,
          Fact.RailsSilent _,
          Fact.PaymentUnknown _,
          Fact.StillPayable _,
          Fact.CheckoutFailed _,
          Fact.GraceStopped _,
          Fact.GraceResumed _,
          Fact.InvoiceVoided _ ->
          false;
    };
  }

  private static Fact fact(Random random, Instant at) {
    return switch (random.nextInt(60)) {
      case 0, 1, 2 -> new Fact.WalletRefused(at, "no");
      case 3, 4, 5 -> new Fact.PaymentUnknown(at, PaymentRail.LIGHTNING);
      case 6, 7 -> new Fact.CardDeclined(at, "no");
      case 8, 9 -> new Fact.CheckoutFailed(at);
      case 10, 11, 12 -> new Fact.PaymentUnknown(at, PaymentRail.CARD);
      case 13, 14 -> new Fact.CardDeclined(at, "no");
      case 15, 16 -> new Fact.StillPayable(at);
      case 17 -> new Fact.ExpiredUnpaid(at);
      case 18, 19 -> new Fact.RailsSilent(at);
      case 20 -> new Fact.GraceStopped(at);
      case 21, 22 -> new Fact.GraceResumed(at);
      case 23 -> new Fact.MeansConnected(at);
      case 38 -> new Fact.TenantReconciled(at);
      case 39, 40 -> new Fact.AttemptNotMade(at);
      case 24 -> new Fact.NoBolt11(at);
      case 25 ->
          random.nextInt(5) == 0
              ? new Fact.MoneyArrived(at, "p" + random.nextInt(4), Method.OOB)
              : new Fact.TimePassed(at);
      case 26 -> random.nextInt(20) == 0 ? new Fact.InvoiceVoided(at) : new Fact.TimePassed(at);
      case 27 -> new Fact.PaymentUnknown(at, PaymentRail.CHECKOUT);
      case 37 -> new Fact.NoCharge(at);
      case 29, 30, 31, 32, 33, 34, 35, 36 -> new Fact.NothingArrived(at);
      default -> new Fact.TimePassed(at);
    };
  }
}

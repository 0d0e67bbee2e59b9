package caravel.control.billing.core;

import caravel.control.billing.core.Invoice.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How far the collecting of one invoice is.
public sealed interface Collection {
  /// @param ourSide whether our side answered when it was last asked
  /// @param told what the tenant was told last
  record Open(Grace grace, Attempt attempt, OurSide ourSide, Told told) implements Collection {
    Open trying(Attempt next) {
      return new Open(grace, next, ourSide, told);
    }

    Open with(Grace next) {
      return new Open(next, attempt, ourSide, told);
    }

    Open after(Told next) {
      return new Open(grace, attempt, ourSide, next);
    }
  }

  record Settled(String paymentId) implements Collection {}

  /// Forgiven, replaced or written off.
  record Voided() implements Collection {}

  /// What is under way. All but the first two are payments whose outcome is not known yet.
  sealed interface Attempt {
    /// Nothing, until then.
    record Resting(Instant until) implements Attempt {}

    /// Asking whether it was paid by hand.
    record LookingBack(Instant since) implements Attempt {}

    /// The tenant's wallet was told to pay.
    record Paying(Instant since) implements Attempt {}

    /// The wallet did not say; the receiving side is asked.
    ///
    /// @param looks how often it was asked
    record PayUnknown(Instant since, int looks) implements Attempt {}

    /// The card is being charged.
    record Charging(Instant since) implements Attempt {}

    /// The processor did not say; the same intent is repeated.
    record ChargeUnknown(Instant since, int repeats) implements Attempt {}

    /// The bank wants the tenant to act; the intent is being taken back.
    ///
    /// @param sentence for the tenant
    record Cancelling(Instant since, String sentence) implements Attempt {}
  }

  /// Whether our own wallet and card processor answer.
  enum OurSide {
    ANSWERS,
    SILENT
  }

  /// In this order.
  enum Told {
    NOTHING,
    ASKED,
    THREE_DAYS_LEFT,
    ONE_DAY_LEFT
  }

  /// What has become known.
  sealed interface Fact {
    Instant at();

    record TimePassed(Instant at) implements Fact {}

    /// The tenant connected a new wallet or saved a new card.
    record MeansConnected(Instant at) implements Fact {}

    /// The receiving side has the money: the only proof there is.
    record MoneyArrived(Instant at, String paymentId, Method method) implements Fact {}

    /// Everybody on our side was asked and answered: nothing was paid.
    record NothingArrived(Instant at) implements Fact {}

    /// Our wallet or card processor did not answer.
    record OurSideSilent(Instant at) implements Fact {}

    /// @param sentence for the tenant
    record WalletRefused(Instant at, String sentence) implements Fact {}

    record WalletSaidNothing(Instant at) implements Fact {}

    /// Our side had no BOLT11 to pay, or no place to ask: the tenant's wallet was told nothing.
    record NoBolt11(Instant at) implements Fact {}

    /// The platform had no free connection, so the tenant's wallet or card was not asked (M3). It
    /// is asked again within minutes; nothing else follows from it.
    record AttemptNotMade(Instant at) implements Fact {}

    /// The tenant asked to be billed and collected now. An attempt that was made today is not
    /// repeated.
    record TenantReconciled(Instant at) implements Fact {}

    /// The receiving side was asked: not settled, and it may still be.
    record StillPayable(Instant at) implements Fact {}

    /// The receiving side was asked after the BOLT11 had expired: not settled, and it never will
    /// be.
    record ExpiredUnpaid(Instant at) implements Fact {}

    /// @param sentence for the tenant
    record CardDeclined(Instant at, String sentence) implements Fact {}

    /// @param sentence for the tenant
    record CardDemandedAction(Instant at, String sentence) implements Fact {}

    record ProcessorSaidNothing(Instant at) implements Fact {}

    /// There was no card to charge any more, or no price for it: the processor was told nothing,
    /// and nothing is under way there.
    record NoCharge(Instant at) implements Fact {}

    /// The processor has the charge, and its outcome takes time: a bank's, not ours.
    record ChargeUnderWay(Instant at) implements Fact {}

    /// The processor tells that a charge has ended, and is to be asked how.
    record ChargeDecided(Instant at) implements Fact {}

    record IntentCancelled(Instant at) implements Fact {}

    /// The tenant was suspended, or the last rail went.
    record GraceStopped(Instant at) implements Fact {}

    record GraceResumed(Instant at) implements Fact {}

    /// It was replaced or written off.
    record InvoiceVoided(Instant at) implements Fact {}
  }

  /// What is to be done; at least once, and each is safe to repeat.
  sealed interface Effect {
    /// Look up the BOLT11, the checkouts and the intents of the invoice.
    record LookBack() implements Effect {}

    record PayByWallet() implements Effect {}

    /// Ask the receiving side about the BOLT11.
    record LookUp() implements Effect {}

    /// Write a new intent, then charge it.
    record ChargeCard() implements Effect {}

    /// The same intent under the same key once more.
    record RepeatCharge() implements Effect {}

    record CancelIntent() implements Effect {}

    record TellWalletFailed(String sentence) implements Effect {}

    record TellCardFailed(String sentence) implements Effect {}

    record Ask() implements Effect {}

    record Remind(int daysLeft) implements Effect {}

    /// Mark it paid, expire open checkouts, clear the errors, send the receipt, tell the stream.
    record Settle(String paymentId, Method method) implements Effect {}

    /// Money for an invoice that is closed: credit, and a notice.
    record KeepAsCredit(String paymentId) implements Effect {}

    /// Void it, forgive its charges, pause the relays that live on it.
    record Forgive() implements Effect {}
  }

  /// Payment methods that the tenant has connected, that the platform can use for this amount, and
  /// whose automatic attempt of the day was not made yet (M10).
  ///
  /// @param askedBefore whether the tenant was already asked to pay within the same grace, for an
  ///   invoice that this one replaces
  record Means(boolean wallet, boolean card, boolean askedBefore) {
    public Means(boolean wallet, boolean card) {
      this(wallet, card, false);
    }
  }

  record Step(Collection next, List<Effect> effects) {
    static Step to(Collection next, Effect... effects) {
      return new Step(next, List.of(effects));
    }

    Step and(Effect effect) {
      var more = new ArrayList<>(effects);
      more.add(effect);
      return new Step(next, List.copyOf(more));
    }
  }

  /// The first attempt is at creation.
  static Collection begin(Grace grace, Instant createdAt) {
    return new Open(grace, new Attempt.Resting(createdAt), OurSide.ANSWERS, Told.NOTHING);
  }

  /// Whether a payment is in flight or unknown. Then the invoice is neither replaced nor forgiven,
  /// and no other way to pay is opened; the BOLT11 that exists may be paid by hand.
  default boolean isPaying() {
    return switch (this) {
      case Open(_, var attempt, _, _) ->
          switch (attempt) {
            case Attempt.Resting _, Attempt.LookingBack _ -> false;
            case Attempt.Paying _,
                Attempt.PayUnknown _,
                Attempt.Charging _,
                Attempt.ChargeUnknown _,
                Attempt.Cancelling _ ->
                true;
          };
      case Settled _, Voided _ -> false;
    };
  }

  /// Whether the tenant's wallet is being asked to pay, or did not say.
  default boolean isAtWallet() {
    return this instanceof Open(_, var attempt, _, _)
        && (attempt instanceof Attempt.Paying || attempt instanceof Attempt.PayUnknown);
  }

  /// Whether the card is being charged, or the processor did not say.
  default boolean isAtCard() {
    return this instanceof Open(_, var attempt, _, _)
        && (attempt instanceof Attempt.Charging || attempt instanceof Attempt.ChargeUnknown);
  }

  /// When the receiving side is asked again about an unknown payment: at 10 s, 1 min and 5 min,
  /// then hourly.
  static Duration wait(int asked) {
    return switch (asked) {
      case 0 -> Duration.ofSeconds(10);
      case 1 -> Duration.ofMinutes(1);
      case 2 -> Duration.ofMinutes(5);
      default -> Duration.ofHours(asked - 2L);
    };
  }
}

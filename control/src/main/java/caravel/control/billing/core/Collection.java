package caravel.control.billing.core;

import caravel.control.billing.core.Invoice.Method;
import caravel.control.money.PaymentRail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of collecting one invoice.
public sealed interface Collection {
  /// @param railStatus whether the platform's wallet and card processor answered the last look-up
  /// @param noticeStage the last request or reminder that the tenant received
  record Open(Grace grace, Stage stage, RailStatus railStatus, NoticeStage noticeStage)
      implements Collection {
    Open at(Stage next) {
      return new Open(grace, next, railStatus, noticeStage);
    }

    Open with(Grace next) {
      return new Open(next, stage, railStatus, noticeStage);
    }

    Open after(NoticeStage next) {
      return new Open(grace, stage, railStatus, next);
    }
  }

  record Settled(String paymentId) implements Collection {}

  /// The invoice was forgiven, replaced or written off.
  record Voided() implements Collection {}

  /// The present step of collecting an open invoice. `Resolving`, `AskingWallet` and `ChargingCard`
  /// are work for the collection worker, which may repeat it after a crash.
  sealed interface Stage {
    /// No work is due before `until`.
    record Resting(Instant until) implements Stage {}

    /// Every payment attempt of the invoice is looked up.
    record Resolving() implements Stage {}

    /// The tenant's wallet is asked to pay.
    record AskingWallet() implements Stage {}

    /// The saved card is charged.
    record ChargingCard() implements Stage {}

    /// The outcome of an attempt is unknown. The payment resolver looks it up until it is known.
    record Waiting(PaymentRail rail, Instant since) implements Stage {}
  }

  /// Whether the platform's own wallet and card processor answer.
  enum RailStatus {
    ANSWERS,
    SILENT
  }

  /// The requests and reminders of one grace, in their order.
  enum NoticeStage {
    NOTHING,
    ASKED,
    THREE_DAYS_LEFT,
    ONE_DAY_LEFT
  }

  /// An event that may change the state of the collection.
  sealed interface Fact {
    Instant at();

    record TimePassed(Instant at) implements Fact {}

    /// The tenant connected a new wallet or saved a new card.
    record MeansConnected(Instant at) implements Fact {}

    /// The tenant asked to be billed and collected now. An attempt that was made today is not
    /// repeated.
    record TenantReconciled(Instant at) implements Fact {}

    /// The receiving side has the money. Nothing else proves a payment.
    record MoneyArrived(Instant at, String paymentId, Method method) implements Fact {}

    /// All attempts were looked up: nothing was paid, and no outcome is unknown.
    record NothingArrived(Instant at) implements Fact {}

    /// The platform's wallet or card processor did not answer.
    record RailsSilent(Instant at) implements Fact {}

    /// The outcome of an attempt is unknown. It blocks the invoice.
    record PaymentUnknown(Instant at, PaymentRail rail) implements Fact {}

    /// The platform had no free connection, so the tenant's wallet or card was not asked (M3). The
    /// attempt is repeated within minutes and has no other consequence.
    record AttemptNotMade(Instant at) implements Fact {}

    /// @param sentence for the tenant
    record WalletRefused(Instant at, String sentence) implements Fact {}

    /// The platform had no BOLT11 to pay, so the tenant's wallet was not asked.
    record NoBolt11(Instant at) implements Fact {}

    /// The wallet was asked and did not pay by now. The BOLT11 can still be paid.
    record StillPayable(Instant at) implements Fact {}

    /// The BOLT11 expired unpaid. The wallet has not paid it and never will.
    record ExpiredUnpaid(Instant at) implements Fact {}

    /// A checkout page whose outcome was unknown expired unpaid.
    record CheckoutFailed(Instant at) implements Fact {}

    /// @param sentence for the tenant
    record CardDeclined(Instant at, String sentence) implements Fact {}

    /// The tenant has no saved card, or a card cannot be charged this amount. No charge is under
    /// way at the processor.
    record NoCharge(Instant at) implements Fact {}

    /// The tenant was suspended, or the last rail was removed.
    record GraceStopped(Instant at) implements Fact {}

    record GraceResumed(Instant at) implements Fact {}

    /// The invoice was replaced or written off.
    record InvoiceVoided(Instant at) implements Fact {}
  }

  /// A consequence of a fact. It is carried out in the transaction that records the fact.
  sealed interface Effect {
    /// Ask the tenant's wallet next. This counts as the attempt of the day.
    record AskWallet() implements Effect {}

    /// Charge the saved card next. This counts as the attempt of the day.
    record ChargeCard() implements Effect {}

    record TellWalletFailed(String sentence) implements Effect {}

    record TellCardFailed(String sentence) implements Effect {}

    record Ask() implements Effect {}

    record Remind(int daysLeft) implements Effect {}

    /// Mark the invoice paid, clear the errors, send the receipt and publish the invoice.
    record Settle(String paymentId, Method method) implements Effect {}

    /// Turn money for a closed invoice into credit, and send a notice.
    record KeepAsCredit(String paymentId) implements Effect {}

    /// Void the invoice, forgive its charges and pause the relays with live charges on it.
    record Forgive() implements Effect {}
  }

  /// Payment methods of the tenant that can be tried now (M10). The platform can use them for this
  /// amount, and today's automatic attempt was not made yet.
  ///
  /// @param askedBefore whether the tenant was asked to pay, within the same grace, an invoice that
  ///   this one replaces
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

  /// Starts collecting. The first attempt is made at creation.
  static Collection begin(Grace grace, Instant createdAt) {
    return new Open(grace, new Stage.Resting(createdAt), RailStatus.ANSWERS, NoticeStage.NOTHING);
  }

  /// The rail of the attempt that is under way or unknown; null = none is. While there is one, the
  /// invoice is neither replaced nor forgiven, and no other payment method is started. An existing
  /// BOLT11 may still be paid by hand.
  default @Nullable PaymentRail blockedBy() {
    return switch (this) {
      case Open(_, var stage, _, _) ->
          switch (stage) {
            case Stage.Resting _, Stage.Resolving _ -> null;
            case Stage.AskingWallet _ -> PaymentRail.LIGHTNING;
            case Stage.ChargingCard _ -> PaymentRail.CARD;
            case Stage.Waiting(var rail, _) -> rail;
          };
      case Settled _, Voided _ -> null;
    };
  }

  default boolean isPaying() {
    return blockedBy() != null;
  }
}

package caravel.control.payment;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The processor that charges cards. Amounts are in US cents.
///
/// Every call may be repeated with the same arguments and then has one effect. `Unknown` is never a
/// "no": what was asked for may have happened, may still happen, or not.
public interface CardProcessor {
  /// The least and the most that a card is charged.
  Money CHARGE_MIN = new Money(50, Currency.USD);

  Money CHARGE_MAX = new Money(99_999_999, Currency.USD);

  /// How long a page of [#openCheckout] is open at least and at most; a minute less than the
  /// processor has it, for clocks that differ.
  Duration CHECKOUT_MIN = Duration.ofMinutes(31);

  Duration CHECKOUT_MAX = Duration.ofHours(24).minusMinutes(1);

  /// The processor's customer for this tenant, made where there is none yet.
  CustomerMade customer(PublicKey tenant);

  /// A page on which a person pays by card; the card is kept for later charges. Equal arguments are
  /// the same page.
  CheckoutOpened openCheckout(CheckoutWanted wanted);

  Checkout lookUpCheckout(String sessionId);

  /// Closes a page, so that it cannot be paid any more; [Checkout.Paid] when it was paid before.
  Checkout expireCheckout(String sessionId);

  /// A page of the processor on which the customer changes or removes cards.
  PortalOpened portal(String customerId, String returnUrl);

  /// Charges a saved card while its owner is away.
  ///
  /// The same `key` is the same charge, however often it is asked for: it happens once, and what
  /// became of it is told each time. After [Charged.Unknown] and [Charged.Processing] it is asked
  /// again with equal arguments; another key is right only after [Charged.Declined], or once the
  /// intent is [Intent.Cancelled].
  Charged charge(ChargeWanted wanted);

  /// The charges of saved cards that were made for a customer since an instant, in any state, the
  /// oldest first.
  ChargesFound listCharges(String customerId, Instant since);

  Intent lookUpIntent(String intentId);

  /// Takes an intent back, so that it cannot be paid any more; [Intent.Succeeded] when it was paid
  /// before.
  Intent cancel(String intentId);

  /// Gives back money of a payment.
  ///
  /// The same `key` is asked for once. After [RefundMade.Unknown] it is looked for with
  /// [#findReversals], and never asked for again.
  RefundMade refund(RefundWanted wanted);

  /// The refunds and disputes of a payment.
  ReversalsFound findReversals(String intentId);

  /// The refunds and disputes of all payments that were made since an instant.
  ReversalsFound listReversals(Instant refundsSince, Instant disputesSince);

  /// The card that is charged while the customer is away: the one they chose, else the newest.
  SavedCard savedCard(String customerId);

  /// What the processor tells us by itself. Its signature and the age of it are checked first.
  ///
  /// @param payload the body, byte for byte as it came
  /// @param signature of the header `Stripe-Signature`
  Webhook readWebhook(String payload, String signature);

  /// What is paid on a page.
  ///
  /// @param planId of the one plan that all charges are of, by which the processor may know a
  ///   product; empty when there are several
  /// @param text for the payer, where there is no product
  record Purchase(String invoiceId, Money amount, String planId, String text) {
    public Purchase {
      requireChargeable(amount);
    }
  }

  /// @param key of this page, ours
  /// @param returnUrl where the payer comes back to, paid or not
  /// @param expiresAt by the wall clock, [#CHECKOUT_MIN] to [#CHECKOUT_MAX] from now
  record CheckoutWanted(
      String key, String customerId, Purchase purchase, String returnUrl, Instant expiresAt) {}

  record Card(String customerId, String paymentMethodId) {}

  /// @param key id of the row that was written before
  /// @param worth what the amount settles, in the minor unit of the prices' currency
  /// @param text for the payer's receipt
  /// @param since when the row was written, by the wall clock
  record ChargeWanted(
      String key,
      Card card,
      Money amount,
      long worth,
      String invoiceId,
      String text,
      Instant since) {
    public ChargeWanted {
      requireChargeable(amount);
    }
  }

  private static void requireChargeable(Money amount) {
    if (amount.currency() != Currency.USD
        || amount.amount() < CHARGE_MIN.amount()
        || amount.amount() > CHARGE_MAX.amount()) {
      throw new IllegalArgumentException(
          "a card is charged " + CHARGE_MIN.amount() + " to " + CHARGE_MAX.amount() + " US cents");
    }
  }

  sealed interface CustomerMade {
    record Known(String customerId) implements CustomerMade {}

    /// @param why for the operator
    record Unknown(String why) implements CustomerMade {}
  }

  sealed interface CheckoutOpened {
    record Open(String sessionId, String url, Instant expiresAt) implements CheckoutOpened {}

    /// Nothing was opened, and the same question gets the same answer: the customer is gone, say.
    ///
    /// @param why for the operator
    record Refused(String why) implements CheckoutOpened {}

    /// @param why for the operator
    record Unknown(String why) implements CheckoutOpened {}
  }

  sealed interface Checkout {
    /// It may still be paid.
    record Open() implements Checkout {}

    /// The person has completed it, and the payment is not decided yet.
    record Processing() implements Checkout {}

    /// @param invoiceId as [Purchase] had it
    record Paid(String intentId, Money received, String invoiceId) implements Checkout {}

    /// It was not paid and never will be.
    record Expired() implements Checkout {}

    /// The processor does not know it.
    record Missing() implements Checkout {}

    /// @param why for the operator
    record Unknown(String why) implements Checkout {}
  }

  sealed interface PortalOpened {
    record Open(String url) implements PortalOpened {}

    /// @param why for the operator
    record Refused(String why) implements PortalOpened {}

    /// @param why for the operator
    record Unknown(String why) implements PortalOpened {}
  }

  /// The amount that an attempt collected, and the amount that it asked for.
  ///
  /// @param asked what the attempt was for, above zero. It may differ from what would be asked now:
  ///   an attempt that a restored database has forgotten was priced at the rate of its own time.
  record Collected(Money received, Money asked) {
    public Collected {
      if (asked.amount() <= 0) {
        throw new IllegalArgumentException("an attempt asks for more than nothing");
      }
    }
  }

  sealed interface Charged {
    record Succeeded(String intentId, Collected collected) implements Charged {}

    /// A definite failure: no money moved for this key, and none will.
    ///
    /// @param intentId empty where none was made
    /// @param sentence for the tenant
    /// @param code for the log
    record Declined(String intentId, String sentence, String code) implements Charged {}

    /// The bank wants the owner of the card. The intent is to be cancelled before anything else is
    /// tried.
    ///
    /// @param sentence for the tenant
    /// @param code for the log
    record ActionRequired(String intentId, String sentence, String code) implements Charged {}

    /// It is made, and its outcome is not known yet.
    record Processing(String intentId) implements Charged {}

    /// The processor was not asked, because the platform had no free connection. The same charge is
    /// asked for again within minutes.
    record NotAsked() implements Charged {}

    /// @param why for the operator
    record Unknown(String why) implements Charged {}
  }

  /// @param key of [ChargeWanted]
  /// @param worth of [ChargeWanted]; 0 = the processor does not know it
  record MadeCharge(String key, String intentId, Money amount, long worth, Intent intent) {}

  sealed interface ChargesFound {
    /// A charge that was requested within the last minutes may be missing.
    record Found(List<MadeCharge> charges) implements ChargesFound {
      public Found {
        charges = List.copyOf(charges);
      }
    }

    /// @param why for the operator
    record Unknown(String why) implements ChargesFound {}
  }

  /// @param key id of the row that was written before
  record RefundWanted(String key, String intentId, Money amount) {}

  sealed interface RefundMade {
    record Made(CardRefund refund) implements RefundMade {}

    /// Nothing was refunded, and nothing will be.
    ///
    /// @param why for the operator
    record Refused(String why) implements RefundMade {}

    /// @param why for the operator
    record Unknown(String why) implements RefundMade {}
  }

  sealed interface ReversalsFound {
    record Found(List<CardRefund> refunds, List<CardDispute> disputes) implements ReversalsFound {
      public Found {
        refunds = List.copyOf(refunds);
        disputes = List.copyOf(disputes);
      }
    }

    /// @param why for the operator
    record Unknown(String why) implements ReversalsFound {}
  }

  /// A refund as the processor has it.
  ///
  /// @param id the processor's
  /// @param key of [RefundWanted]; empty for one that was made at the processor
  record CardRefund(String id, String key, String intentId, Money amount, RefundStatus status) {}

  enum RefundStatus {
    PENDING,
    SUCCEEDED,
    /// The platform has the money. A refund can still fail after it had succeeded.
    FAILED
  }

  /// A payer's objection as the processor has it.
  ///
  /// @param id the processor's
  /// @param reason the processor's word
  /// @param respondBy until when the processor takes evidence; null = it takes none
  record CardDispute(
      String id,
      String intentId,
      Money amount,
      DisputeStatus status,
      String reason,
      @Nullable Instant respondBy) {}

  enum DisputeStatus {
    OPEN,
    WON,
    LOST
  }

  sealed interface Intent {
    /// @param invoiceId as [ChargeWanted] or [Purchase] had it
    record Succeeded(String intentId, Collected collected, String invoiceId) implements Intent {}

    /// It has collected nothing and does nothing by itself.
    ///
    /// @param sentence for the tenant
    /// @param code for the log
    record Failed(String sentence, String code) implements Intent {}

    /// It waits for the owner of the card.
    ///
    /// @param sentence for the tenant
    record ActionRequired(String sentence) implements Intent {}

    record Processing() implements Intent {}

    /// It was not paid and never will be.
    record Cancelled() implements Intent {}

    /// The processor does not know it.
    record Missing() implements Intent {}

    /// @param why for the operator
    record Unknown(String why) implements Intent {}
  }

  sealed interface SavedCard {
    /// @param brand as the processor writes it (`visa`)
    record Saved(Card card, String brand, String last4) implements SavedCard {}

    record None() implements SavedCard {}

    /// @param why for the operator
    record Unknown(String why) implements SavedCard {}
  }

  sealed interface Webhook {
    /// @param eventId each is acted on once
    /// @param type as the processor writes it
    record Event(String eventId, String type, Happening happening) implements Webhook {}

    /// Not from the processor, or told too long ago.
    record BadSignature() implements Webhook {}

    /// Signed, but not to be understood.
    record Malformed() implements Webhook {}
  }

  /// Happenings come in any order, twice, late, and about things that are not ours.
  sealed interface Happening {
    /// @param invoiceId empty for what is not ours
    record CheckoutPaid(String sessionId, String intentId, Money received, String invoiceId)
        implements Happening {}

    record CheckoutExpired(String sessionId) implements Happening {}

    /// The person has completed a page whose payment is decided later.
    record CheckoutProcessing(String sessionId) implements Happening {}

    /// A payment that was decided later has failed.
    record CheckoutFailed(String sessionId) implements Happening {}

    /// @param invoiceId empty for what is not ours
    /// @param key of [ChargeWanted]; empty when it was paid on a page
    record IntentSucceeded(String intentId, Collected collected, String invoiceId, String key)
        implements Happening {}

    /// An attempt failed. Whether the intent has failed is looked up: on a page, another card may
    /// be tried.
    ///
    /// @param key of [ChargeWanted]; empty when it was on a page
    record IntentFailed(String intentId, String invoiceId, String key) implements Happening {}

    /// A refund or dispute of a payment began or changed.
    record PaymentReversed(String intentId) implements Happening {}

    /// The customer added, chose or removed a card.
    record CardChanged(String customerId) implements Happening {}

    /// Nothing that concerns us.
    record Other() implements Happening {}
  }
}

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
/// Every call may be repeated with the same arguments and then has one effect. `Unknown` never
/// means "no": the request may have succeeded, may still succeed, or may have failed.
public interface CardProcessor {
  /// Smallest and largest amount of a charge.
  Money CHARGE_MIN = new Money(50, Currency.USD);

  Money CHARGE_MAX = new Money(99_999_999, Currency.USD);

  /// Shortest and longest lifetime of a page of [#openCheckout]. Both are a minute within the
  /// processor's own limits, for clocks that differ.
  Duration CHECKOUT_MIN = Duration.ofMinutes(31);

  Duration CHECKOUT_MAX = Duration.ofHours(24).minusMinutes(1);

  /// Finds the processor's customer for this tenant, or creates it.
  CustomerMade customer(PublicKey tenant);

  /// Opens a page on which a person pays by card. The card is saved for later charges. Equal
  /// arguments return the same page.
  CheckoutOpened openCheckout(CheckoutWanted wanted);

  Checkout lookUpCheckout(String sessionId);

  /// Closes a page, so that it can no longer be paid. Returns [Checkout.Paid] if it was paid
  /// before.
  Checkout expireCheckout(String sessionId);

  /// Opens a page of the processor on which the customer changes or removes cards.
  PortalOpened portal(String customerId, String returnUrl);

  /// Charges a saved card without its owner.
  ///
  /// A charge with the same `key` happens once, however often it is requested, and each request
  /// returns its outcome. After [Charged.Unknown] and [Charged.Processing] the caller repeats it
  /// with equal arguments. A new key is right only after [Charged.Declined] or [Intent.Cancelled].
  Charged charge(ChargeWanted wanted);

  /// Lists a customer's charges of saved cards since an instant, in any state, the oldest first.
  ChargesFound listCharges(String customerId, Instant since);

  Intent lookUpIntent(String intentId);

  /// Cancels an intent, so that it can no longer be paid. Returns [Intent.Succeeded] if it was paid
  /// before.
  Intent cancel(String intentId);

  /// Refunds a payment or a part of it.
  ///
  /// Each `key` is requested once. After [RefundMade.Unknown] the caller looks for it with
  /// [#findReversals], and never requests it again.
  RefundMade refund(RefundWanted wanted);

  /// Lists the refunds and disputes of a payment.
  ReversalsFound findReversals(String intentId);

  /// Lists the refunds and disputes of all payments since an instant.
  ReversalsFound listReversals(Instant refundsSince, Instant disputesSince);

  /// The card for charges without its owner: the customer's default, else the newest.
  SavedCard savedCard(String customerId);

  /// Reads an event of the processor, after checking its signature and its age.
  ///
  /// @param payload the exact bytes of the body
  /// @param signature of the header `Stripe-Signature`
  Webhook readWebhook(String payload, String signature);

  /// The item that a page sells.
  ///
  /// @param planId the plan of all charges, which the processor may have a product for; empty =
  ///   there are several plans
  /// @param text for the payer, if there is no product
  record Purchase(String invoiceId, Money amount, String planId, String text) {
    public Purchase {
      requireChargeable(amount);
    }
  }

  /// @param key the platform's key of this page
  /// @param returnUrl where the payer returns to, paid or not
  /// @param expiresAt by the wall clock, [#CHECKOUT_MIN] to [#CHECKOUT_MAX] from now
  record CheckoutWanted(
      String key, String customerId, Purchase purchase, String returnUrl, Instant expiresAt) {}

  record Card(String customerId, String paymentMethodId) {}

  /// @param key id of the stored row
  /// @param worth the value of the amount, in the minor unit of the prices' currency
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

    /// Nothing was opened, and a repeated request fails alike, for example because the customer is
    /// deleted.
    ///
    /// @param why for the operator
    record Refused(String why) implements CheckoutOpened {}

    /// @param why for the operator
    record Unknown(String why) implements CheckoutOpened {}
  }

  sealed interface Checkout {
    /// It may still be paid.
    record Open() implements Checkout {}

    /// The person has completed the page, and the payment is not decided yet.
    record Processing() implements Checkout {}

    /// @param invoiceId as in [Purchase]
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

  /// The collected amount and the requested amount.
  ///
  /// @param asked the requested amount, above zero. It may differ from a new request's: a charge
  ///   that a restored database lacks has the rate of its own time.
  record Collected(Money received, Money asked) {
    public Collected {
      if (asked.amount() <= 0) {
        throw new IllegalArgumentException("an attempt asks for more than nothing");
      }
    }
  }

  sealed interface Charged {
    record Succeeded(String intentId, Collected collected) implements Charged {}

    /// A final failure: no money moved for this key, and none will.
    ///
    /// @param intentId empty = no intent was made
    /// @param sentence for the tenant
    /// @param code for the log
    record Declined(String intentId, String sentence, String code) implements Charged {}

    /// The bank requires an action of the card's owner. The intent must be cancelled before another
    /// attempt.
    ///
    /// @param sentence for the tenant
    /// @param code for the log
    record ActionRequired(String intentId, String sentence, String code) implements Charged {}

    /// The charge is made, and its outcome is not known yet.
    record Processing(String intentId) implements Charged {}

    /// The processor was not asked, because the platform had no free connection. The same charge is
    /// requested again within minutes.
    record NotAsked() implements Charged {}

    /// @param why for the operator
    record Unknown(String why) implements Charged {}
  }

  /// @param key of [ChargeWanted]
  /// @param worth of [ChargeWanted]; 0 = the processor does not know it
  record MadeCharge(String key, String intentId, Money amount, long worth, Intent intent) {}

  sealed interface ChargesFound {
    /// Charges requested within the last minutes may be missing.
    record Found(List<MadeCharge> charges) implements ChargesFound {
      public Found {
        charges = List.copyOf(charges);
      }
    }

    /// @param why for the operator
    record Unknown(String why) implements ChargesFound {}
  }

  /// @param key id of the stored row
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

  /// A refund in the processor's present state.
  ///
  /// @param id the processor's
  /// @param key of [RefundWanted]; empty = it was made at the processor
  record CardRefund(String id, String key, String intentId, Money amount, RefundStatus status) {}

  enum RefundStatus {
    PENDING,
    SUCCEEDED,
    /// The platform keeps the money. A refund can fail even after it succeeded.
    FAILED
  }

  /// A dispute in the processor's present state.
  ///
  /// @param id the processor's
  /// @param reason as the processor writes it
  /// @param respondBy the deadline for evidence; null = the processor accepts none
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
    /// @param invoiceId as in [ChargeWanted] or [Purchase]
    record Succeeded(String intentId, Collected collected, String invoiceId) implements Intent {}

    /// It has collected nothing, and nothing more happens by itself.
    ///
    /// @param sentence for the tenant
    /// @param code for the log
    record Failed(String sentence, String code) implements Intent {}

    /// It waits for an action of the card's owner.
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
    /// @param eventId each is handled once
    /// @param type as the processor writes it
    record Event(String eventId, String type, Happening happening) implements Webhook {}

    /// The event is not from the processor, or too old.
    record BadSignature() implements Webhook {}

    /// The signature is valid, but the event cannot be read.
    record Malformed() implements Webhook {}
  }

  /// The content of an event. Events come in any order, twice, late, and about objects that are not
  /// the platform's.
  sealed interface Happening {
    /// @param invoiceId empty = not the platform's
    record CheckoutPaid(String sessionId, String intentId, Money received, String invoiceId)
        implements Happening {}

    record CheckoutExpired(String sessionId) implements Happening {}

    /// The person has completed a page whose payment is decided later.
    record CheckoutProcessing(String sessionId) implements Happening {}

    /// A payment that was decided later has failed.
    record CheckoutFailed(String sessionId) implements Happening {}

    /// @param invoiceId empty = not the platform's
    /// @param key of [ChargeWanted]; empty = it was paid on a page
    record IntentSucceeded(String intentId, Collected collected, String invoiceId, String key)
        implements Happening {}

    /// An attempt failed. The intent is looked up, because on a page another card may be tried.
    ///
    /// @param key of [ChargeWanted]; empty = the attempt was on a page
    record IntentFailed(String intentId, String invoiceId, String key) implements Happening {}

    /// A refund or dispute of a payment began or changed.
    record PaymentReversed(String intentId) implements Happening {}

    /// The customer added, chose or removed a card.
    record CardChanged(String customerId) implements Happening {}

    /// Another event, which has no effect here.
    record Other() implements Happening {}
  }
}

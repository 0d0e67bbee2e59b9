package caravel.control.payment;

import caravel.control.money.Money;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A card processor that does as a test says. It signs what it tells with one word.
public final class FakeCards implements CardProcessor {
  public static final String SIGNATURE = "signed";

  /// Whether it answers at all.
  public boolean answers = true;

  /// Runs while it opens a page.
  public Runnable whileOpening = () -> {};

  public SavedCard saved = new SavedCard.None();

  /// Runs after the saved card was read and before the answer arrives.
  public Runnable whileReading = () -> {};

  /// The charges of each customer; null = it does not answer.
  public @Nullable List<MadeCharge> made;

  /// Every charge that was wanted.
  public final List<ChargeWanted> charges = new ArrayList<>();

  /// Every refund that was wanted.
  public final List<RefundWanted> wantedRefunds = new ArrayList<>();

  public final List<CardRefund> refunds = new ArrayList<>();

  public final List<CardDispute> disputes = new ArrayList<>();

  public boolean refusesRefunds;

  /// The outcome of a refund.
  public RefundStatus refundStatus = RefundStatus.SUCCEEDED;

  /// By what a webhook's body says.
  public final Map<String, Webhook> told = new HashMap<>();

  public final List<CheckoutWanted> pages = new ArrayList<>();

  @Override
  public CustomerMade customer(PublicKey tenant) {
    return answers
        ? new CustomerMade.Known("cus_" + tenant.hex().substring(0, 8))
        : new CustomerMade.Unknown("it is off");
  }

  @Override
  public CheckoutOpened openCheckout(CheckoutWanted wanted) {
    pages.add(wanted);
    whileOpening.run();
    var id = "cs_" + wanted.key();
    return new CheckoutOpened.Open(id, "https://cards.example/" + id, wanted.expiresAt());
  }

  @Override
  public Checkout lookUpCheckout(String sessionId) {
    return new Checkout.Open();
  }

  @Override
  public Checkout expireCheckout(String sessionId) {
    return new Checkout.Expired();
  }

  @Override
  public PortalOpened portal(String customerId, String returnUrl) {
    return new PortalOpened.Open("https://cards.example/portal/" + customerId);
  }

  @Override
  public Charged charge(ChargeWanted wanted) {
    charges.add(wanted);
    return new Charged.Unknown("nobody is there");
  }

  @Override
  public ChargesFound listCharges(String customerId, Instant since) {
    return made == null
        ? new ChargesFound.Unknown("the processor is off")
        : new ChargesFound.Found(made);
  }

  @Override
  public Intent lookUpIntent(String intentId) {
    return new Intent.Unknown("nobody is there");
  }

  @Override
  public Intent cancel(String intentId) {
    return new Intent.Cancelled();
  }

  @Override
  public RefundMade refund(RefundWanted wanted) {
    wantedRefunds.add(wanted);
    if (refusesRefunds) {
      return new RefundMade.Refused("charge_already_refunded");
    }
    if (!answers) {
      return new RefundMade.Unknown("it is off");
    }
    var refund =
        new CardRefund(
            "re_" + refunds.size(), wanted.key(), wanted.intentId(), wanted.amount(), refundStatus);
    refunds.add(refund);
    return new RefundMade.Made(refund);
  }

  @Override
  public ReversalsFound findReversals(String intentId) {
    return answers
        ? new ReversalsFound.Found(
            refunds.stream().filter(one -> one.intentId().equals(intentId)).toList(),
            disputes.stream().filter(one -> one.intentId().equals(intentId)).toList())
        : new ReversalsFound.Unknown("it is off");
  }

  @Override
  public ReversalsFound listReversals(Instant refundsSince, Instant disputesSince) {
    return answers
        ? new ReversalsFound.Found(refunds, disputes)
        : new ReversalsFound.Unknown("it is off");
  }

  @Override
  public SavedCard savedCard(String customerId) {
    var read = saved;
    whileReading.run();
    return read;
  }

  @Override
  public Webhook readWebhook(String payload, String signature) {
    if (!signature.equals(SIGNATURE)) {
      return new Webhook.BadSignature();
    }
    return told.getOrDefault(payload, new Webhook.Malformed());
  }

  /// The page of an invoice is paid.
  ///
  /// @return the body of the webhook that tells of it
  public String paid(String invoice, Money received) {
    var body = "paid " + invoice;
    told.put(
        body,
        new Webhook.Event(
            "evt_" + invoice,
            "checkout.session.completed",
            new Happening.CheckoutPaid(
                "cs_" + invoice + ":0", "pi_" + invoice, received, invoice)));
    return body;
  }

  /// A refund or dispute of a payment began or changed.
  ///
  /// @return the body of the webhook that tells of it
  public String reversed(String eventId, String intentId) {
    told.put(
        eventId,
        new Webhook.Event(eventId, "charge.refunded", new Happening.PaymentReversed(intentId)));
    return eventId;
  }
}

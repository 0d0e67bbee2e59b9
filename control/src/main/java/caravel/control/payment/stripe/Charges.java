package caravel.control.payment.stripe;

import caravel.control.payment.CardProcessor.ChargeWanted;
import caravel.control.payment.CardProcessor.Charged;
import caravel.control.payment.CardProcessor.ChargesFound;
import caravel.control.payment.CardProcessor.Intent;
import caravel.control.payment.CardProcessor.MadeCharge;
import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Charges of saved cards, as intents that are confirmed when they are made.
///
/// Stripe forgets an idempotency key after a day, and would then charge again under it. So a
/// repeated request first searches the customer's intents for the key.
final class Charges {
  /// Age up to which a request is sent without a search: no earlier request can have been
  /// forgotten.
  static final Duration FIRST_ASKED_WITHIN = Duration.ofSeconds(5);

  /// How far Stripe's clock may be behind the platform's.
  private static final Duration CLOCKS_APART_MAX = Duration.ofHours(1);

  private static final String TOO_MANY =
      "Stripe has too many intents of one customer to look through";
  private static final long PAGE = 100;
  private static final int PAGES_MAX = 5;

  private final StripeClient stripe;
  private final InstantSource clock;

  Charges(StripeClient stripe, InstantSource clock) {
    this.stripe = stripe;
    this.clock = clock;
  }

  Charged charge(ChargeWanted wanted) throws StripeException {
    if (clock.instant().isAfter(wanted.since().plus(FIRST_ASKED_WITHIN))) {
      return switch (searchFor(wanted)) {
        case Found.Here(var intent) -> StripeValues.charged(intent);
        case Found.Nowhere _ -> chargeNow(wanted);
        case Found.TooMany _ -> new Charged.Unknown(TOO_MANY);
        case Found.Refused(var code) ->
            new Charged.Unknown("Stripe refuses to search for earlier charges: " + code);
      };
    }
    return chargeNow(wanted);
  }

  ChargesFound list(String customerId, Instant since) throws StripeException {
    var made = new ArrayList<MadeCharge>();
    var complete =
        walk(
            customerId,
            since,
            intent -> {
              var key = StripeValues.ours(intent.getMetadata(), StripeValues.CHARGE);
              var amount = StripeValues.money(intent.getAmount(), intent.getCurrency());
              if (!key.isEmpty() && amount != null) {
                made.add(
                    new MadeCharge(
                        key, intent.getId(), amount, worth(intent), StripeValues.intent(intent)));
              }
              return true;
            });
    return complete ? new ChargesFound.Found(made.reversed()) : new ChargesFound.Unknown(TOO_MANY);
  }

  private static long worth(PaymentIntent intent) {
    var text = StripeValues.ours(intent.getMetadata(), StripeValues.WORTH);
    return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
  }

  private Charged chargeNow(ChargeWanted wanted) throws StripeException {
    var params =
        PaymentIntentCreateParams.builder()
            .setAmount(wanted.amount().amount())
            .setCurrency("usd")
            .setCustomer(wanted.card().customerId())
            .setPaymentMethod(wanted.card().paymentMethodId())
            .addPaymentMethodType("card")
            .setOffSession(true)
            .setConfirm(true)
            .setDescription(wanted.text())
            .putMetadata(StripeValues.INVOICE, wanted.invoiceId())
            .putMetadata(StripeValues.CHARGE, wanted.key())
            .putMetadata(StripeValues.WORTH, Long.toString(wanted.worth()))
            .build();
    return StripeValues.charged(
        stripe.v1().paymentIntents().create(params, StripeCards.key(wanted.key())));
  }

  /// The result of the search for an earlier request.
  private sealed interface Found {
    record Here(PaymentIntent intent) implements Found {}

    record Nowhere() implements Found {}

    record TooMany() implements Found {}

    /// Stripe refused the search.
    ///
    /// @param code Stripe's
    record Refused(String code) implements Found {}
  }

  /// Searches for an earlier request. A refused search says nothing about the charge: an earlier
  /// request may have charged the card (M11). Only a deleted customer has no charge, and Stripe
  /// then refuses the charge itself.
  private Found searchFor(ChargeWanted wanted) throws StripeException {
    try {
      return search(wanted);
    } catch (InvalidRequestException refused) {
      var code = Trouble.text(refused.getCode());
      return code.equals("resource_missing") && "customer".equals(refused.getParam())
          ? new Found.Nowhere()
          : new Found.Refused(code.isEmpty() ? "invalid_request" : code);
    }
  }

  private Found search(ChargeWanted wanted) throws StripeException {
    var here = new AtomicReference<@Nullable PaymentIntent>();
    var complete =
        walk(
            wanted.card().customerId(),
            wanted.since(),
            intent -> {
              if (!StripeValues.ours(intent.getMetadata(), StripeValues.CHARGE)
                  .equals(wanted.key())) {
                return true;
              }
              here.set(intent);
              return false;
            });
    var intent = here.get();
    if (intent != null) {
      return new Found.Here(intent);
    }
    return complete ? new Found.Nowhere() : new Found.TooMany();
  }

  /// Reads a customer's intents since an instant, the newest first.
  ///
  /// @param visitor returns whether to go on
  /// @return whether all were read, or the visitor stopped
  private boolean walk(String customerId, Instant since, Predicate<PaymentIntent> visitor)
      throws StripeException {
    var from = since.minus(CLOCKS_APART_MAX).getEpochSecond();
    var last = Optional.<String>empty();
    for (var page = 0; page < PAGES_MAX; page++) {
      var params =
          PaymentIntentListParams.builder()
              .setCustomer(customerId)
              .setCreated(PaymentIntentListParams.Created.builder().setGte(from).build())
              .setLimit(PAGE);
      last.ifPresent(params::setStartingAfter);
      var intents = stripe.v1().paymentIntents().list(params.build());
      for (var intent : intents.getData()) {
        if (!visitor.test(intent)) {
          return true;
        }
        last = Optional.of(intent.getId());
      }
      if (!Boolean.TRUE.equals(intents.getHasMore())) {
        return true;
      }
    }
    return false;
  }

  Intent lookUp(String intentId) throws StripeException {
    return StripeValues.intent(stripe.v1().paymentIntents().retrieve(intentId));
  }

  /// Cancels an intent. If Stripe refuses, it was paid or cancelled before and is looked up.
  Intent cancel(String intentId) throws StripeException {
    try {
      return StripeValues.intent(stripe.v1().paymentIntents().cancel(intentId));
    } catch (InvalidRequestException refused) {
      return lookUp(intentId);
    }
  }
}

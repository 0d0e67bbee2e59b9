package caravel.control.payment.stripe;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.Happening;
import caravel.control.payment.CardProcessor.Webhook;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import com.stripe.exception.SignatureVerificationException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads Stripe's events, after the SDK has verified their signature.
///
/// The objects are read as plain JSON. Stripe writes them in the API version of the endpoint, which
/// is set in its dashboard.
final class WebhookReader {
  /// Greatest age of an event. An older one may be a recorded event sent again.
  static final Duration AGE_MAX = Duration.ofMinutes(5);

  /// The events that an endpoint needs. `charge.refund.updated` is an older name of
  /// `refund.updated`, which is read too.
  static final Set<String> EVENTS =
      Set.of(
          "checkout.session.completed",
          "checkout.session.async_payment_succeeded",
          "checkout.session.async_payment_failed",
          "checkout.session.expired",
          "payment_intent.succeeded",
          "payment_intent.payment_failed",
          "payment_intent.canceled",
          "payment_method.attached",
          "payment_method.detached",
          "payment_method.updated",
          "payment_method.automatically_updated",
          "customer.updated",
          "customer.deleted",
          "charge.refunded",
          "refund.created",
          "refund.updated",
          "refund.failed",
          "charge.dispute.created",
          "charge.dispute.updated",
          "charge.dispute.closed");

  /// Turns off the SDK's check of the age, which uses the system's clock.
  private static final long AGE_IS_CHECKED_HERE = 0;

  private final String secret;

  WebhookReader(String secret) {
    this.secret = secret;
  }

  Webhook read(String payload, String signature, Instant now) {
    if (!isSigned(payload, signature) || isOld(signature, now)) {
      return new Webhook.BadSignature();
    }
    try {
      var event = Json.tree(payload);
      var id = event.path("id").asString("");
      var type = event.path("type").asString("");
      return id.isEmpty() || type.isEmpty() || !event.path("data").path("object").isObject()
          ? new Webhook.Malformed()
          : new Webhook.Event(id, type, happening(type, event.path("data")));
    } catch (MalformedException malformed) {
      return new Webhook.Malformed();
    }
  }

  private boolean isSigned(String payload, String signature) {
    try {
      return com.stripe.net.Webhook.Signature.verifyHeader(
          payload, signature, secret, AGE_IS_CHECKED_HERE);
    } catch (SignatureVerificationException | NumberFormatException refused) {
      // The SDK parses the timestamp before it validates it.
      return false;
    }
  }

  private static boolean isOld(String signature, Instant now) {
    var signedAt =
        Arrays.stream(signature.split(",", -1))
            .filter(part -> part.startsWith("t="))
            .mapToLong(part -> Long.parseLong(part.substring(2)))
            .findFirst();
    return signedAt.equals(OptionalLong.empty())
        || signedAt.getAsLong() < now.minus(AGE_MAX).getEpochSecond();
  }

  private static Happening happening(String type, JsonNode data) {
    var object = data.path("object");
    var id = object.path("id").asString("");
    return switch (type) {
      case "checkout.session.completed", "checkout.session.async_payment_succeeded" ->
          checkoutPaid(id, object);
      case "checkout.session.expired" -> new Happening.CheckoutExpired(id);
      case "checkout.session.async_payment_failed" -> new Happening.CheckoutFailed(id);
      case "payment_intent.succeeded" -> intentSucceeded(id, object);
      case "payment_intent.payment_failed", "payment_intent.canceled" ->
          new Happening.IntentFailed(
              id, ours(object, StripeValues.INVOICE), ours(object, StripeValues.CHARGE));
      case "payment_method.attached",
          "payment_method.detached",
          "payment_method.updated",
          "payment_method.automatically_updated" ->
          cardOf(
              object.path("customer").asString("").isEmpty()
                  ? data.path("previous_attributes").path("customer").asString("")
                  : object.path("customer").asString(""));
      case "customer.updated", "customer.deleted" -> cardOf(id);
      case "charge.refunded",
          "charge.refund.updated",
          "refund.created",
          "refund.updated",
          "refund.failed",
          "charge.dispute.created",
          "charge.dispute.updated",
          "charge.dispute.closed" ->
          reversalOf(object.path("payment_intent").asString(""));
      default -> new Happening.Other();
    };
  }

  private static Happening checkoutPaid(String id, JsonNode session) {
    if (!session.path("payment_status").asString("").equals("paid")) {
      return new Happening.CheckoutProcessing(id);
    }
    return isUsd(session, "amount_total")
        ? new Happening.CheckoutPaid(
            id,
            StripeValues.paymentId(session.path("payment_intent").asString(""), id),
            cents(session, "amount_total"),
            ours(session, StripeValues.INVOICE))
        : new Happening.Other();
  }

  private static Happening intentSucceeded(String id, JsonNode intent) {
    return isUsd(intent, "amount_received") && intent.path("amount").asLong() > 0
        ? new Happening.IntentSucceeded(
            id,
            new CardProcessor.Collected(cents(intent, "amount_received"), cents(intent, "amount")),
            ours(intent, StripeValues.INVOICE),
            ours(intent, StripeValues.CHARGE))
        : new Happening.Other();
  }

  private static Happening reversalOf(String intentId) {
    return intentId.isEmpty() ? new Happening.Other() : new Happening.PaymentReversed(intentId);
  }

  private static Happening cardOf(String customerId) {
    return customerId.isEmpty() ? new Happening.Other() : new Happening.CardChanged(customerId);
  }

  private static boolean isUsd(JsonNode object, String amount) {
    var cents = object.path(amount).asLong(-1);
    return object.path("currency").asString("").equals("usd")
        && cents >= 0
        && cents <= Money.AMOUNT_MAX;
  }

  private static Money cents(JsonNode object, String amount) {
    return new Money(object.path(amount).asLong(), Currency.USD);
  }

  private static String ours(JsonNode object, String name) {
    return object.path("metadata").path(name).asString("");
  }
}

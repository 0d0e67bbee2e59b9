package caravel.control.payment.stripe;

import static caravel.control.payment.stripe.Trouble.text;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.Charged;
import caravel.control.payment.CardProcessor.Checkout;
import caravel.control.payment.CardProcessor.Intent;
import com.stripe.model.PaymentIntent;
import com.stripe.model.checkout.Session;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Converts Stripe's objects into the platform's types.
final class StripeValues {
  /// Metadata keys under which the platform's ids are stored at Stripe.
  static final String INVOICE = "caravel_invoice";

  static final String CHARGE = "caravel_charge";

  static final String WORTH = "caravel_worth";

  static final String REFUND = "caravel_refund";

  private static final String NOT_USD = "Stripe names an amount that is not in US cents";

  private StripeValues() {}

  static Checkout checkout(Session session) {
    var status = text(session.getStatus());
    if (status.equals("expired")) {
      return new Checkout.Expired();
    }
    if (!status.equals("complete")) {
      return new Checkout.Open();
    }
    if (!"paid".equals(session.getPaymentStatus())) {
      return new Checkout.Processing();
    }
    var received = money(session.getAmountTotal(), session.getCurrency());
    return received == null
        ? new Checkout.Unknown(NOT_USD)
        : new Checkout.Paid(
            paymentId(text(session.getPaymentIntent()), session.getId()),
            received,
            ours(session.getMetadata(), INVOICE));
  }

  /// The id of a payment by a page. A page that was paid without an intent uses its session's id. A
  /// blank id would be the same payment for all tenants.
  static String paymentId(String intentId, String sessionId) {
    return intentId.isBlank() ? sessionId : intentId;
  }

  /// Reads an intent that was looked up by its id.
  static Intent intent(PaymentIntent intent) {
    return switch (text(intent.getStatus())) {
      case "succeeded" -> {
        var received = money(intent.getAmountReceived(), intent.getCurrency());
        var asked = money(intent.getAmount(), intent.getCurrency());
        yield received == null || asked == null || asked.amount() == 0
            ? new Intent.Unknown(NOT_USD)
            : new Intent.Succeeded(
                intent.getId(),
                new CardProcessor.Collected(received, asked),
                ours(intent.getMetadata(), INVOICE));
      }
      case "processing" -> new Intent.Processing();
      case "canceled" -> new Intent.Cancelled();
      case "requires_action", "requires_confirmation", "requires_capture" ->
          new Intent.ActionRequired(DeclineSentences.ACTION);
      case "requires_payment_method" -> {
        var code = lastCode(intent);
        var sentence = DeclineSentences.of(code);
        // The card's owner can still pay it, until it is cancelled.
        yield sentence.equals(DeclineSentences.ACTION)
            ? new Intent.ActionRequired(DeclineSentences.ACTION)
            : new Intent.Failed(sentence, code);
      }
      default -> new Intent.Unknown("Stripe names a state that is not known: " + intent.getId());
    };
  }

  /// Reads an intent as the outcome of a charge.
  static Charged charged(PaymentIntent intent) {
    var id = intent.getId();
    return switch (intent(intent)) {
      case Intent.Succeeded(_, var collected, _) -> new Charged.Succeeded(id, collected);
      case Intent.Failed(var sentence, var code) -> new Charged.Declined(id, sentence, code);
      case Intent.ActionRequired _ ->
          new Charged.ActionRequired(id, DeclineSentences.ACTION, lastCode(intent));
      case Intent.Processing _ -> new Charged.Processing(id);
      case Intent.Cancelled _ ->
          new Charged.Declined(id, DeclineSentences.of("canceled"), "canceled");
      case Intent.Missing _ -> throw new IllegalStateException("an intent at hand is not missing");
      case Intent.Unknown(var why) -> new Charged.Unknown(why);
    };
  }

  private static String lastCode(PaymentIntent intent) {
    var error = intent.getLastPaymentError();
    if (error == null) {
      return text(intent.getStatus());
    }
    var code = text(error.getCode());
    var bank = text(error.getDeclineCode());
    return bank.isEmpty() || code.equals("authentication_required") ? code : bank;
  }

  /// Null if the amount is not in US cents or out of range.
  static @Nullable Money money(@Nullable Long amount, @Nullable String currency) {
    return amount == null || !"usd".equals(currency) || amount < 0 || amount > Money.AMOUNT_MAX
        ? null
        : new Money(amount, Currency.USD);
  }

  static String ours(@Nullable Map<String, String> metadata, String name) {
    return metadata == null ? "" : text(metadata.get(name));
  }
}

package caravel.control.payment.stripe;

import caravel.control.outbound.Exhaustion;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import org.jspecify.annotations.Nullable;

/// What an error of Stripe means.
sealed interface Trouble {
  /// It was understood and will not be done.
  ///
  /// @param code Stripe's, for the log
  /// @param why for the operator
  record Refused(String code, String why) implements Trouble {}

  /// It may have been done, or not, or may still be: no answer, Stripe's own trouble, too many
  /// calls, the same key under way or used for something else. A key of ours that Stripe does not
  /// take belongs here too: that is our fault, not the payer's.
  record Unknown(String why) implements Trouble {}

  /// Stripe was not asked, because this process had no free place or file descriptor.
  ///
  /// @param why for the operator
  record NotAsked(String why) implements Trouble {}

  /// The bank said no.
  ///
  /// @param intentId empty where none was made
  /// @param code the bank's, or Stripe's where the bank gave none
  record Declined(String intentId, String code) implements Trouble {
    boolean wantsAction() {
      return DeclineSentences.of(code).equals(DeclineSentences.ACTION);
    }
  }

  int WHY_CHARACTERS_MAX = 300;

  static Trouble of(StripeException error) {
    return switch (error) {
      case CardException declined -> new Declined(intentOf(declined), bankCode(declined));
      case InvalidRequestException wrong -> {
        var code = text(wrong.getCode());
        yield new Refused(
            code.isEmpty() ? "invalid_request" : code,
            clipped(where(wrong) + ": " + text(wrong.getUserMessage())));
      }
      case ApiConnectionException none when Exhaustion.isExhaustion(none) ->
          new NotAsked("this machine has no free connection");
      case ApiConnectionException lost -> new Unknown("Stripe: " + lost.getMessage());
      default -> new Unknown(where(error));
    };
  }

  /// Without Stripe's own sentence, which may name a part of a key.
  private static String where(StripeException error) {
    var code = text(error.getCode());
    var request = text(error.getRequestId());
    return "Stripe answered "
        + error.getStatusCode()
        + (code.isEmpty() ? "" : " " + code)
        + (request.isEmpty() ? "" : " (" + request + ")");
  }

  private static String bankCode(CardException declined) {
    var bank = text(declined.getDeclineCode());
    var code = bank.isEmpty() ? text(declined.getCode()) : bank;
    return text(declined.getCode()).equals("authentication_required")
        ? "authentication_required"
        : code;
  }

  private static String intentOf(CardException declined) {
    var error = declined.getStripeError();
    var intent = error == null ? null : error.getPaymentIntent();
    return intent == null ? "" : text(intent.getId());
  }

  static String text(@Nullable String given) {
    return given == null ? "" : given;
  }

  private static String clipped(String text) {
    return text.length() <= WHY_CHARACTERS_MAX ? text : text.substring(0, WHY_CHARACTERS_MAX);
  }
}

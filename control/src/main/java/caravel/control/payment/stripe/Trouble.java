package caravel.control.payment.stripe;

import caravel.outbound.Exhaustion;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import org.jspecify.annotations.Nullable;

/// The meaning of an error from Stripe.
sealed interface Trouble {
  /// Stripe understood the request and refused it.
  ///
  /// @param code Stripe's, for the log
  /// @param why for the operator
  record Refused(String code, String why) implements Trouble {}

  /// The request may have succeeded, may still succeed, or may have failed. Stripe gave no answer,
  /// failed itself, had too many calls, or saw the key in use. A rejected API key belongs here too,
  /// because it is the platform's fault and not the payer's.
  record Unknown(String why) implements Trouble {}

  /// Stripe was not asked, because the process had no free place or file descriptor.
  ///
  /// @param why for the operator
  record NotAsked(String why) implements Trouble {}

  /// The bank declined.
  ///
  /// @param intentId empty = no intent was made
  /// @param code the bank's, or Stripe's if the bank gave none
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

  /// Leaves out Stripe's own sentence, which may contain a part of a key.
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

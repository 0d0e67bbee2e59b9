package caravel.control.payment.stripe;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One answer of the recorded Stripe.
///
/// @param saved whether it is what the same key gets again: an endpoint had begun its work
record StripeReply(int status, String body, boolean saved) {
  static StripeReply ok(ObjectNode object) {
    return new StripeReply(200, object.toString(), true);
  }

  /// The parameters were not taken.
  static StripeReply invalid(String code, String message) {
    return new StripeReply(400, error("invalid_request_error", code, message).toString(), false);
  }

  static StripeReply missing(String what) {
    return new StripeReply(
        404,
        error("invalid_request_error", "resource_missing", "No such " + what).toString(),
        false);
  }

  static StripeReply failed(int status, String type, String code, String message) {
    return new StripeReply(status, error(type, code, message).toString(), false);
  }

  static ObjectNode error(String type, String code, String message) {
    var body = JsonMapper.shared().createObjectNode();
    var error = body.putObject("error").put("type", type).put("message", message);
    if (!code.isEmpty()) {
      error.put("code", code);
    }
    return body;
  }
}

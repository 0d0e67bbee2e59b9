package caravel.control.payment.stripe;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One answer of the recorded Stripe.
///
/// @param saved whether it is what the same key gets again: an endpoint had begun its work
record Reply(int status, String body, boolean saved) {
  static Reply ok(ObjectNode object) {
    return new Reply(200, object.toString(), true);
  }

  /// The parameters were not taken.
  static Reply invalid(String code, String message) {
    return new Reply(400, error("invalid_request_error", code, message).toString(), false);
  }

  static Reply missing(String what) {
    return new Reply(
        404,
        error("invalid_request_error", "resource_missing", "No such " + what).toString(),
        false);
  }

  static Reply failed(int status, String type, String code, String message) {
    return new Reply(status, error(type, code, message).toString(), false);
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

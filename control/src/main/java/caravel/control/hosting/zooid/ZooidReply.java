package caravel.control.hosting.zooid;

import caravel.nostr.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// The result of an HTTP call.
sealed interface ZooidReply {
  /// @param body as text, with a length limit set by the caller
  record Answer(int status, String body) implements ZooidReply {
    JsonNode json() {
      try {
        return Json.mapper().readTree(body);
      } catch (JacksonException _) {
        return MissingNode.getInstance();
      }
    }

    /// zooid's error message, `""` if the body has another form (a proxy's page, plain text).
    String error() {
      return json().path("error").stringValue("");
    }
  }

  /// No answer: the call may be in effect all the same.
  ///
  /// @param timedOut the whole time-out has passed
  record Lost(String why, boolean timedOut) implements ZooidReply {
    Lost(String why) {
      this(why, false);
    }
  }
}

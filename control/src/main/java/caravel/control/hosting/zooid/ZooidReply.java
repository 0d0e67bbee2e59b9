package caravel.control.hosting.zooid;

import caravel.nostr.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What came back from an HTTP call.
sealed interface ZooidReply {
  /// @param body as text, bounded by whoever asked
  record Answer(int status, String body) implements ZooidReply {
    JsonNode json() {
      try {
        return Json.mapper().readTree(body);
      } catch (JacksonException _) {
        return MissingNode.getInstance();
      }
    }

    /// zooid's own sentence, `""` where the body is not in its form (a proxy's page, plain text).
    String error() {
      return json().path("error").stringValue("");
    }
  }

  /// No answer: whatever was asked for may have happened all the same.
  ///
  /// @param timedOut the whole time for an answer has passed
  record Lost(String why, boolean timedOut) implements ZooidReply {
    Lost(String why) {
      this(why, false);
    }
  }
}

package caravel.control.api;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/// The server's response.
record Answer(int status, HttpHeaders headers, JsonNode json) {
  JsonNode data() {
    if (!json.has("data")) {
      throw new AssertionError("not a success: " + status + " " + json);
    }
    return json.get("data");
  }

  String text(String field) {
    return data().get(field).asString();
  }

  /// The sentence for people of a refusal.
  String sentence() {
    return json.get("error").stringValue();
  }

  /// `422 invalid confirm`: the status, the code, and the field where there is one.
  String refusal() {
    var field = json.has("field") ? " " + json.get("field").stringValue() : "";
    return status + " " + json.get("code").stringValue() + field;
  }
}

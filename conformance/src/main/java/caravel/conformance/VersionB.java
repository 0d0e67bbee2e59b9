package caravel.conformance;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Rewrites recorded messages as the newer zooid would send them: the relay's own key is no member,
/// is not announced as one and not listed among them, nor among the admins of a group.
final class VersionB {
  private final String self;

  VersionB(String self) {
    this.self = self;
  }

  /// @return empty when the newer one does not send it
  Optional<JsonNode> asWritten(JsonNode message) {
    if (!message.path(0).asString("").equals("EVENT")) {
      return Optional.of(message);
    }
    return switch (message.at("/2/kind").asInt(0)) {
      case 8_000 ->
          message.at("/2/tags/1/1").asString("").equals(self)
              ? Optional.empty()
              : Optional.of(message);
      case 13_534, 39_001 -> {
        var changed = message.deepCopy();
        var tags = (ArrayNode) changed.at("/2/tags");
        for (int i = tags.size() - 1; i >= 0; i--) {
          if (tags.get(i).path(1).asString("").equals(self)) {
            tags.remove(i);
          }
        }
        yield Optional.of(changed);
      }
      default -> Optional.of(message);
    };
  }

  /// The same for the body of an answer over HTTP.
  JsonNode bodyAsWritten(JsonNode body) {
    if (!body.path("result").isArray()) {
      return body;
    }
    var changed = body.deepCopy();
    var entries = (ArrayNode) changed.path("result");
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).path("pubkey").asString("").equals(self)) {
        entries.remove(i);
      }
    }
    return changed;
  }
}

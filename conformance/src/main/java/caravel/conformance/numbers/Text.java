package caravel.conformance.numbers;

import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Texts of messages, answers and results.
final class Text {
  private static final int CHARACTERS_MAX = 240;

  private Text() {}

  /// One line of at most 240 characters.
  static String shortened(Object value) {
    var line = Objects.toString(value).replaceAll("\\s+", " ").strip();
    return line.length() <= CHARACTERS_MAX ? line : line.substring(0, CHARACTERS_MAX) + "…";
  }

  /// Parses JSON; a missing node when the text is none.
  static JsonNode tree(String json) {
    try {
      return Json.tree(json);
    } catch (MalformedException _) {
      return MissingNode.getInstance();
    }
  }

  /// The first value of the first tag with this name, or `""`.
  static String tag(JsonNode event, String name) {
    for (var tag : event.path("tags")) {
      if (tag.path(0).asString("").equals(name)) {
        return tag.path(1).asString("");
      }
    }
    return "";
  }

  /// Whether the event has a tag with this name and, if it is not `""`, this value.
  static boolean hasTag(JsonNode event, String name, String value) {
    return event
        .path("tags")
        .valueStream()
        .anyMatch(tag ->
            tag.path(0).asString("").equals(name)
                && (value.isEmpty() || tag.path(1).asString("").equals(value)));
  }
}

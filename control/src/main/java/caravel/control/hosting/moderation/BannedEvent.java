package caravel.control.hosting.moderation;

import caravel.nostr.EventId;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An event that a relay has removed and refuses. The relay stores neither its text nor its author.
///
/// @param reason `""` where none was given
record BannedEvent(EventId id, String reason) {
  /// Longest reason of a ban.
  static final int REASON_CHARACTERS_MAX = 500;

  /// The reason with which a dismissed report is banned.
  static final String DISMISSED_REPORT = "Report dismissed";

  /// Whether the event is a report that was dismissed.
  boolean isDismissedReport() {
    return reason.equals(DISMISSED_REPORT);
  }

  /// Reads the answer to `listbannedevents`, and returns the latest ban first. Malformed entries
  /// are left out.
  static List<BannedEvent> parse(JsonNode answer) {
    return answer.valueStream().flatMap(entry -> read(entry).stream()).toList().reversed();
  }

  private static Optional<BannedEvent> read(JsonNode entry) {
    return id(entry.path("id").asString("")).map(id -> new BannedEvent(id, reason(entry)));
  }

  private static String reason(JsonNode entry) {
    return MessageText.line(entry.path("reason").asString(""), REASON_CHARACTERS_MAX);
  }

  /// Reads an id; empty = the text is not one.
  static Optional<EventId> id(String text) {
    try {
      return Optional.of(EventId.parse(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}

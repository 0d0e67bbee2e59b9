package caravel.engine.store;

import java.util.regex.Pattern;

/// A position in a relay's events in the order of the file. Made of the last event that was read,
/// so that a client can continue after a cut connection.
///
/// @param createdAt of that event, in unix seconds
/// @param id of that event, 64 lower-case hex digits
public record EventCursor(long createdAt, String id) {
  /// Before the first event.
  public static final EventCursor START = new EventCursor(-1, "0".repeat(64));

  private static final Pattern FORM = Pattern.compile("(\\d{1,11})-([0-9a-f]{64})");

  /// Parses `created_at`, a hyphen and the id.
  ///
  /// @throws IllegalArgumentException when the text has another form; its message is for the caller
  public static EventCursor parse(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "after: must be created_at and id of the last event, joined by a hyphen");
    }
    return new EventCursor(Long.parseLong(parts.group(1)), parts.group(2));
  }

  /// The position after this event.
  public static EventCursor after(StoredEvent event) {
    return new EventCursor(event.event().createdAt(), event.id());
  }
}

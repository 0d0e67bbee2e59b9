package caravel.engine.store;

import caravel.nostr.Event;
import java.util.OptionalLong;

/// The expiration time of an event (NIP-40).
public final class Expiry {
  private static final String TAG = "expiration";
  private static final String TAG_IN_JSON = "[\"" + TAG + "\",\"";

  private Expiry() {}

  /// Returns the unix second of the first `expiration` tag; a value that is not a number is
  /// ignored.
  static OptionalLong of(Event event) {
    var value = event.tagValue(TAG);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(value.orElseThrow()));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  public static boolean hasPassed(Event event, long now) {
    var expiry = of(event);
    return expiry.isPresent() && expiry.getAsLong() <= now;
  }

  /// Whether a row has expired at `now`. Parses the event only when the tag is present.
  static boolean hasPassed(StoredEvent stored, long now) {
    return stored.json().contains(TAG_IN_JSON) && hasPassed(stored.event(), now);
  }
}

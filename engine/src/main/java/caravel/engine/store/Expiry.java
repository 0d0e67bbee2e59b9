package caravel.engine.store;

import caravel.nostr.Event;
import java.util.OptionalLong;

/// When an event wants to be gone (NIP-40).
public final class Expiry {
  private static final String TAG = "expiration";
  private static final String TAG_IN_JSON = "[\"" + TAG + "\",\"";

  private Expiry() {}

  /// The unix second of the first `expiration` tag; one that is not a number does not count.
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

  /// Whether a row has expired at `now`; parsed only when the tag is there at all.
  static boolean hasPassed(StoredEvent stored, long now) {
    return stored.json().contains(TAG_IN_JSON) && hasPassed(stored.event(), now);
  }
}

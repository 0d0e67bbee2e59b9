package caravel.engine.session;

import caravel.nostr.Event;

/// When an event ceases to be (NIP-40).
final class Expiration {
  private Expiration() {}

  /// A value that is no number is none.
  static boolean isExpired(Event event, long now) {
    return event.tagValue("expiration").map(value -> isPast(value, now)).orElse(false);
  }

  private static boolean isPast(String value, long now) {
    try {
      return Long.parseLong(value) <= now;
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }
}

package caravel.engine.session;

import caravel.nostr.Event;
import caravel.nostr.Kinds;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Validates an AUTH event (NIP-42), in zooid's order and with its messages. Does not check
/// membership.
final class Authentication {
  static final long TOLERANCE_SECONDS = 600;

  private Authentication() {}

  /// Returns the reason of the refusal; null = the event is valid.
  static @Nullable String refusal(Event event, Address address, String challenge, long now) {
    if (event.kind() != Kinds.RELAY_AUTH) {
      return "wanted kind " + Kinds.RELAY_AUTH + ", got " + event.kind();
    }
    var challenges = event.tagValues("challenge");
    if (challenges.isEmpty()) {
      return "missing challenge";
    }
    if (!challenges.contains(challenge)) {
      return "expected challenge '" + challenge + "', got '" + Echo.of(challenges.getFirst()) + "'";
    }
    var relay = event.tagValue("relay");
    if (relay.isEmpty()) {
      return "missing 'relay' tag";
    }
    var wrong = relay.map(url -> wrongRelay(url, address)).orElse("");
    if (!wrong.isEmpty()) {
      return wrong;
    }
    if (event.createdAt() > now + TOLERANCE_SECONDS) {
      return "auth event too much in the future";
    }
    if (event.createdAt() < now - TOLERANCE_SECONDS) {
      return "auth event too much in the past";
    }
    return event.hasValidSignature() ? null : "invalid signature";
  }

  private static String wrongRelay(String url, Address address) {
    try {
      new URI(url);
    } catch (URISyntaxException malformed) {
      return "invalid 'relay' tag '" + Echo.of(url) + "'";
    }
    var lower = url.toLowerCase(Locale.ROOT);
    var named = lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
    return named.equals(address.url())
        ? ""
        : "expected relay URL '" + address.url() + "', got '" + Echo.of(named) + "'";
  }
}

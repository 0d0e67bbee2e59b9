package caravel.engine.http;

import caravel.nostr.Event;
import caravel.nostr.EventJson.UnknownKeys;
import caravel.nostr.Kinds;
import caravel.nostr.MalformedException;
import caravel.nostr.Nip98;
import caravel.nostr.Nip98Token;
import caravel.nostr.PublicKey;

/// Authenticates a request (NIP-98), with the checks and messages of zooid in zooid's order.
final class Nip98Filter {
  /// How far a token's time may be from now, in seconds, to either side.
  private static final int WINDOW_SECONDS = 60;

  private Nip98Filter() {}

  sealed interface Verdict {
    record Signed(PublicKey by) implements Verdict {}

    record Refused(String why) implements Verdict {}
  }

  /// @param authorization the header; empty = absent
  /// @param url scheme, Host header and decoded path of the request
  /// @param now unix seconds
  static Verdict check(String authorization, String url, String method, long now) {
    if (authorization.isEmpty()) {
      return new Verdict.Refused("missing authorization header");
    }
    try {
      return check(Nip98.parse(authorization, UnknownKeys.REFUSED), url, method, now);
    } catch (MalformedException refused) {
      return new Verdict.Refused(String.valueOf(refused.getMessage()));
    }
  }

  private static Verdict check(Nip98Token token, String url, String method, long now) {
    if (token.kind() != Kinds.HTTP_AUTH) {
      return new Verdict.Refused(
          "invalid event kind: expected " + Kinds.HTTP_AUTH + ", got " + token.kind());
    }
    Event event;
    try {
      event = token.signed();
    } catch (IllegalArgumentException _) {
      return new Verdict.Refused("invalid event signature");
    }
    if (Math.abs(now - event.createdAt()) > WINDOW_SECONDS) {
      return new Verdict.Refused("event is outside the allowed time window");
    }
    if (!event.tagValues("u").contains(url)) {
      return new Verdict.Refused("event missing or invalid u tag");
    }
    if (event.tagValues("method").stream().noneMatch(method::equalsIgnoreCase)) {
      return new Verdict.Refused("event missing or invalid method tag");
    }
    return new Verdict.Signed(event.pubkey());
  }
}

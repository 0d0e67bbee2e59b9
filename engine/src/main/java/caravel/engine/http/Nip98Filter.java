package caravel.engine.http;

import caravel.nostr.Event;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;

/// Authenticates a request (NIP-98), with the checks and messages of zooid in zooid's order.
final class Nip98Filter {
  private static final int KIND = 27_235;

  /// Largest difference between a token's time and now, in seconds, in either direction.
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
    var parts = authorization.split(" ", 2);
    if (parts.length != 2 || !parts[0].equalsIgnoreCase("nostr")) {
      return new Verdict.Refused("invalid authorization header format");
    }
    String json;
    try {
      json = Token.decode(parts[1]);
    } catch (IllegalArgumentException refused) {
      return new Verdict.Refused("invalid base64 encoding: " + refused.getMessage());
    }
    try {
      return check(Token.read(json), url, method, now);
    } catch (MalformedException refused) {
      return new Verdict.Refused("invalid event json: " + refused.getMessage());
    }
  }

  private static Verdict check(Token token, String url, String method, long now) {
    if (token.kind() != KIND) {
      return new Verdict.Refused("invalid event kind: expected " + KIND + ", got " + token.kind());
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

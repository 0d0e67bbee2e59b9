package caravel.engine.http;

import caravel.engine.http.Nip98Filter.Verdict;
import caravel.nostr.Event;
import caravel.nostr.EventJson.UnknownKeys;
import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.Nip98;
import caravel.nostr.Nip98Token;
import caravel.nostr.Sha256;
import java.util.Locale;

/// Authenticates a management call (NIP-86), with the checks and messages of zooid in zooid's
/// order.
///
/// Unlike [Nip98Filter] it does not check the event's kind and method, and requires the hash of the
/// body.
final class Nip86Filter {
  /// Largest age of a token, in seconds.
  private static final int AGE_SECONDS_MAX = 30;

  /// How far a token's time may be in the future. zooid has no such limit; this one stops a stolen
  /// token from staying valid for years.
  private static final int AHEAD_SECONDS_MAX = 86_400;

  private static final String SCHEME = "Nostr ";

  private Nip86Filter() {}

  /// @param authorization the header; empty = absent
  /// @param relay the relay's address as this client reaches it, `ws://…` or `wss://…`
  /// @param now unix seconds
  static Verdict check(String authorization, String relay, byte[] body, long now) {
    if (!authorization.startsWith(SCHEME)) {
      return new Verdict.Refused("missing auth");
    }
    String json;
    try {
      json = Nip98.decode(authorization.substring(SCHEME.length()));
    } catch (IllegalArgumentException _) {
      return new Verdict.Refused("invalid base64 auth");
    }
    Nip98Token token;
    try {
      token = Nip98Token.read(json, UnknownKeys.REFUSED);
    } catch (MalformedException _) {
      return new Verdict.Refused("invalid auth event json");
    }
    try {
      return check(token.signed(), relay, body, now);
    } catch (IllegalArgumentException _) {
      return new Verdict.Refused("invalid auth event");
    }
  }

  private static Verdict check(Event event, String relay, byte[] body, long now) {
    var url = event.tagValue("u");
    if (url.isEmpty()) {
      return new Verdict.Refused("missing \"u\" tag");
    }
    var named = url.map(Nip86Filter::normal).orElse("");
    if (!named.equals(relay)) {
      return new Verdict.Refused(
          "invalid \"u\" tag, expected '" + relay + "', got '" + named + "'");
    }
    if (!event.tagValue("payload").orElse("").equals(Hex.encode(Sha256.of(body)))) {
      return new Verdict.Refused("invalid auth event payload hash");
    }
    if (event.createdAt() < now - AGE_SECONDS_MAX) {
      return new Verdict.Refused("auth event is too old");
    }
    if (event.createdAt() > now + AHEAD_SECONDS_MAX) {
      return new Verdict.Refused("auth event is from the future");
    }
    return new Verdict.Signed(event.pubkey());
  }

  /// Returns the WebSocket form of an address: host in lower case, no slash at the end. The scheme
  /// must be in lower case; an absent scheme means `wss`.
  static String normal(String url) {
    var text = url.strip();
    int colon = text.indexOf("://");
    var scheme = colon < 0 ? "wss" : text.substring(0, colon);
    var rest = colon < 0 ? text : text.substring(colon + "://".length());
    int slash = rest.indexOf('/');
    var host = slash < 0 ? rest : rest.substring(0, slash);
    var path = slash < 0 ? "" : rest.substring(slash);
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return switch (scheme) {
          case "http" -> "ws";
          case "https" -> "wss";
          default -> scheme;
        }
        + "://"
        + host.toLowerCase(Locale.ROOT)
        + path;
  }
}

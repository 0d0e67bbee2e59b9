package caravel.engine.http;

import caravel.nostr.Event;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.UnsignedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Who signed a request (NIP-98), asked in zooid's order and refused with zooid's words.
final class Nip98Gate {
  private static final int KIND = 27_235;

  /// How far a token's time may be from now, in seconds, to either side.
  private static final int WINDOW_SECONDS = 60;

  /// An `id` is not needed and not compared: the signature is over what was really sent.
  private static final Set<String> KEYS =
      Set.of("id", "pubkey", "created_at", "kind", "tags", "content", "sig");

  private Nip98Gate() {}

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
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(parts[1]);
      if (parts[1].length() % 4 != 0) {
        throw new IllegalArgumentException("the padding is missing");
      }
    } catch (IllegalArgumentException refused) {
      return new Verdict.Refused("invalid base64 encoding: " + refused.getMessage());
    }
    try {
      return check(Token.read(new String(decoded, StandardCharsets.UTF_8)), url, method, now);
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
      var unsigned =
          new UnsignedEvent(
              PublicKey.parse(token.pubkey()),
              token.createdAt(),
              KIND,
              token.tags(),
              token.content());
      event = new Event(unsigned.id(), unsigned, token.sig());
      if (!event.hasValidSignature()) {
        throw new IllegalArgumentException("not signed by this key");
      }
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

  /// The event of a header before anything of it is believed; what is absent is empty or zero.
  private record Token(
      String pubkey,
      long createdAt,
      long kind,
      List<List<String>> tags,
      String content,
      String sig) {
    static Token read(String json) {
      JsonNode tree;
      try {
        tree = Json.mapper().readTree(json);
      } catch (JacksonException malformed) {
        throw new MalformedException("not one JSON value", malformed);
      }
      if (!(tree instanceof ObjectNode event)) {
        throw new MalformedException("an event is an object");
      }
      for (var field : event.properties()) {
        if (!KEYS.contains(field.getKey()) && !field.getValue().isNull()) {
          throw new MalformedException("unexpected key: " + field.getKey());
        }
      }
      text(event, "id");
      return new Token(
          text(event, "pubkey").toLowerCase(Locale.ROOT),
          number(event, "created_at"),
          number(event, "kind"),
          tags(event.path("tags")),
          text(event, "content"),
          text(event, "sig"));
    }

    private static String text(ObjectNode event, String key) {
      var value = event.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return "";
      }
      if (!value.isString()) {
        throw new MalformedException(key + " is not a string");
      }
      return value.stringValue();
    }

    private static long number(ObjectNode event, String key) {
      var value = event.path(key);
      if (value.isMissingNode() || value.isNull()) {
        return 0;
      }
      if (!value.isIntegralNumber() || !value.canConvertToLong()) {
        throw new MalformedException(key + " is not an integer");
      }
      return value.longValue();
    }

    private static List<List<String>> tags(JsonNode given) {
      if (given.isMissingNode() || given.isNull()) {
        return List.of();
      }
      if (!given.isArray()) {
        throw new MalformedException("tags is not an array");
      }
      var tags = new ArrayList<List<String>>();
      for (var tag : given) {
        if (!tag.isArray() || !tag.valueStream().allMatch(JsonNode::isString)) {
          throw new MalformedException("a tag is an array of strings");
        }
        tags.add(tag.valueStream().map(JsonNode::stringValue).toList());
      }
      return tags;
    }
  }
}

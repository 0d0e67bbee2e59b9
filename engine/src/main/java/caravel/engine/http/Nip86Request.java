package caravel.engine.http;

import caravel.nostr.EventId;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// The body of a management call (NIP-86) with unparsed parameters.
///
/// Exception messages are zooid's answers. Parameters of unserved methods are checked as far as
/// zooid checks them, so that a client gets the same error.
record Nip86Request(String method, List<JsonNode> params) {
  private static final int HEX_DIGITS = 64;

  /// Longest reason of a ban. The ban list stores it.
  static final int REASON_CHARACTERS_MAX = 1_000;

  Nip86Request {
    params = List.copyOf(params);
  }

  /// @throws MalformedException when the body is not a call
  static Nip86Request parse(byte[] json) {
    JsonNode tree;
    try {
      tree = Json.tree(new String(json, StandardCharsets.UTF_8));
    } catch (MalformedException malformed) {
      throw new MalformedException("invalid json body", malformed);
    }
    var method = tree.path("method");
    var params = tree.path("params");
    if (!(tree.isObject() || tree.isNull())
        || !(method.isString() || isAbsent(method))
        || !(params.isArray() || isAbsent(params))) {
      throw new MalformedException("invalid json body");
    }
    return new Nip86Request(
        method.asString(""), params.isArray() ? params.valueStream().toList() : List.of());
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /// @throws MalformedException when the method is unknown or its parameters are wrong
  Nip86Call call() {
    return switch (method) {
      case "supportedmethods" -> new Nip86Call.SupportedMethods();
      case "banpubkey" -> new Nip86Call.Ban(pubkey(), reason());
      case "unbanpubkey" -> new Nip86Call.Unban(pubkey());
      case "allowpubkey" -> new Nip86Call.Allow(pubkey());
      case "unallowpubkey" -> new Nip86Call.Unallow(pubkey());
      case "listbannedpubkeys" -> new Nip86Call.ListBanned();
      case "listallowedpubkeys" -> new Nip86Call.ListAllowed();
      case "banevent", "allowevent" -> unserved("id", EventId::parse);
      case "blockip", "unblockip" -> unserved("ip", InetAddress::ofLiteral);
      case "changerelayname", "changerelaydescription", "changerelayicon" -> {
        first();
        yield new Nip86Call.NotServed();
      }
      case "allowkind", "disallowkind" -> {
        var kind = first();
        if (!kind.isIntegralNumber()) {
          throw wrong("invalid kind '" + kind.asString("") + "' for");
        }
        yield new Nip86Call.NotServed();
      }
      case "grantadmin",
          "listallowedevents",
          "listallowedkinds",
          "listbannedevents",
          "listblockedips",
          "listdisallowedkinds",
          "listeventsneedingmoderation",
          "revokeadmin",
          "stats" ->
          new Nip86Call.NotServed();
      default -> throw wrong("unknown method");
    };
  }

  private JsonNode first() {
    if (params.isEmpty()) {
      throw wrong("invalid number of params for");
    }
    return params.getFirst();
  }

  private String text(String what) {
    if (!first().isString()) {
      throw wrong("missing " + what + " param for");
    }
    return first().stringValue();
  }

  private PublicKey pubkey() {
    var text = text("pubkey");
    try {
      // The length rules out an npub.
      if (text.length() == HEX_DIGITS && PublicKey.parse(text).isOnCurve()) {
        return PublicKey.parse(text);
      }
    } catch (IllegalArgumentException _) {
      // The error is thrown below.
    }
    throw wrong("invalid pubkey param for");
  }

  /// Returns the reason, or empty text when it is absent or not a string.
  private String reason() {
    var given = params.size() < 2 || !params.get(1).isString() ? "" : params.get(1).stringValue();
    if (given.length() > REASON_CHARACTERS_MAX) {
      throw wrong("reason param of more than " + REASON_CHARACTERS_MAX + " characters for");
    }
    // A lone surrogate has no UTF-8 form and could not be signed.
    return new String(given.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private Nip86Call unserved(String what, Consumer<String> read) {
    try {
      read.accept(text(what));
    } catch (IllegalArgumentException _) {
      throw wrong("invalid " + what + " param for");
    }
    return new Nip86Call.NotServed();
  }

  private MalformedException wrong(String what) {
    return new MalformedException("invalid params: " + what + " '" + method + "'");
  }
}

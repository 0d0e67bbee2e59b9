package caravel.engine.http;

import caravel.nostr.EventId;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The parameters of a management call (NIP-86). Exception messages are zooid's answers.
///
/// @param method named in the messages
record Nip86Params(String method, List<JsonNode> values) {
  private static final int HEX_DIGITS = 64;

  /// Longest reason of a ban. The list of bans stores it.
  static final int REASON_CHARACTERS_MAX = 1_000;

  /// Longest name, description or icon of a relay.
  static final int INFO_CHARACTERS_MAX = 5_000;

  private static final int KIND_MAX = 65_535;

  Nip86Params {
    values = List.copyOf(values);
  }

  MalformedException wrong(String what) {
    return new MalformedException("invalid params: " + what + " '" + method + "'");
  }

  /// @throws MalformedException when there are fewer
  Nip86Params atLeast(int count) {
    if (values.size() < count) {
      throw wrong("invalid number of params for");
    }
    return this;
  }

  JsonNode first() {
    return atLeast(1).values.getFirst();
  }

  String text(int index, String what) {
    var value = atLeast(index + 1).values.get(index);
    if (!value.isString()) {
      throw wrong("missing " + what + " param for");
    }
    return repaired(value.stringValue());
  }

  /// A name, description or icon. As in zooid another type reads as empty text.
  String info() {
    var text = first().isString() ? repaired(first().stringValue()) : "";
    if (text.length() > INFO_CHARACTERS_MAX) {
      throw wrong("text param of more than " + INFO_CHARACTERS_MAX + " characters for");
    }
    return text;
  }

  /// A lone surrogate has no UTF-8 form and could not be signed.
  private static String repaired(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  PublicKey pubkey() {
    var text = text(0, "pubkey");
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

  EventId id() {
    try {
      return EventId.parse(text(0, "id"));
    } catch (IllegalArgumentException _) {
      throw wrong("invalid id param for");
    }
  }

  RemoteAddress ip() {
    try {
      return RemoteAddress.of(InetAddress.ofLiteral(text(0, "ip")).getHostAddress());
    } catch (IllegalArgumentException _) {
      throw wrong("invalid ip param for");
    }
  }

  int kind() {
    var kind = first();
    if (!kind.isIntegralNumber()
        || !kind.canConvertToInt()
        || kind.asInt() < 0
        || kind.asInt() > KIND_MAX) {
      throw wrong("invalid kind '" + kind.asString("") + "' for");
    }
    return kind.asInt();
  }

  /// Returns the reason, or empty text when it is absent or not a string.
  String reason() {
    var given = values.size() < 2 || !values.get(1).isString() ? "" : values.get(1).stringValue();
    if (given.length() > REASON_CHARACTERS_MAX) {
      throw wrong("reason param of more than " + REASON_CHARACTERS_MAX + " characters for");
    }
    return repaired(given);
  }

  /// A number; 0 when it is absent or null.
  long number(int index, String what) {
    if (values.size() <= index || values.get(index).isNull()) {
      return 0;
    }
    var value = values.get(index);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong("invalid " + what + " param for");
    }
    return value.asLong();
  }

  /// A number that fits 32 bits.
  int smallNumber(int index, String what) {
    long number = number(index, what);
    if (number != (int) number) {
      throw wrong("invalid " + what + " param for");
    }
    return (int) number;
  }

  /// The tags of an event's template.
  List<List<String>> tags(JsonNode node) {
    var tags = new ArrayList<List<String>>();
    for (var tag : node) {
      if (!tag.isArray() || tag.isEmpty() || !tag.valueStream().allMatch(JsonNode::isString)) {
        throw wrong("invalid tags for");
      }
      tags.add(tag.valueStream().map(text -> repaired(text.stringValue())).toList());
    }
    return tags;
  }
}

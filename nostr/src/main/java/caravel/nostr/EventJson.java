package caravel.nostr;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads and writes events as JSON, strictly and streaming. Also writes the canonical form whose
/// hash is the id (NIP-01).
///
/// As in zooid, an absent or null key reads as its zero value (64 zeros, 0, no tags, no text, no
/// signature). Hex is read in any letter case.
public final class EventJson {
  /// Treatment of keys that an event does not have.
  public enum UnknownKeys {
    /// Refuses unknown keys unless their value is null. For events on the wire.
    REFUSED,
    /// Ignores unknown keys. For sign-in events, because some signers add keys.
    PASSED_OVER
  }

  private static final String ZERO_KEY = "0".repeat(PublicKey.HEX_DIGITS);

  private EventJson() {}

  /// Parses one event object with nothing after it.
  ///
  /// @throws MalformedException when it is not an event: an unknown key, a key twice, a wrong type,
  ///   a number out of range, a lone surrogate, a bound of [Json] exceeded
  public static Event parse(String json) {
    return parse(json, UnknownKeys.REFUSED);
  }

  public static Event parse(String json, UnknownKeys unknownKeys) {
    try (var parser = Json.parser(json)) {
      return parse(parser, unknownKeys);
    }
  }

  /// Parses an event that [#write] wrote. Has no length bound, because a member list may be longer
  /// than any client's message.
  ///
  /// @throws MalformedException when the text is not an event
  public static Event parseStored(String json) {
    try (var parser = Json.storedParser(json)) {
      return parse(parser, UnknownKeys.REFUSED);
    }
  }

  private static Event parse(JsonParser parser, UnknownKeys unknownKeys) {
    try {
      parser.nextToken();
      var event = read(parser, unknownKeys);
      if (parser.nextToken() != null) {
        throw new MalformedException("text behind the event");
      }
      return event;
    } catch (JacksonException malformed) {
      throw Json.malformed(malformed);
    }
  }

  /// Reads an event from a parser at its opening brace, and leaves the parser at the closing one.
  ///
  /// @param parser of [Json#parser], whose bounds and duplicate-key check this relies on
  /// @throws MalformedException as [#parse(String)]
  public static Event read(JsonParser parser) {
    return read(parser, UnknownKeys.REFUSED);
  }

  private static Event read(JsonParser parser, UnknownKeys unknownKeys) {
    try {
      return fields(parser, unknownKeys);
    } catch (JacksonException malformed) {
      throw Json.malformed(malformed);
    } catch (IllegalArgumentException refused) {
      throw new MalformedException(refused.getMessage(), refused);
    }
  }

  private static Event fields(JsonParser parser, UnknownKeys unknownKeys) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedException("an event is an object");
    }
    var id = ZERO_KEY;
    var pubkey = ZERO_KEY;
    long createdAt = 0;
    int kind = 0;
    List<List<String>> tags = List.of();
    var content = "";
    var sig = Event.NO_SIGNATURE;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      var key = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (key) {
        case "id" -> id = text(parser, key);
        case "pubkey" -> pubkey = text(parser, key);
        case "created_at" -> createdAt = integer(parser, key);
        case "kind" -> kind = kind(parser);
        case "tags" -> tags = tags(parser);
        case "content" -> content = text(parser, key);
        case "sig" -> sig = text(parser, key);
        default -> {
          if (unknownKeys == UnknownKeys.REFUSED) {
            throw new MalformedException("an event has no such key: " + key);
          }
          parser.skipChildren();
        }
      }
    }
    return new Event(
        EventId.parse(id),
        new UnsignedEvent(
            new PublicKey(Hex.lowerCase(pubkey, PublicKey.HEX_DIGITS)),
            createdAt,
            kind,
            tags,
            content),
        Hex.lowerCase(sig, Event.SIGNATURE_HEX_DIGITS));
  }

  /// Writes one line of JSON with the keys in the order kind, id, pubkey, created_at, tags,
  /// content, sig. Omits an absent `sig`.
  public static String write(Event event) {
    var out = new StringBuilder(event.content().length() + 512);
    append(out, event);
    return out.toString();
  }

  static void append(StringBuilder out, Event event) {
    out.append("{\"kind\":").append(event.kind());
    out.append(",\"id\":\"").append(event.id().hex());
    out.append("\",\"pubkey\":\"").append(event.pubkey().hex());
    out.append("\",\"created_at\":").append(event.createdAt());
    out.append(",\"tags\":");
    appendTags(out, event.tags());
    out.append(",\"content\":");
    Json.appendString(out, event.content());
    if (!event.sig().isEmpty()) {
      out.append(",\"sig\":\"").append(event.sig()).append('"');
    }
    out.append('}');
  }

  static byte[] canonical(UnsignedEvent event) {
    var out = new StringBuilder(event.content().length() + 512);
    out.append("[0,\"").append(event.pubkey().hex()).append("\",").append(event.createdAt());
    out.append(',').append(event.kind()).append(',');
    appendTags(out, event.tags());
    out.append(',');
    Json.appendString(out, event.content());
    return out.append(']').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void appendTags(StringBuilder out, List<List<String>> tags) {
    out.append('[');
    for (int i = 0; i < tags.size(); i++) {
      out.append(i == 0 ? "[" : ",[");
      var tag = tags.get(i);
      for (int j = 0; j < tag.size(); j++) {
        if (j > 0) {
          out.append(',');
        }
        Json.appendString(out, tag.get(j));
      }
      out.append(']');
    }
    out.append(']');
  }

  private static String text(JsonParser parser, String key) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new MalformedException(key + " is not a string");
    }
    return parser.getString();
  }

  private static int kind(JsonParser parser) {
    long kind = integer(parser, "kind");
    if (kind < 0 || kind > UnsignedEvent.KIND_MAX) {
      throw new MalformedException("a kind is 0 to 65535");
    }
    return (int) kind;
  }

  private static long integer(JsonParser parser, String key) {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new MalformedException(key + " is not an integer");
    }
    return parser.getLongValue();
  }

  private static List<List<String>> tags(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new MalformedException("tags is not an array");
    }
    var tags = new ArrayList<List<String>>();
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      var tag = new ArrayList<String>();
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        tag.add(parser.getString());
      }
      if (parser.currentToken() != JsonToken.END_ARRAY) {
        throw new MalformedException("a tag holds strings only");
      }
      tags.add(tag);
    }
    if (parser.currentToken() != JsonToken.END_ARRAY) {
      throw new MalformedException("a tag is an array");
    }
    return tags;
  }
}

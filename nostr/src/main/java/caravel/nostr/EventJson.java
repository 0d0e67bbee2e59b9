package caravel.nostr;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Events as JSON: a strict streaming reader, the writer, and the canonical form whose hash is the
/// id (NIP-01).
public final class EventJson {
  private EventJson() {}

  /// Reads one event object and nothing behind it.
  ///
  /// @throws MalformedException when it is not an event: a missing or unknown key (one whose value
  ///   is null is passed over), a key twice, a wrong type, a bound exceeded
  public static Event parse(String json) {
    try (var parser = Json.parser(json)) {
      parser.nextToken();
      var event = read(parser);
      if (parser.nextToken() != null) {
        throw new MalformedException("text behind the event");
      }
      return event;
    } catch (JacksonException malformed) {
      throw new MalformedException(malformed.getOriginalMessage(), malformed);
    }
  }

  /// Reads the event whose opening brace the parser stands on, and leaves it on the closing one.
  public static Event read(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedException("an event is an object");
    }
    var seen = new HashSet<String>();
    @Nullable String id = null;
    @Nullable String pubkey = null;
    @Nullable Long createdAt = null;
    @Nullable Integer kind = null;
    @Nullable List<List<String>> tags = null;
    @Nullable String content = null;
    var sig = Event.NO_SIGNATURE;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      var key = parser.currentName();
      if (!seen.add(key)) {
        throw new MalformedException("key twice: " + key);
      }
      parser.nextToken();
      switch (key) {
        case "id" -> id = text(parser, key);
        case "pubkey" -> pubkey = text(parser, key);
        case "created_at" -> createdAt = integer(parser, key);
        case "kind" -> kind = Math.toIntExact(integer(parser, key));
        case "tags" -> tags = tags(parser);
        case "content" -> content = text(parser, key);
        case "sig" -> sig = text(parser, key);
        default -> {
          if (parser.currentToken() != JsonToken.VALUE_NULL) {
            throw new MalformedException("unexpected key: " + key);
          }
        }
      }
    }
    if (id == null
        || pubkey == null
        || createdAt == null
        || kind == null
        || tags == null
        || content == null) {
      throw new MalformedException("an event has id, pubkey, created_at, kind, tags, content");
    }
    try {
      return new Event(
          new EventId(id),
          new UnsignedEvent(new PublicKey(pubkey), createdAt, kind, tags, content),
          sig);
    } catch (IllegalArgumentException refused) {
      throw new MalformedException(refused.getMessage(), refused);
    }
  }

  /// One line of JSON, keys in the order kind, id, pubkey, created_at, tags, content, sig; no `sig`
  /// where it is absent.
  public static String write(Event event) {
    var out = new StringBuilder(event.content().length() + 512);
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
    return out.append('}').toString();
  }

  static byte[] canonical(UnsignedEvent event) {
    var out = new StringBuilder(event.content().length() + 256);
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

package caravel.engine.session;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// One message of a client. Parsed as leniently as zooid does: blanks, an unclosed array, a number
/// as a subscription id (read as `""`), null for a filter or an event.
sealed interface Incoming {
  record Publish(Event event) implements Incoming {}

  record Authenticate(Event event) implements Incoming {}

  record Subscribe(String subscription, List<Filter> filters) implements Incoming {
    public Subscribe {
      filters = List.copyOf(filters);
    }
  }

  record Count(String subscription) implements Incoming {}

  record Unsubscribe(String subscription) implements Incoming {}

  /// A message that only relays send. It gets no answer.
  record Nothing() implements Incoming {}

  /// @param notice the text of the NOTICE to the client
  record Unreadable(String notice) implements Incoming {}

  static Incoming parse(String text) {
    try (var parser = Json.parser(text)) {
      return parse(parser);
    } catch (JacksonException | MalformedException malformed) {
      return unreadable("invalid json envelope");
    }
  }

  private static Incoming parse(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_ARRAY
        || parser.nextToken() != JsonToken.VALUE_STRING) {
      return unreadable("invalid json envelope");
    }
    var label = parser.getString();
    try {
      return switch (label) {
        case "EVENT" -> {
          var event = event(parser);
          yield event == null ? unreadable("failed to decode EVENT envelope") : new Publish(event);
        }
        case "AUTH" -> {
          var event = authEvent(parser);
          yield event == null
              ? unreadable("failed to decode Auth envelope: missing fields")
              : new Authenticate(event);
        }
        case "REQ" -> request(parser, label);
        case "COUNT" -> request(parser, label);
        case "CLOSE" -> {
          var subscription = subscription(parser);
          yield subscription == null
              ? unreadable("failed to decode CLOSE envelope")
              : new Unsubscribe(subscription);
        }
        case "EOSE", "NOTICE", "CLOSED", "OK" -> new Nothing();
        // NEG-OPEN, NEG-MSG and NEG-CLOSE (NIP-77) would be handled here.
        default -> unreadable("unknown envelope label");
      };
    } catch (MalformedException malformed) {
      return unreadable("parse error: " + malformed.getMessage());
    } catch (JacksonException malformed) {
      return unreadable("parse error: " + malformed.getOriginalMessage());
    }
  }

  private static @Nullable Event event(JsonParser parser) {
    return switch (next(parser)) {
      case null -> null;
      case END_ARRAY -> null;
      case VALUE_NULL -> EventJson.parse("{}");
      case JsonToken _ -> EventJson.read(parser);
    };
  }

  /// Where a relay would send its challenge as text, zooid reads an empty event.
  private static @Nullable Event authEvent(JsonParser parser) {
    return switch (next(parser)) {
      case null -> null;
      case END_ARRAY -> null;
      case VALUE_NULL, VALUE_STRING -> EventJson.parse("{}");
      case JsonToken _ -> EventJson.read(parser);
    };
  }

  private static Incoming request(JsonParser parser, String label) {
    var subscription = subscription(parser);
    var filters = new ArrayList<Filter>();
    if (subscription != null) {
      try {
        for (var token = next(parser);
            token != null && token != JsonToken.END_ARRAY;
            token = next(parser)) {
          filters.add(Filter.read(parser));
        }
      } catch (MalformedException malformed) {
        return unreadable("on filter: parse error: " + malformed.getMessage());
      }
    }
    if (subscription == null || filters.isEmpty()) {
      return unreadable("failed to decode " + label + " envelope: missing filters");
    }
    return label.equals("REQ") ? new Subscribe(subscription, filters) : new Count(subscription);
  }

  private static @Nullable String subscription(JsonParser parser) {
    return switch (next(parser)) {
      case null -> null;
      case END_ARRAY -> null;
      case VALUE_STRING -> parser.getString();
      case JsonToken _ -> {
        parser.skipChildren();
        yield "";
      }
    };
  }

  /// Returns null where the text ends, even within the array.
  private static @Nullable JsonToken next(JsonParser parser) {
    try {
      return parser.nextToken();
    } catch (UnexpectedEndOfInputException truncated) {
      return null;
    }
  }

  private static Unreadable unreadable(String why) {
    return new Unreadable("failed to parse envelope: " + why);
  }
}

package caravel.nostr;

import caravel.nostr.ClientMessage.Authenticate;
import caravel.nostr.ClientMessage.Count;
import caravel.nostr.ClientMessage.FromRelay;
import caravel.nostr.ClientMessage.NegentropyClose;
import caravel.nostr.ClientMessage.NegentropyMessage;
import caravel.nostr.ClientMessage.NegentropyOpen;
import caravel.nostr.ClientMessage.Publish;
import caravel.nostr.ClientMessage.Subscribe;
import caravel.nostr.ClientMessage.Unsubscribe;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// Reads a [ClientMessage].
final class ClientMessageReader {
  private static final String UNKNOWN_LABEL = "unknown envelope label";

  private ClientMessageReader() {}

  static ClientMessage read(JsonParser parser) {
    String label;
    try {
      if (parser.nextToken() != JsonToken.START_ARRAY
          || parser.nextToken() != JsonToken.VALUE_STRING) {
        throw unreadable("invalid json envelope");
      }
      label = parser.getString();
    } catch (JacksonException malformed) {
      throw unreadable("invalid json envelope");
    }
    try {
      return read(parser, label);
    } catch (JacksonException malformed) {
      throw unreadable("parse error: " + malformed.getOriginalMessage());
    }
  }

  private static ClientMessage read(JsonParser parser, String label) {
    return switch (label) {
      case "EVENT" -> {
        var event = event(parser);
        if (event == null) {
          throw unreadable("failed to decode EVENT envelope");
        }
        yield new Publish(event);
      }
      case "AUTH" -> {
        var event = authEvent(parser);
        if (event == null) {
          throw unreadable("failed to decode Auth envelope: missing fields");
        }
        yield new Authenticate(event);
      }
      case "REQ", "COUNT" -> request(parser, label);
      case "CLOSE" -> {
        var subscription = subscription(parser);
        if (subscription == null) {
          throw unreadable("failed to decode CLOSE envelope");
        }
        yield new Unsubscribe(subscription);
      }
      case "NEG-OPEN", "NEG-MSG", "NEG-CLOSE" -> negentropy(parser, label);
      case "EOSE", "NOTICE", "CLOSED", "OK", "NEG-ERR", "NEG-ERROR" -> new FromRelay(label);
      default -> throw unreadable(UNKNOWN_LABEL);
    };
  }

  private static @Nullable Event event(JsonParser parser) {
    return switch (next(parser)) {
      case null -> null;
      case END_ARRAY -> null;
      case VALUE_NULL -> EventJson.parse("{}");
      case JsonToken _ -> eventJson(parser);
    };
  }

  /// Where a relay would send its challenge, zooid reads an empty event.
  private static @Nullable Event authEvent(JsonParser parser) {
    return switch (next(parser)) {
      case null -> null;
      case END_ARRAY -> null;
      case VALUE_NULL, VALUE_STRING -> EventJson.parse("{}");
      case JsonToken _ -> eventJson(parser);
    };
  }

  private static ClientMessage request(JsonParser parser, String label) {
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
        throw unreadable("on filter: parse error: " + malformed.getMessage());
      }
    }
    if (subscription == null || filters.isEmpty()) {
      throw unreadable("failed to decode " + label + " envelope: missing filters");
    }
    return label.equals("REQ")
        ? new Subscribe(subscription, filters)
        : new Count(subscription, filters);
  }

  /// As in zooid, a malformed message has the notice of an unknown one.
  private static ClientMessage negentropy(JsonParser parser, String label) {
    var subscription = text(parser);
    try {
      return switch (label) {
        case "NEG-OPEN" -> {
          parser.nextToken();
          var filter = Filter.read(parser);
          yield new NegentropyOpen(subscription, filter, text(parser));
        }
        case "NEG-MSG" -> new NegentropyMessage(subscription, text(parser));
        default -> new NegentropyClose(subscription);
      };
    } catch (MalformedException malformed) {
      throw unreadable(UNKNOWN_LABEL);
    }
  }

  private static String text(JsonParser parser) {
    if (next(parser) != JsonToken.VALUE_STRING) {
      throw unreadable(UNKNOWN_LABEL);
    }
    return parser.getString();
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

  /// Null where the text ends, even in the middle of the array.
  private static @Nullable JsonToken next(JsonParser parser) {
    try {
      return parser.nextToken();
    } catch (UnexpectedEndOfInputException truncated) {
      return null;
    }
  }

  private static Event eventJson(JsonParser parser) {
    try {
      return EventJson.read(parser);
    } catch (MalformedException malformed) {
      throw unreadable("parse error: " + malformed.getMessage());
    }
  }

  private static MalformedException unreadable(String why) {
    return new MalformedException("failed to parse envelope: " + why);
  }
}

package caravel.nostr;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/// A message from a relay to a client (NIP-01, NIP-42).
public sealed interface RelayMessage {
  /// `["AUTH",challenge]`
  record Auth(String challenge) implements RelayMessage {}

  /// `["OK",id,accepted,text]`
  record Ok(EventId id, boolean accepted, String text) implements RelayMessage {}

  /// `["EVENT",subscription,event]`
  record EventFor(String subscription, Event event) implements RelayMessage {}

  /// `["EOSE",subscription]`
  record Eose(String subscription) implements RelayMessage {}

  /// `["CLOSED",subscription,text]`
  record Closed(String subscription, String text) implements RelayMessage {}

  /// `["NOTICE",text]`
  record Notice(String text) implements RelayMessage {}

  /// An array with any other label, such as `COUNT` or `NEG-MSG`.
  record Other(JsonNode message) implements RelayMessage {}

  /// Parses one message with nothing after it. Ignores extra elements of a known message.
  ///
  /// @throws MalformedException when the text is not a message, or a known message has a wrong form
  static RelayMessage parse(String text) {
    try (var parser = Json.parser(text)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedException("a message is an array");
      }
      var label = text(parser);
      var message =
          switch (label) {
            case "AUTH" -> new Auth(text(parser));
            case "OK" -> new Ok(id(parser), bool(parser), text(parser));
            case "EVENT" -> eventFor(parser);
            case "EOSE" -> new Eose(text(parser));
            case "CLOSED" -> new Closed(text(parser), text(parser));
            case "NOTICE" -> new Notice(text(parser));
            default -> new Other(Json.tree(text));
          };
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw new MalformedException("text behind the message");
      }
      return message;
    } catch (JacksonException malformed) {
      throw Json.malformed(malformed);
    }
  }

  /// Writes the message as one line of JSON.
  default String write() {
    var out = new StringBuilder(128);
    switch (this) {
      case Auth(var challenge) -> Json.appendString(out.append("[\"AUTH\","), challenge);
      case Ok(var id, var accepted, var text) -> {
        out.append("[\"OK\",\"").append(id.hex()).append("\",").append(accepted).append(',');
        Json.appendString(out, text);
      }
      case EventFor(var subscription, var event) -> {
        Json.appendString(out.append("[\"EVENT\","), subscription);
        EventJson.append(out.append(','), event);
      }
      case Eose(var subscription) -> Json.appendString(out.append("[\"EOSE\","), subscription);
      case Closed(var subscription, var text) -> {
        Json.appendString(out.append("[\"CLOSED\","), subscription);
        Json.appendString(out.append(','), text);
      }
      case Notice(var text) -> Json.appendString(out.append("[\"NOTICE\","), text);
      case Other(var message) -> {
        return message.toString();
      }
    }
    return out.append(']').toString();
  }

  private static EventFor eventFor(JsonParser parser) {
    var subscription = text(parser);
    parser.nextToken();
    return new EventFor(subscription, EventJson.read(parser));
  }

  private static String text(JsonParser parser) {
    if (parser.nextToken() != JsonToken.VALUE_STRING) {
      throw new MalformedException("the message lacks a string");
    }
    return parser.getString();
  }

  private static boolean bool(JsonParser parser) {
    return switch (parser.nextToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> throw new MalformedException("the message lacks true or false");
    };
  }

  private static EventId id(JsonParser parser) {
    try {
      return EventId.parse(text(parser));
    } catch (IllegalArgumentException refused) {
      throw new MalformedException(refused.getMessage(), refused);
    }
  }
}

package caravel.nostr;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A message from a client to a relay (NIP-01, NIP-42, NIP-45, NIP-77).
public sealed interface ClientMessage {
  /// `["EVENT",event]`
  record Publish(EventBytes event) implements ClientMessage {
    public Publish(Event event) {
      this(EventBytes.of(event));
    }
  }

  /// `["REQ",subscription,filter…]`
  record Subscribe(String subscription, List<Filter> filters) implements ClientMessage {
    public Subscribe {
      filters = List.copyOf(filters);
    }

    public Subscribe(String subscription, Filter filter) {
      this(subscription, List.of(filter));
    }
  }

  /// `["CLOSE",subscription]`
  record Unsubscribe(String subscription) implements ClientMessage {}

  /// `["AUTH",event]`
  record Authenticate(Event event) implements ClientMessage {}

  /// `["COUNT",subscription,filter…]`
  record Count(String subscription, List<Filter> filters) implements ClientMessage {
    public Count {
      filters = List.copyOf(filters);
    }
  }

  /// `["NEG-OPEN",subscription,filter,message]`
  ///
  /// @param message hex, not checked yet; so is that of [NegentropyMessage]
  record NegentropyOpen(String subscription, Filter filter, String message)
      implements ClientMessage {}

  /// `["NEG-MSG",subscription,message]`
  record NegentropyMessage(String subscription, String message) implements ClientMessage {}

  /// `["NEG-CLOSE",subscription]`
  record NegentropyClose(String subscription) implements ClientMessage {}

  /// A message with a label that only relays send, such as `EOSE`. Relays ignore it.
  record FromRelay(String label) implements ClientMessage {}

  /// Reads a message as generously as zooid does: blanks, an array that is not closed, a number for
  /// a subscription (`""`), null for a filter or an event.
  ///
  /// @param utf8 malformed UTF-8, which only a binary frame can have, is read as U+FFFD
  /// @throws MalformedException with the text of zooid's notice
  static ClientMessage parse(byte[] utf8) {
    var event = EventScanner.scanMessage(utf8);
    if (event != null) {
      return new Publish(event);
    }
    try (var parser = Json.parser(new String(utf8, StandardCharsets.UTF_8))) {
      return ClientMessageReader.read(parser);
    }
  }

  /// One line of JSON.
  default String write() {
    var out = new StringBuilder(512);
    switch (this) {
      case Publish(var event) -> out.append("[\"EVENT\",").append(event.text());
      case Subscribe(var subscription, var filters) ->
          append(out.append("[\"REQ\","), subscription, filters);
      case Count(var subscription, var filters) ->
          append(out.append("[\"COUNT\","), subscription, filters);
      case NegentropyOpen(var subscription, var filter, var message) -> {
        append(out.append("[\"NEG-OPEN\","), subscription, List.of(filter));
        Json.appendString(out.append(','), message);
      }
      case NegentropyMessage(var subscription, var message) -> {
        Json.appendString(out.append("[\"NEG-MSG\","), subscription);
        Json.appendString(out.append(','), message);
      }
      case NegentropyClose(var subscription) ->
          Json.appendString(out.append("[\"NEG-CLOSE\","), subscription);
      case FromRelay(var label) -> Json.appendString(out.append('['), label);
      case Unsubscribe(var subscription) ->
          Json.appendString(out.append("[\"CLOSE\","), subscription);
      case Authenticate(var event) -> EventJson.append(out.append("[\"AUTH\","), event);
    }
    return out.append(']').toString();
  }

  private static void append(StringBuilder out, String subscription, List<Filter> filters) {
    Json.appendString(out, subscription);
    filters.forEach(filter -> out.append(',').append(filter.write()));
  }
}

package caravel.nostr;

import java.util.List;

/// A message from a client to a relay (NIP-01, NIP-42).
public sealed interface ClientMessage {
  /// `["EVENT",event]`
  record Publish(Event event) implements ClientMessage {}

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

  /// Writes the message as one line of JSON.
  default String write() {
    var out = new StringBuilder(512);
    switch (this) {
      case Publish(var event) -> EventJson.append(out.append("[\"EVENT\","), event);
      case Subscribe(var subscription, var filters) -> {
        Json.appendString(out.append("[\"REQ\","), subscription);
        filters.forEach(filter -> out.append(',').append(filter.write()));
      }
      case Unsubscribe(var subscription) ->
          Json.appendString(out.append("[\"CLOSE\","), subscription);
      case Authenticate(var event) -> EventJson.append(out.append("[\"AUTH\","), event);
    }
    return out.append(']').toString();
  }
}

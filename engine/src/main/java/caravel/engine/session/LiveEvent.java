package caravel.engine.session;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import org.jspecify.annotations.Nullable;

/// An event on its way to subscribers, serialized once for all of them.
final class LiveEvent {
  private final Event event;
  private final String json;
  private volatile @Nullable String unsigned;

  LiveEvent(Event event) {
    this.event = event;
    this.json = EventJson.write(event);
  }

  Event event() {
    return event;
  }

  String id() {
    return event.id().hex();
  }

  /// Length of its JSON.
  int characters() {
    return json.length();
  }

  String json(boolean withSignature) {
    if (withSignature) {
      return json;
    }
    var known = unsigned;
    if (known == null) {
      known = StoredEventJson.withoutSignature(json);
      unsigned = known;
    }
    return known;
  }
}

package caravel.engine.store;

import caravel.nostr.Event;
import caravel.nostr.EventJson;

/// A row of the store: the event's JSON as it goes on the wire, parsed only when somebody looks
/// inside.
public final class StoredEvent {
  private final String json;

  public StoredEvent(String json) {
    this.json = json;
  }

  /// As [EventJson#write] wrote it.
  public String json() {
    return json;
  }

  public Event event() {
    return EventJson.parse(json);
  }
}

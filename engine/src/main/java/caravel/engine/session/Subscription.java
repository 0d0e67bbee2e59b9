package caravel.engine.session;

import caravel.engine.policy.RoomKinds;
import caravel.engine.store.QueryCost;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import caravel.nostr.RelayMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One open REQ. It is in the index before its stored events are read. Live events that arrive
/// during the reading wait, so no event is missed or sent twice.
final class Subscription {
  /// Live events that may wait while stored ones are read.
  static final int WAITING_EVENTS_MAX = 5_000;

  /// Bytes of such events.
  static final long WAITING_BYTES_MAX = 4L * 1024 * 1024;

  /// Heap of one filter value and its index entries, besides its text.
  private static final int VALUE_HEAP_BYTES = 512;

  private enum State {
    LOADING,
    LIVE,
    ENDED
  }

  private final Session session;
  private final String name;
  private final byte[] head;
  private final List<Filter> filters;
  private final QueryCost cost;
  private final long after;
  private final List<EventBytes> waiting = new ArrayList<>();
  private final Set<String> alreadySent = new HashSet<>();
  private State state = State.LOADING;
  private boolean overflowed;
  private long waitingBytes;
  private final long filterBytes;

  /// @param after number of the last event that the store query will find
  Subscription(Session session, String name, List<Filter> filters, long after) {
    this.after = after;
    this.session = session;
    this.name = name;
    this.head = head(name);
    this.filters = filters.stream().map(filter -> filter.withSearch("")).toList();
    this.cost = QueryCost.of(filters);
    this.filterBytes = cost.values() * VALUE_HEAP_BYTES + textBytes(filters);
    session.memory().hold(filterBytes);
  }

  Session session() {
    return session;
  }

  String name() {
    return name;
  }

  /// The filters for live events, without `search`.
  List<Filter> filters() {
    return filters;
  }

  QueryCost cost() {
    return cost;
  }

  boolean matches(Event event) {
    for (var filter : filters) {
      if (filter.matches(event)) {
        return true;
      }
    }
    return false;
  }

  /// Queues one stored event. Only the thread that opened the subscription may call it.
  ///
  /// @return false when the subscription has ended; then nothing was queued
  synchronized boolean queueStored(String json) {
    if (state == State.ENDED) {
      return false;
    }
    session.queueEvent(head, json.getBytes(StandardCharsets.UTF_8));
    return true;
  }

  synchronized boolean isEnded() {
    return state == State.ENDED;
  }

  /// Delivers a live event.
  ///
  /// @return whether it was queued, and the session must be flushed
  synchronized boolean deliver(EventBytes event, long turn) {
    if (turn <= after) {
      return false;
    }
    switch (state) {
      case LOADING -> {
        int length = event.json().length;
        if (waiting.size() < WAITING_EVENTS_MAX && waitingBytes + length <= WAITING_BYTES_MAX) {
          waiting.add(event);
          waitingBytes += length;
          session.memory().hold(length);
        } else {
          overflowed = true;
        }
      }
      case LIVE -> {
        if (alreadySent.isEmpty() || !alreadySent.remove(event.id().hex())) {
          queueLive(event);
          return true;
        }
      }
      case ENDED -> {}
    }
    return false;
  }

  /// Ends the stored events: sends EOSE, then the live events that waited.
  ///
  /// @param sent ids of the events that were sent
  /// @param underway ids of events that are committed or being committed, and not delivered yet
  /// @return false when too many events waited, and the subscription must be closed
  synchronized boolean goLive(Set<String> sent, Set<String> underway) {
    if (state == State.ENDED) {
      return true;
    }
    session.queue(new RelayMessage.Eose(name).write());
    if (!waiting.isEmpty() || !underway.isEmpty()) {
      alreadySent.addAll(sent);
      alreadySent.retainAll(underway);
      for (var event : waiting) {
        alreadySent.remove(event.id().hex());
        if (!sent.contains(event.id().hex()) && maySeeStill(event.event())) {
          queueLive(event);
        }
      }
      forgetWaiting();
    }
    session.flush();
    state = State.LIVE;
    return !overflowed;
  }

  /// Checks an event that waited again: its reader may have been removed from its room.
  private boolean maySeeStill(Event event) {
    var room = RoomKinds.roomOf(event);
    return room == null || session.maySee(room, event.kind());
  }

  /// Ends the subscription: nothing is sent any more.
  synchronized void end() {
    if (state != State.ENDED) {
      session.memory().release(filterBytes);
    }
    state = State.ENDED;
    forgetWaiting();
  }

  private void forgetWaiting() {
    session.memory().release(waitingBytes);
    waitingBytes = 0;
    waiting.clear();
  }

  /// The start of an `EVENT` message. The event's JSON and `]` follow.
  private static byte[] head(String name) {
    var out = new StringBuilder("[\"EVENT\",");
    Json.appendString(out, name);
    return out.append(',').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static long textBytes(List<Filter> filters) {
    long characters = 0;
    for (var filter : filters) {
      characters += 64L * (filter.ids().size() + filter.authors().size());
      for (var values : filter.tags().values()) {
        for (var value : values) {
          characters += value.length();
        }
      }
    }
    return 2 * characters;
  }

  private void queueLive(EventBytes event) {
    session.queueEvent(
        head, session.seesSignatures() ? event.json() : event.jsonWithoutSignature());
  }
}

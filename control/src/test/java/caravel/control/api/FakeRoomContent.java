package caravel.control.api;

import caravel.control.hosting.RelayContent;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A host with one list of events for all its relays. Room changes have the effects of a relay:
/// metadata (39000) and member lists (39002). An edit that is not newer changes nothing: of two in
/// one second a relay keeps the one with the lower id.
final class FakeRoomContent implements RelayContent {
  private static final SecretKey SELF = SecretKey.parse("0b".repeat(32));
  private static final Comparator<Event> NEWEST_FIRST =
      Comparator.comparingLong(Event::createdAt).reversed();

  final List<Event> events = new ArrayList<>();

  /// Replaces the next replies; null = the events reply.
  volatile @Nullable RelayReply<?> failure;

  /// Whether the host keeps no member lists.
  volatile boolean isListless;

  private final RelayContent management;

  /// @param management answers the management calls
  FakeRoomContent(RelayContent management) {
    this.management = management;
  }

  /// Stores an event of the relay.
  void add(int kind, long createdAt, List<List<String>> tags) {
    events.add(Event.sign(SELF, createdAt, kind, tags, ""));
  }

  @Override
  public RelayReply<List<Event>> query(RelaySpec spec, Filter filter) {
    return failure != null
        ? failed()
        : new RelayReply.Answered<>(
            events.stream().filter(filter::matches).sorted(NEWEST_FIRST).toList());
  }

  @Override
  public RelayReply<Event> publish(RelaySpec spec, Draft draft) {
    if (failure != null) {
      return failed();
    }
    var event = Event.sign(SELF, draft.createdAt(), draft.kind(), draft.tags(), draft.content());
    if (!events.contains(event)) {
      events.add(event);
      apply(event, event.tagValue("h").orElseThrow());
    }
    return new RelayReply.Answered<>(event);
  }

  private void apply(Event event, String room) {
    switch (event.kind()) {
      case 9_007, 9_002 -> {
        var isNew = events.stream().noneMatch(of(39_000, room));
        if (isNew || event.createdAt() > only(39_000, room).createdAt()) {
          var tags = new ArrayList<List<String>>();
          tags.add(List.of("d", room));
          event.tags().stream().filter(tag -> !tag.getFirst().equals("h")).forEach(tags::add);
          replace(39_000, room, event.createdAt(), tags);
        }
      }
      case 9_000, 9_001 -> {
        if (!isListless) {
          list(event, room);
        }
      }
      case 9_008 ->
          events.removeIf(one ->
              one.kind() != 9_008
                  && (one.tagValues("d").contains(room) || one.tagValues("h").contains(room)));
      default -> throw new AssertionError("kind " + event.kind());
    }
  }

  private void list(Event change, String room) {
    var keys = new ArrayList<String>();
    events.stream().filter(of(39_002, room)).forEach(list -> keys.addAll(list.tagValues("p")));
    keys.removeAll(change.tagValues("p"));
    if (change.kind() == 9_000) {
      keys.addAll(change.tagValues("p"));
    }
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("d", room));
    keys.forEach(key -> tags.add(List.of("p", key)));
    replace(39_002, room, change.createdAt(), tags);
  }

  private void replace(int kind, String room, long at, List<List<String>> tags) {
    events.removeIf(of(kind, room));
    add(kind, at, tags);
  }

  private Event only(int kind, String room) {
    return events.stream().filter(of(kind, room)).findFirst().orElseThrow();
  }

  private static Predicate<Event> of(int kind, String room) {
    return event -> event.kind() == kind && event.tagValues("d").contains(room);
  }

  @Override
  public RelayReply<JsonNode> manage(RelaySpec spec, String method, List<?> params) {
    return management.manage(spec, method, params);
  }

  private <T> RelayReply<T> failed() {
    return failure instanceof RelayReply.Refused<?>(var text)
        ? new RelayReply.Refused<>(text)
        : new RelayReply.Unknown<>("no answer in time");
  }
}

package caravel.engine.session;

import caravel.engine.policy.RoomKinds;
import caravel.engine.policy.RoomState;
import caravel.engine.store.EventStore;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.QueryBudget;
import caravel.engine.store.ReadScope;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Erases the events of deleted rooms, in several commits. Called within the lock of the rooms.
record RoomErasure(EventStore store, InstantSource clock) {
  /// Events that one commit removes.
  private static final int SLICE_EVENTS = 500;

  /// Erases all events of a room except the announcements of its deletion.
  ///
  /// @throws EventStore.StoreException when some may remain; the call can be repeated
  void erase(String id) {
    erase(id, Filter.all());
  }

  /// Erases what is left of an earlier room with the id of a new one.
  void eraseBefore(String id) {
    var deletions = Filter.all().withKinds(RoomKinds.DELETE_ROOM).withTag("h", Set.of(id));
    if (!store.query(deletions, 1, now()).isEmpty()) {
      erase(id);
    }
  }

  /// Erases what is left of the rooms that were deleted and are not there again. Later events are
  /// kept: an import may bring them before the room that they belong to.
  void eraseDeleted(RoomState rooms) {
    deleted(rooms).forEach((id, at) -> erase(id, Filter.all().withUntil(at)));
  }

  /// The rooms that were deleted and are not there again, with the times of their last deletions.
  Map<String, Long> deleted(RoomState rooms) {
    var deleted = new TreeMap<String, Long>();
    store.scan(
        Filter.all().withKinds(RoomKinds.DELETE_ROOM),
        now(),
        row -> {
          var id = String.valueOf(Rooms.roomOf(row));
          if (rooms.find(id) == null) {
            deleted.merge(id, row.createdAt(), Math::max);
          }
        });
    return deleted;
  }

  private void erase(String id, Filter among) {
    var filter = among.withTag("h", Set.of(id));
    var scope =
        new ReadScope(
            0,
            event -> event.kind() != RoomKinds.DELETE_ROOM && id.equals(Rooms.roomOf(event)),
            QueryBudget.unlimited());
    for (var slice = store.query(filter, SLICE_EVENTS, scope);
        !slice.isEmpty();
        slice = store.query(filter, SLICE_EVENTS, scope)) {
      JoinBatch.settled(
          store.write(
              slice.stream()
                  .map(row -> (Change) new Change.Remove(new EventId(row.id())))
                  .toList()));
    }
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}

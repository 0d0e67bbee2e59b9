package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.RoomKinds;
import caravel.engine.policy.RoomRules;
import caravel.engine.policy.RoomRules.CallAccess;
import caravel.engine.policy.RoomState;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.EventStore;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.StoredEvent;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rooms of one relay (NIP-29), held in memory. Loaded from the relay's own events, and changed
/// by events of managers and members. Messages take no lock.
///
/// A change is in memory only after its events are committed. The lock of the rooms may be held
/// while the lock of the members is taken, and never the other way round.
final class Rooms {
  private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);

  /// Most targets of one deletion by a manager (kind 9005).
  private static final int DELETION_TARGETS_MAX = 1_000;

  /// Invites of a room whose codes are valid: the newest ones.
  private static final int INVITES_MAX = 500;

  /// Delay of the list of a room with many members, after a member was added.
  private static final long LIST_DELAY_NANOS = 1_000_000_000;

  /// Delay of the next attempt to erase the events of a deleted room.
  private static final long ERASURE_DELAY_NANOS = 1_000_000_000;

  private final EventStore store;
  private final CommitWriter writer;
  private final InstantSource clock;
  private final Community community;
  private final Delivery delivery;
  private final ReentrantLock lock = new ReentrantLock();
  private final JoinBatch batch = new JoinBatch(lock, this::decide);
  private final DelayedTask listWriter =
      new DelayedTask("room-lists", LIST_DELAY_NANOS, this::tryWriteLists);
  private final DelayedTask eraser =
      new DelayedTask("room-erasure", ERASURE_DELAY_NANOS, this::tryErase);
  private final RoomSigner signer;
  private final RoomErasure erasure;

  /// Deleted rooms whose events could not be erased. Guarded by the lock.
  private final Set<String> unerased = new TreeSet<>();

  private volatile @Nullable RoomState state;

  Rooms(Community community, EventStore store, InstantSource clock, Delivery delivery) {
    this.community = community;
    this.store = store;
    this.clock = clock;
    this.delivery = delivery;
    this.writer = new CommitWriter(store, delivery);
    this.signer = new RoomSigner(community.config().secret(), clock);
    this.erasure = new RoomErasure(store, clock);
  }

  /// The current rooms; none while they are not enabled.
  ///
  /// @throws StoreException when the events cannot be read; the next call tries again
  RoomState state() {
    if (!community.config().features().groups()) {
      return RoomState.EMPTY;
    }
    var known = state;
    return known == null ? locked(this::load) : known;
  }

  /// The current rules of all rooms.
  ///
  /// @throws StoreException when the events cannot be read
  RoomRules rules() {
    return new RoomRules(community.rules(), state());
  }

  /// Whether the relay shows a stored event at all.
  static boolean isServed(StoredEvent event) {
    return CommunityKinds.isServedByKind(event.kind())
        || !CommunityKinds.isNeverServed(event.event());
  }

  /// Whether a reader, who may read the relay, may see a stored event.
  static boolean isVisible(StoredEvent event, @Nullable PublicKey reader, RoomRules rules) {
    var room = roomOf(event);
    return room == null || rules.mayRead(room, event.kind(), reader);
  }

  /// Like [RoomKinds#roomOf], usually without parsing the event.
  static @Nullable String roomOf(StoredEvent event) {
    int kind = event.kind();
    if (RoomKinds.isMetadata(kind)) {
      return event.tagValue("d").orElse("");
    }
    var first = event.tagValue("h");
    if (first.isEmpty()) {
      return RoomKinds.isRoomKind(kind) ? "" : null;
    }
    return first.get().isEmpty() ? RoomKinds.roomOf(event.event()) : first.get();
  }

  /// Decides about an event that changes a room, and stores it with the events that follow from it.
  /// All events that wait are handled together. On return the event was offered to all
  /// subscriptions, so that a removed member receives nothing later.
  ///
  /// @param event of a kind of [RoomKinds#isChange], whose author may write to the relay
  /// @throws StoreException when the write failed; then nothing has changed
  Verdict change(Event event) {
    var verdict = batch.join(event);
    delivery.awaitTurns();
    return verdict;
  }

  private List<Verdict> decide(List<Event> events) {
    var verdicts = new ArrayList<Verdict>();
    var commit = RoomCommit.nothing(state());
    for (var event : events) {
      var isInvited = isInvited(event);
      var verdict = new RoomRules(community.rules(), commit.next()).write(event, isInvited);
      verdicts.add(verdict);
      if (verdict instanceof Verdict.Refused || isStored(event)) {
        continue;
      }
      if (event.kind() == RoomKinds.DELETE_ROOM) {
        commit(commit);
        deleteRoom(event, commit.next());
        commit = RoomCommit.nothing(state());
      } else {
        if (event.kind() == RoomKinds.CREATE_ROOM) {
          erasure.eraseBefore(String.valueOf(RoomKinds.roomOf(event)));
        }
        commit =
            commit
                .removing(removals(event))
                .plus(event, isInvited, community.rules().managers(), signer);
      }
    }
    commit(commit);
    return verdicts;
  }

  /// Whether a join request has the code of a stored invite of its room, by a manager. An invite
  /// ends when it is deleted or expires.
  private boolean isInvited(Event request) {
    var code = RoomKinds.inviteCode(request);
    if (code.isEmpty()) {
      return false;
    }
    var room = String.valueOf(RoomKinds.roomOf(request));
    var invites = Filter.all().withKinds(RoomKinds.CREATE_INVITE).withTag("h", Set.of(room));
    return store.query(invites, INVITES_MAX, now()).stream()
        .map(StoredEvent::event)
        .anyMatch(invite ->
            RoomKinds.createsInvite(invite, room, code)
                && community.rules().mayManage(invite.pubkey()));
  }

  private boolean isStored(Event event) {
    return store.find(EventBytes.of(event)).isPresent();
  }

  /// The events that a change removes in its commit.
  private List<Change> removals(Event event) {
    return switch (event.kind()) {
      case RoomKinds.CREATE_ROOM -> lists(String.valueOf(RoomKinds.roomOf(event)));
      case RoomKinds.DELETE_EVENT -> targets(event);
      default -> List.of();
    };
  }

  /// The targets of a deletion by a manager, as far as they are in the manager's room.
  private List<Change> targets(Event deletion) {
    return deletion.tagValues("e").stream()
        .distinct()
        .limit(DELETION_TARGETS_MAX)
        .flatMap(Rooms::eventId)
        .flatMap(id -> store.find(id).stream())
        .map(StoredEvent::event)
        .filter(target ->
            !RoomKinds.isMetadata(target.kind())
                && target.kind() != RoomKinds.DELETE_ROOM
                && String.valueOf(RoomKinds.roomOf(deletion)).equals(RoomKinds.roomOf(target)))
        .map(target -> (Change) new Change.Remove(target.id()))
        .toList();
  }

  private static Stream<EventId> eventId(String text) {
    try {
      return Stream.of(new EventId(text));
    } catch (IllegalArgumentException notAnId) {
      return Stream.empty();
    }
  }

  /// Deletes a room in one commit, and then its other events, which only managers could still read.
  /// After a crash or a failure in between they are erased later.
  private void deleteRoom(Event event, RoomState before) {
    var id = String.valueOf(RoomKinds.roomOf(event));
    commit(RoomCommit.nothing(before.without(id)).removing(lists(id)).with(event));
    try {
      erasure.erase(id);
    } catch (StoreException failed) {
      LOG.warn("relay {}: a deleted room could not be erased yet", schema(), failed);
      unerased.add(id);
      eraser.start();
    }
  }

  /// Erases what is left of the rooms that were deleted and are not there again.
  ///
  /// @return false = try again
  private boolean tryErase() {
    return locked(() -> {
      var known = state;
      if (writer.isEnded() || known == null) {
        return true;
      }
      try {
        unerased.removeIf(id -> known.find(id) != null);
        unerased.forEach(erasure::erase);
        unerased.clear();
        erasure.eraseDeleted(known);
        return true;
      } catch (StoreException failed) {
        LOG.warn("relay {}: deleted rooms could not be erased yet", schema(), failed);
        return false;
      }
    });
  }

  private String schema() {
    return community.config().schema();
  }

  /// Removes the relay's own events about a room.
  private List<Change> lists(String id) {
    var kinds =
        Stream.iterate(RoomKinds.METADATA, kind -> kind <= RoomKinds.PINS, kind -> kind + 1);
    var filter = Filter.all().withKinds(kinds.toArray(Integer[]::new)).withTag("d", Set.of(id));
    var lists = new ArrayList<Change>();
    store.scan(filter, now(), row -> lists.add(new Change.Remove(new EventId(row.id()))));
    return lists;
  }

  /// Stores the events, takes the new state over, and delivers what is announced.
  private void commit(RoomCommit commit) {
    writer.write(commit.changes(), commit.announced(), () -> state = commit.next());
    writeListsSoon(commit.next());
  }

  /// Publishes who is in the call of a room, unless the room has no calls any more.
  void publishCall(String id, Set<PublicKey> participants) {
    locked(() -> {
      var now = state();
      if (new RoomRules(community.rules(), now).call(id) == CallAccess.ALLOWED) {
        var filter = Filter.all().withKinds(RoomKinds.CALL).withTag("d", Set.of(id));
        var before = new long[1];
        store.scan(filter, now(), row -> before[0] = Math.max(before[0], row.createdAt()));
        commit(RoomCommit.nothing(now).with(signer.call(id, participants, before[0])));
      }
      return true;
    });
    delivery.awaitTurns();
  }

  /// The lists of participants in calls, the newest first.
  List<Event> calls() {
    var filter = Filter.all().withKinds(RoomKinds.CALL);
    return store.query(filter, RoomState.ROOMS_MAX, now()).stream()
        .map(StoredEvent::event)
        .filter(list -> list.pubkey().equals(signer.publicKey()))
        .toList();
  }

  /// The name of a room; empty where it has none.
  String name(String id) {
    return store
        .findAddressable(RoomKinds.METADATA, signer.publicKey(), id)
        .flatMap(metadata -> metadata.tagValue("name"))
        .orElse("");
  }

  private void writeListsSoon(RoomState now) {
    if (now.rooms().values().stream().anyMatch(room -> room.members().isBehind())) {
      listWriter.start();
    }
  }

  /// @return false = try again
  private boolean tryWriteLists() {
    return locked(() -> {
      var known = state;
      if (writer.isEnded() || known == null) {
        return true;
      }
      var commit = RoomCommit.nothing(known);
      for (var room : known.rooms().entrySet()) {
        var members = room.getValue().members();
        if (members.isBehind()) {
          commit = commit.listing(room.getKey(), room.getValue(), members, signer);
        }
      }
      try {
        commit(commit);
        return true;
      } catch (StoreException failed) {
        LOG.warn("relay {}: the member lists of rooms could not be written yet", schema(), failed);
        return false;
      }
    });
  }

  /// Runs changes that must not mix with others, and returns their result.
  <T> T locked(Supplier<T> changes) {
    lock.lock();
    try {
      return changes.get();
    } finally {
      lock.unlock();
    }
  }

  /// Reads the stored events again. Call it within [#locked], together with the writes.
  ///
  /// @throws StoreException when they cannot be read; the next [#state] tries again
  void reload() {
    try {
      read();
    } catch (StoreException broken) {
      state = null;
      throw broken;
    }
  }

  private RoomState load() {
    var known = state;
    if (known != null) {
      return known;
    }
    var read = read();
    if (!erasure.deleted(read).isEmpty()) {
      eraser.start();
    }
    return read;
  }

  private RoomState read() {
    var read = new RoomReader(store, community.rules(), now()).read();
    state = read;
    writeListsSoon(read);
    return read;
  }

  /// Ends all changes.
  void end() {
    locked(() -> {
      writer.end();
      return true;
    });
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}

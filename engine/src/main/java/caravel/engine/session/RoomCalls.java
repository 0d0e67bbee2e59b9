package caravel.engine.session;

import caravel.engine.policy.RoomRules.CallAccess;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The calls in the rooms of one relay: the access to them, and the list of participants that the
/// relay publishes (kind 39004).
public final class RoomCalls {
  /// Most participants in a list.
  private static final int PARTICIPANTS_MAX = 1_000;

  /// Most calls of [#ongoing].
  static final int CALLS_MAX = 100;

  private final Rooms rooms;

  /// Held while participants are asked for and published, so that an older list never replaces a
  /// newer one.
  private final ReentrantLock lock = new ReentrantLock();

  RoomCalls(Rooms rooms) {
    this.rooms = rooms;
  }

  /// Whether this member may join the calls of a room.
  ///
  /// @param who is admitted to the relay
  /// @throws caravel.engine.store.EventStore.StoreException when the rooms cannot be read
  public CallAccess access(String room, PublicKey who) {
    return rooms.rules().call(room, who);
  }

  /// Whether a room has calls.
  ///
  /// @throws caravel.engine.store.EventStore.StoreException when the rooms cannot be read
  public CallAccess state(String room) {
    return rooms.rules().call(room);
  }

  /// The participants of a call.
  public interface Participants {
    /// Returns their identities: a public key in hex, `:` and a random text.
    List<String> identities() throws IOException;
  }

  /// Publishes who is in the call of a room. A list for a room without calls is not published.
  ///
  /// @throws IOException when the participants are not known; then nothing is published
  /// @throws caravel.engine.store.EventStore.StoreException when the write failed
  public void publish(String room, Participants participants) throws IOException {
    lock.lock();
    try {
      rooms.publishCall(room, pubkeys(participants.identities()));
    } finally {
      lock.unlock();
    }
  }

  /// A call with at least one participant.
  ///
  /// @param name of the room; may be empty
  public record OngoingCall(String room, String name, int participants) {}

  /// Lists the calls that have participants, as they were last published: at most [#CALLS_MAX].
  ///
  /// @throws caravel.engine.store.EventStore.StoreException when they cannot be read
  public List<OngoingCall> ongoing() {
    return rooms.calls().stream()
        .map(RoomCalls::call)
        .filter(call -> call.participants() > 0)
        .filter(call -> state(call.room()) == CallAccess.ALLOWED)
        .limit(CALLS_MAX)
        .map(call -> new OngoingCall(call.room(), rooms.name(call.room()), call.participants()))
        .toList();
  }

  private static OngoingCall call(Event list) {
    var participants = list.tagValues("participant");
    return new OngoingCall(list.tagValue("d").orElse(""), "", participants.size());
  }

  /// Each person once, whatever number of devices they use. Others, such as recorders, are left
  /// out.
  private static Set<PublicKey> pubkeys(List<String> identities) {
    var pubkeys = new LinkedHashSet<PublicKey>();
    for (var identity : identities) {
      try {
        pubkeys.add(PublicKey.parse(identity.split(":", 2)[0]));
      } catch (IllegalArgumentException notOurs) {
        continue;
      }
      if (pubkeys.size() == PARTICIPANTS_MAX) {
        break;
      }
    }
    return pubkeys;
  }
}

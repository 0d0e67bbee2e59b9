package caravel.control.activity;

import caravel.nostr.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The latest events of the stream in commit order, bounded in number and in characters. Ids
/// contain a mark of this process, because numbers restart with it.
final class StreamLog {
  static final int EVENTS_MAX = 8_192;
  static final long CHARACTERS_MAX = 8L * 1024 * 1024;

  /// Most events in one read.
  static final int TURN_EVENTS_MAX = 100;

  /// A position that is no longer in the log, or never was.
  static final long LOST = -1;

  /// The result of reading at a position.
  sealed interface Reading {}

  /// The stream has ended.
  record Closed() implements Reading {}

  /// The wanted events as text, and the next position; [#LOST] if the log has dropped events of
  /// this reader. Empty text with a position means that nothing came in time.
  record Moved(String text, long next) implements Reading {}

  /// @param text `""` = nobody wanted the event, so it was not serialized; a later reader of it
  ///   must reload everything
  /// @param isCopy whether readers of every owner skip it
  private record Told(PublicKey owner, String text, boolean isCopy) {}

  private final String run = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<@Nullable PublicKey, Set<StreamSubscriber>> subscribers = new HashMap<>();
  private final Told[] ring = new Told[EVENTS_MAX];
  private final Audience audience = new Audience();
  private long first;
  private long next;
  private long characters;
  private boolean closed;

  /// Adds a subscriber, which receives every later event of `owner`.
  ///
  /// @param owner null = the events of every owner
  StreamSubscriber enter(@Nullable PublicKey owner) {
    lock.lock();
    try {
      var subscriber = new StreamSubscriber(owner, lock.newCondition());
      audience.enter(owner);
      subscribers.computeIfAbsent(owner, _ -> new HashSet<>()).add(subscriber);
      return subscriber;
    } finally {
      lock.unlock();
    }
  }

  /// @param place up to which the subscriber has read
  void leave(StreamSubscriber subscriber, long place) {
    lock.lock();
    try {
      audience.leave(subscriber.owner(), place);
      subscribers.computeIfPresent(
          subscriber.owner(),
          (_, group) -> {
            group.remove(subscriber);
            return group.isEmpty() ? null : group;
          });
    } finally {
      lock.unlock();
    }
  }

  /// Whether a current or returning reader wants events of this owner.
  boolean isWanted(PublicKey owner) {
    lock.lock();
    try {
      return audience.wants(owner, first);
    } finally {
      lock.unlock();
    }
  }

  /// Appends an event. Runs in the commit path, so its cost grows with the subscribers of this
  /// owner only.
  ///
  /// @return number of subscribers woken
  int append(PublicKey owner, String name, String data) {
    lock.lock();
    try {
      return append(new Told(owner, text(name, data), false));
    } finally {
      lock.unlock();
    }
  }

  /// Records an event that no reader wants.
  int appendUntold(PublicKey owner) {
    lock.lock();
    try {
      return append(new Told(owner, "", false));
    } finally {
      lock.unlock();
    }
  }

  /// Whether a current or returning reader of this owner alone wants events.
  boolean isWantedBy(PublicKey owner) {
    lock.lock();
    try {
      return audience.hasOwn(owner, first);
    } finally {
      lock.unlock();
    }
  }

  /// Appends a copy of an event for one more owner. Readers of every owner do not get it.
  int appendCopy(PublicKey owner, String name, String data) {
    lock.lock();
    try {
      return append(new Told(owner, text(name, data), true));
    } finally {
      lock.unlock();
    }
  }

  /// Records a copy that no reader wants.
  int appendUntoldCopy(PublicKey owner) {
    lock.lock();
    try {
      return append(new Told(owner, "", true));
    } finally {
      lock.unlock();
    }
  }

  /// The lines of the next event.
  private String text(String name, String data) {
    return "id: " + run + "-" + next + "\nevent: " + name + "\ndata: " + data + "\n\n";
  }

  /// The position of the next event.
  long end() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// The position after the event with this id, or [#LOST].
  long after(String id) {
    var dash = id.indexOf('-');
    if (dash < 0 || !id.substring(0, dash).equals(run)) {
      return LOST;
    }
    lock.lock();
    try {
      var place = Long.parseLong(id, dash + 1, id.length(), 10) + 1;
      return place >= first && place <= next ? place : LOST;
    } catch (NumberFormatException foreign) {
      return LOST;
    } finally {
      lock.unlock();
    }
  }

  /// The id of the event before `place`, from which a reader resumes.
  String idBefore(long place) {
    return run + "-" + (place - 1);
  }

  /// Waits until there is an event for `subscriber` at `place` or later, at most `patience`.
  Reading await(StreamSubscriber subscriber, long place, Duration patience)
      throws InterruptedException {
    var at = place;
    var left = patience.toNanos();
    lock.lock();
    try {
      while (!closed) {
        at = subscriber.start(at, next);
        if (at < first) {
          return new Moved("", LOST);
        }
        var text = new StringBuilder();
        var turn = 0;
        while (at < next && turn < TURN_EVENTS_MAX) {
          var told = ring[(int) (at % EVENTS_MAX)];
          at++;
          if (subscriber.wants(told.owner(), told.isCopy())) {
            if (told.text().isEmpty()) {
              return text.isEmpty() ? new Moved("", LOST) : new Moved(text.toString(), at - 1);
            }
            text.append(told.text());
            turn++;
          }
        }
        subscriber.read(at, next);
        if (!text.isEmpty() || left <= 0) {
          return new Moved(text.toString(), at);
        }
        left = subscriber.unread().awaitNanos(left);
      }
      return new Closed();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      subscribers.values().forEach(group -> group.forEach(StreamSubscriber::wake));
    } finally {
      lock.unlock();
    }
  }

  private int append(Told told) {
    if (next - first == EVENTS_MAX) {
      forgetFirst();
    }
    ring[(int) (next % EVENTS_MAX)] = told;
    var place = next++;
    characters += told.text().length();
    while (characters > CHARACTERS_MAX) {
      forgetFirst();
    }
    return wake(told.owner(), place) + (told.isCopy() ? 0 : wake(null, place));
  }

  private int wake(@Nullable PublicKey owner, long place) {
    var group = subscribers.getOrDefault(owner, Set.of());
    group.forEach(subscriber -> subscriber.arrived(place));
    return group.size();
  }

  private void forgetFirst() {
    characters -= ring[(int) (first % EVENTS_MAX)].text().length();
    first++;
  }
}

package caravel.control.activity;

import caravel.nostr.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The latest events of the stream, numbered in the order of their commits, bounded in number and
/// in characters. Ids carry a mark of this run of the program, because numbers begin again.
final class StreamLog {
  static final int EVENTS_MAX = 8_192;
  static final long CHARACTERS_MAX = 8L * 1024 * 1024;

  /// How much is handed out at once.
  static final int TURN_EVENTS_MAX = 100;

  /// A place that is not in the log any more, or never was.
  static final long LOST = -1;

  /// What a reader finds at its place.
  sealed interface Reading {}

  /// There will be no more.
  record Closed() implements Reading {}

  /// The wanted events since, as text to be sent, and the place behind them; [#LOST] where the log
  /// has left the reader behind. No text and a place: nothing came for as long as was waited.
  record Moved(String text, long next) implements Reading {}

  /// @param text `""` = it was not worth telling, because nobody wanted it: who comes and wants it
  ///   after all has to read everything again
  private record Told(PublicKey owner, String text) {}

  private final String run = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Told[] ring = new Told[EVENTS_MAX];
  private final Audience audience = new Audience();
  private long first;
  private long next;
  private long characters;
  private boolean closed;

  /// @param whose null = everybody's
  void enter(@Nullable PublicKey whose) {
    lock.lock();
    try {
      audience.enter(whose);
    } finally {
      lock.unlock();
    }
  }

  /// @param place up to which was read
  void leave(@Nullable PublicKey whose, long place) {
    lock.lock();
    try {
      audience.leave(whose, place);
    } finally {
      lock.unlock();
    }
  }

  /// Whether anybody reads what is appended for this owner, now or after coming back.
  boolean isWanted(PublicKey owner) {
    lock.lock();
    try {
      return audience.wants(owner, first);
    } finally {
      lock.unlock();
    }
  }

  void append(PublicKey owner, String name, String data) {
    lock.lock();
    try {
      append(owner, "id: " + run + "-" + next + "\nevent: " + name + "\ndata: " + data + "\n\n");
    } finally {
      lock.unlock();
    }
  }

  /// Keeps that there was something which nobody wanted.
  void appendUntold(PublicKey owner) {
    lock.lock();
    try {
      append(owner, "");
    } finally {
      lock.unlock();
    }
  }

  /// The place of whatever comes next.
  long end() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// The place behind the event of this id, or [#LOST].
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

  /// The id of the event before `place`, from which a reader resumes at it.
  String idBefore(long place) {
    return run + "-" + (place - 1);
  }

  /// Waits until there is something wanted at `place` or behind it, or for as long as `patience`.
  Reading await(long place, Predicate<PublicKey> wanted, Duration patience)
      throws InterruptedException {
    var at = place;
    var left = patience.toNanos();
    lock.lock();
    try {
      while (!closed) {
        if (at < first) {
          return new Moved("", LOST);
        }
        var text = new StringBuilder();
        var turn = 0;
        while (at < next && turn < TURN_EVENTS_MAX) {
          var told = ring[(int) (at % EVENTS_MAX)];
          at++;
          if (wanted.test(told.owner())) {
            if (told.text().isEmpty()) {
              return text.isEmpty() ? new Moved("", LOST) : new Moved(text.toString(), at - 1);
            }
            text.append(told.text());
            turn++;
          }
        }
        if (!text.isEmpty() || left <= 0) {
          return new Moved(text.toString(), at);
        }
        left = more.awaitNanos(left);
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
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void append(PublicKey owner, String text) {
    if (next - first == EVENTS_MAX) {
      forgetFirst();
    }
    ring[(int) (next % EVENTS_MAX)] = new Told(owner, text);
    next++;
    characters += text.length();
    while (characters > CHARACTERS_MAX) {
      forgetFirst();
    }
    more.signalAll();
  }

  private void forgetFirst() {
    characters -= ring[(int) (first % EVENTS_MAX)].text().length();
    first++;
  }
}

package caravel.engine.backup;

import caravel.engine.store.FilePosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The entries that were not shipped yet, in order and bounded. When it is full, it drops commits
/// and notes their relays, which then need a new base.
///
/// Safe for use by many threads.
final class CommitBuffer {
  /// Most characters that wait: bodies and their overhead.
  static final long CHARACTERS_MAX = 64L * 1024 * 1024;

  private final long charactersMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<LogEntry> waiting = new ArrayDeque<>();
  private final Map<String, FilePosition> dropped = new HashMap<>();
  private long characters;

  CommitBuffer(long charactersMax) {
    this.charactersMax = charactersMax;
  }

  void add(LogEntry entry) {
    lock.lock();
    try {
      if (entry instanceof LogEntry.Committed(var commit)
          && characters + entry.characters() > charactersMax) {
        dropped.put(commit.schema(), commit.position());
        return;
      }
      waiting.add(entry);
      characters += entry.characters();
    } finally {
      lock.unlock();
    }
  }

  /// Removes the oldest entries, at least one if there is any.
  ///
  /// @param most characters; one larger entry is returned alone
  List<LogEntry> take(long most) {
    lock.lock();
    try {
      var taken = new ArrayList<LogEntry>();
      long sum = 0;
      while (!waiting.isEmpty()) {
        var next = waiting.element();
        sum += next.characters();
        if (!taken.isEmpty() && sum > most) {
          break;
        }
        taken.add(waiting.remove());
        characters -= next.characters();
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Removes and returns the relays whose commits were dropped, with the last dropped position.
  /// Returns none while entries wait, because they may be older.
  Map<String, FilePosition> takeDropped() {
    lock.lock();
    try {
      if (!waiting.isEmpty()) {
        return Map.of();
      }
      var taken = Map.copyOf(dropped);
      dropped.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      waiting.clear();
      dropped.clear();
      characters = 0;
    } finally {
      lock.unlock();
    }
  }

  /// Unix time of the oldest entry that waits; [Long#MAX_VALUE] = none waits.
  long oldestMillis() {
    lock.lock();
    try {
      var oldest = waiting.peek();
      return oldest == null ? Long.MAX_VALUE : oldest.millis();
    } finally {
      lock.unlock();
    }
  }

  long characters() {
    lock.lock();
    try {
      return characters;
    } finally {
      lock.unlock();
    }
  }
}

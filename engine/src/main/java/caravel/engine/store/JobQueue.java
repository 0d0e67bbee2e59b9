package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The jobs of one relay that wait for a writer, in order. At most one turn of a writer waits or
/// runs at any time.
///
/// Safe for use by many threads.
final class JobQueue {
  /// Changes that are committed together.
  static final int GROUP_CHANGES_MAX = 1_024;

  /// JSON that is committed together, in characters; a single batch may be longer.
  static final int GROUP_CHARACTERS_MAX = 4 * 1024 * 1024;

  /// Jobs that may wait; the next is refused.
  static final int WAITING_JOBS_MAX = 65_536;

  /// JSON that may wait, in characters; beyond it the next job is refused.
  static final long WAITING_CHARACTERS_MAX = 64L * 1024 * 1024;

  private final Path path;
  private final Runnable askForTurn;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<WriteJob> waiting = new ArrayDeque<>();
  private long waitingCharacters;

  /// A turn waits in the writers' queue, or runs.
  private boolean scheduled;

  private boolean ended;

  /// @param path of the relay's file, for messages
  /// @param askForTurn makes a writer come round, which calls [#next] and then [#served]
  JobQueue(Path path, Runnable askForTurn) {
    this.path = path;
    this.askForTurn = askForTurn;
  }

  /// Completes the job exceptionally when too much waits, or after [#end].
  void add(WriteJob job) {
    lock.lock();
    try {
      if (ended) {
        job.pending().completeExceptionally(new StoreException("the store is closed: " + path));
        return;
      }
      boolean full =
          waiting.size() >= WAITING_JOBS_MAX || waitingCharacters >= WAITING_CHARACTERS_MAX;
      if (full && (job instanceof WriteJob.Batch || job instanceof WriteJob.Sweep)) {
        job.pending().completeExceptionally(new StoreException("too much waits for " + path));
        return;
      }
      waiting.add(job);
      waitingCharacters += job.characters();
      if (!scheduled) {
        scheduled = true;
        askForTurn.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Adds the last job.
  void end(WriteJob last) {
    lock.lock();
    try {
      add(last);
      ended = true;
    } finally {
      lock.unlock();
    }
  }

  /// The jobs of the next commit.
  List<WriteJob> next() {
    lock.lock();
    try {
      var group = new ArrayList<WriteJob>();
      int changes = 0;
      long characters = 0;
      while (!waiting.isEmpty()) {
        var next = waiting.element();
        changes += next.changes();
        characters += next.characters();
        if (!group.isEmpty()
            && (changes > GROUP_CHANGES_MAX || characters > GROUP_CHARACTERS_MAX)) {
          break;
        }
        group.add(waiting.remove());
        waitingCharacters -= next.characters();
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  /// Jobs that did not fit into their commit are the first of the next one.
  void putBack(List<WriteJob> jobs) {
    lock.lock();
    try {
      for (var job : jobs.reversed()) {
        waiting.addFirst(job);
        waitingCharacters += job.characters();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The writer's turn is over: asks for another one if there are more jobs.
  void served() {
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        scheduled = false;
      } else {
        askForTurn.run();
      }
    } finally {
      lock.unlock();
    }
  }
}

package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The jobs of one relay that wait for a writer, in order. At most one writer turn is scheduled or
/// running at any time.
///
/// Safe for use by many threads.
final class JobQueue {
  /// Most changes in one commit.
  static final int GROUP_CHANGES_MAX = 1_024;

  /// Most JSON in one commit, in characters; a single batch may be longer.
  static final int GROUP_CHARACTERS_MAX = 4 * 1024 * 1024;

  /// Most jobs that may wait; the next one is refused.
  static final int WAITING_JOBS_MAX = 65_536;

  /// Most JSON that may wait, in characters; beyond it the next job is refused.
  static final long WAITING_CHARACTERS_MAX = 64L * 1024 * 1024;

  private final Path path;
  private final Runnable askForTurn;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<WriteJob> waiting = new ArrayDeque<>();
  private long waitingCharacters;

  /// A turn is queued or running.
  private boolean scheduled;

  private boolean ended;

  /// @param path of the relay's file, for messages
  /// @param askForTurn schedules a writer turn, which calls [#next] and then [#served]
  JobQueue(Path path, Runnable askForTurn) {
    this.path = path;
    this.askForTurn = askForTurn;
  }

  /// Adds a job. Completes it exceptionally when too much waits, or after [#end].
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

  /// Removes the jobs of the next commit.
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

  /// Puts back jobs that did not fit into their commit, as the first of the next one.
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

  /// Ends a writer turn, and schedules another one if jobs wait.
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

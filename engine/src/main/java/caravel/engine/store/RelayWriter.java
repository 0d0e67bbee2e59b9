package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Decides the jobs of one relay in groups, and gives each group's commit to the log.
final class RelayWriter {
  /// A tail this many times as large as one that is due makes the writes of its relay wait.
  private static final int THROTTLE = 4;

  /// A commit would make the file larger than its limit.
  private static final class FileFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FileFullException(Path path) {
      super("there is no room in " + path);
    }
  }

  private final FileStore store;
  private final SharedRelayFile file;
  private final Tail tail;
  private final TailApplier applier;
  private final JobQueue queue;
  private final FileStore.Shared shared;
  private final LongAdder commits = new LongAdder();

  RelayWriter(
      FileStore store,
      SharedRelayFile file,
      Tail tail,
      TailApplier applier,
      JobQueue queue,
      FileStore.Shared shared) {
    this.store = store;
    this.file = file;
    this.tail = tail;
    this.applier = applier;
    this.queue = queue;
    this.shared = shared;
  }

  /// Commits so far.
  long commits() {
    return commits.sum();
  }

  /// Decides one group of jobs, on a writer's thread.
  void serve() {
    try {
      var group = queue.next();
      try {
        commit(group);
      } catch (RuntimeException failed) {
        fail(group, failed);
      } catch (Error failed) {
        fail(group, failed);
        throw failed;
      }
    } finally {
      // Always called: a relay that is not scheduled again would never write again.
      queue.served();
    }
  }

  private static void fail(List<WriteJob> jobs, Throwable failed) {
    var cause =
        failed instanceof StoreException ? failed : new StoreException("cannot write", failed);
    jobs.forEach(job -> job.pending().completeExceptionally(cause));
  }

  private void commit(List<WriteJob> jobs) {
    if (jobs.stream().allMatch(WriteJob.Mark.class::isInstance)) {
      tail.answer(jobs.stream().map(job -> (Runnable) () -> job.pending().complete(null)).toList());
      return;
    }
    var accepted = refuseIfFull(jobs);
    var open = file.lease();
    try {
      if (store.isLarge(1) && accepted.stream().anyMatch(RelayWriter::isSlice)) {
        // Long removals wait for the disk, so that they never fill the tail.
        applier.apply();
      } else if (store.isLarge(THROTTLE) && applier.isRetryDue()) {
        applier.tryApply();
      }
      commit(open, accepted);
    } finally {
      file.release(jobs.stream().anyMatch(WriteJob.Batch.class::isInstance));
    }
  }

  /// Refuses writes while the file cannot be written and too much waits for it.
  private List<WriteJob> refuseIfFull(List<WriteJob> jobs) {
    if (!tail.isFull() && !shared.appliers().isFull()) {
      return jobs;
    }
    fail(
        jobs.stream().filter(WriteJob.Batch.class::isInstance).toList(),
        new StoreException("too much waits for " + file.path()));
    return jobs.stream().filter(job -> !(job instanceof WriteJob.Batch)).toList();
  }

  private static boolean isSlice(WriteJob job) {
    return job instanceof WriteJob.Sweep || job instanceof WriteJob.Erasure;
  }

  /// Commits all jobs together. If that fails, commits each alone, so that only the failing jobs
  /// fail.
  private void commit(RelayFile open, List<WriteJob> jobs) {
    try {
      commitOrApply(open, jobs);
    } catch (SQLException | StoreException failed) {
      fail(jobs, new StoreException("cannot write to " + file.path(), failed));
    } catch (RuntimeException failed) {
      if (jobs.size() == 1) {
        fail(jobs, new StoreException("cannot write to " + file.path(), failed));
        return;
      }
      for (var job : jobs) {
        commit(open, List.of(job));
      }
    }
  }

  /// An apply may make room, because it gives the pages of removed events free.
  private void commitOrApply(RelayFile open, List<WriteJob> jobs) throws SQLException {
    try {
      commitTogether(open, jobs);
    } catch (FileFullException full) {
      if (tail.isEmpty()) {
        throw full;
      }
      applier.apply();
      commitTogether(open, jobs);
    }
  }

  /// Decides the jobs, or as many as fit in a commit. After an exception nothing has changed.
  private void commitTogether(RelayFile open, List<WriteJob> jobs) throws SQLException {
    tail.turn().lock();
    try {
      var counter = tail.counter();
      var group = new Group(open, tail.window(), tail.decided(), counter.position().seq() + 1);
      var answers = new ArrayList<Runnable>(jobs.size());
      for (var job : jobs) {
        if (group.isFull()) {
          break;
        }
        answers.add(decide(group, job));
      }
      int decided = answers.size();
      var commit = group.commit(counter);
      if (commit == null) {
        tail.answer(answers);
      } else {
        var rows = group.rows();
        requireRoom(open, rows);
        answers.add(() -> store.eraseInBackground(commit.erasing()));
        tail.append(commit, rows, answers, shared.log(), () -> committed(commit));
        commits.increment();
      }
      queue.putBack(jobs.subList(decided, jobs.size()));
    } catch (SQLException failed) {
      open.dropLookups(failed);
      throw failed;
    } finally {
      tail.turn().unlock();
    }
  }

  private static Runnable decide(Group group, WriteJob job) throws SQLException {
    return switch (job) {
      case WriteJob.Batch(var steps, var answer) -> {
        var results = group.decide(steps);
        yield () -> answer.complete(results);
      }
      case WriteJob.Sweep(var now, var answer) -> {
        var slice = group.sweep(now);
        yield () -> answer.complete(slice);
      }
      case WriteJob.Erasure(var author, var answer) -> {
        var slice = group.erase(author);
        yield () -> answer.complete(slice);
      }
      case WriteJob.Mark(var answer) -> () -> answer.complete(null);
    };
  }

  /// The limit holds at the decision, because an answered event must fit into the file.
  private void requireRoom(RelayFile open, List<EventRow> rows) {
    long wanted = rows.stream().mapToLong(EventRow::fileBytes).sum();
    long used = open.usedBytes() + tail.decided().fileBytes();
    if (wanted > 0 && used + wanted > shared.limits().fileBytesMax()) {
      throw new FileFullException(file.path());
    }
  }

  /// Runs on the thread of the log, before the answers.
  private void committed(Commit commit) {
    shared.backup().committed(commit);
    if (store.isLarge(1)) {
      store.applySoon();
    }
    shared.appliers().checkBudget();
    shared.windows().enforce();
  }
}

package caravel.control.backup;

import caravel.control.backup.LogSegment.Commit;
import caravel.control.db.WriteAheadLog;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The commits that are not in the backup yet. The writer adds to it, the shipping worker takes
/// from it. The bytes stay in the log's file until they are taken.
final class UnshippedLog implements WriteAheadLog.Follower {
  /// Bytes of the log in one object.
  static final int SEGMENT_MAX_BYTES = 4 << 20;

  private final WriteAheadLog source;
  private final InstantSource clock;
  private final Deque<LogSegment> taken = new ArrayDeque<>();
  private final Deque<Commit> commits = new ArrayDeque<>();
  private long log;
  private long before;
  private long takenTo;
  private Instant last = Instant.EPOCH;
  private Instant takenAt = Instant.EPOCH;
  private @Nullable IOException failure;

  UnshippedLog(WriteAheadLog source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public synchronized void began(long number) {
    before = log == 0 ? LogSegment.NOT_CONTINUED : takenTo;
    log = number;
    takenTo = 0;
  }

  /// The time never goes back, so that commits are in the order of their times.
  @Override
  public synchronized void committed(long end) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    last = now.isAfter(last) ? now : last;
    commits.add(new Commit(last, end));
  }

  @Override
  public synchronized void failed(IOException why) {
    failure = why;
  }

  /// Takes everything out of the log's file, unless there is more of it than one object holds.
  ///
  /// @return whether nothing is left in the file
  synchronized boolean takeAll() {
    takenAt = last;
    try {
      if (!commits.isEmpty() && commits.getLast().end() - takenTo <= SEGMENT_MAX_BYTES) {
        take();
      }
      return commits.isEmpty() && failure == null;
    } catch (IOException unreadable) {
      failure = unreadable;
      return false;
    }
  }

  /// Time of the last commit before the last call of [#takeAll()]; the epoch = there was none.
  synchronized Instant takenAt() {
    return takenAt;
  }

  /// The oldest piece that is not in the backup; empty = all is.
  ///
  /// @throws IOException if the log cannot be read: what follows is lost to this backup
  synchronized Optional<LogSegment> oldest() throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (taken.isEmpty() && !commits.isEmpty()) {
      take();
    }
    return Optional.ofNullable(taken.peek());
  }

  /// Forgets the oldest piece, which is in the backup now.
  synchronized void shipped() {
    taken.remove();
  }

  /// Forgets everything, because a new copy of the database replaces it.
  synchronized void clear() {
    taken.clear();
    commits.clear();
    log = 0;
    before = 0;
    takenTo = 0;
    failure = null;
  }

  /// Bytes that are not in the backup.
  synchronized long bytes() {
    long inMemory = taken.stream().mapToLong(LogSegment::length).sum();
    return inMemory + (commits.isEmpty() ? 0 : commits.getLast().end() - takenTo);
  }

  /// Bytes of the present log, shipped or not.
  synchronized long logBytes() {
    return commits.isEmpty() ? takenTo : commits.getLast().end();
  }

  /// Time of the oldest commit that is not in the backup.
  synchronized Optional<Instant> since() {
    for (var segment : taken) {
      if (!segment.commits().isEmpty()) {
        return Optional.of(segment.commits().getFirst().at());
      }
    }
    return Optional.ofNullable(commits.peek()).map(Commit::at);
  }

  /// A transaction may be larger than a piece, which then holds no end of a commit.
  private void take() throws IOException {
    long to = Math.min(commits.getLast().end(), takenTo + SEGMENT_MAX_BYTES);
    var bytes = source.read(takenTo, to);
    var ended = new ArrayList<Commit>();
    var until = commits.getFirst().at();
    while (!commits.isEmpty() && commits.getFirst().end() <= to) {
      var commit = commits.removeFirst();
      until = commit.at();
      ended.add(commit);
    }
    if (!commits.isEmpty() && (ended.isEmpty() || ended.getLast().end() < to)) {
      until = commits.getFirst().at();
    }
    taken.add(new LogSegment(log, before, takenTo, until, ended, bytes));
    takenTo = to;
  }
}

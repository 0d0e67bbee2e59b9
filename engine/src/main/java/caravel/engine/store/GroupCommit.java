package caravel.engine.store;

import caravel.nostr.PublicKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Commits a group of jobs in one transaction.
final class GroupCommit {
  private GroupCommit() {}

  /// The result of a commit.
  ///
  /// @param jobs committed jobs, from the first one on; the others wait for another commit
  /// @param erasing authors with more events to remove
  /// @param tell completes the answers; must run without a lock
  record Committed(int jobs, Set<PublicKey> erasing, Runnable tell) {}

  /// Commits the jobs, or as many as fit in a commit. After an exception nothing has changed.
  static Committed run(RelayFile file, List<WriteJob> jobs) throws SQLException {
    var sql = file.writer();
    var tell = new ArrayList<Runnable>(jobs.size());
    try {
      sql.run("BEGIN IMMEDIATE");
      var group = new Group(sql, file.keys(), file.highestRank());
      for (var job : jobs) {
        if (group.isFull()) {
          break;
        }
        tell.add(decide(group, job, file));
      }
      var counter = file.counter();
      var commit = group.write(counter);
      sql.run("COMMIT");
      file.raiseHighestRank(group.highestRank());
      if (counter != null && commit != null) {
        counter.advance(commit);
      }
      return new Committed(tell.size(), group.erasing(), () -> tell.forEach(Runnable::run));
    } catch (Throwable failed) {
      // Catches an Error as well: an open transaction would fail every later commit of this relay.
      abandon(file, sql, failed);
      throw failed;
    }
  }

  private static Runnable decide(Group group, WriteJob job, RelayFile file) throws SQLException {
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
      case WriteJob.BeginTimeline(var anew, var answer) -> {
        file.beginTimeline(anew);
        yield () -> answer.complete(null);
      }
    };
  }

  private static void abandon(RelayFile file, Sql sql, Throwable failed) {
    try {
      sql.run("ROLLBACK");
    } catch (SQLException | RuntimeException | Error _) {
      // SQLite has rolled back by itself. A connection in doubt is closed with its transaction.
      file.dropWriter(failed);
    }
  }
}

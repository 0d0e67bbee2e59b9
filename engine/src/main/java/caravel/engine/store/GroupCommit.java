package caravel.engine.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// One transaction for a group of jobs.
final class GroupCommit {
  private GroupCommit() {}

  /// Commits all of them or throws, and then nothing has changed.
  ///
  /// @return tells everybody; to be run when nothing is held any more
  static Runnable run(RelayFile file, List<Job> jobs) throws SQLException {
    var sql = file.writer();
    var tell = new ArrayList<Runnable>(jobs.size());
    try {
      sql.run("BEGIN IMMEDIATE");
      var group = new Group(sql, file.keys(), file.highestRank());
      for (var job : jobs) {
        switch (job) {
          case Job.Batch(var steps, var answer) -> {
            var results = group.decide(steps);
            tell.add(() -> answer.complete(results));
          }
          case Job.Sweep(var now, var answer) -> {
            int removed = group.sweep(now);
            tell.add(() -> answer.complete(removed));
          }
          case Job.Mark(var answer) -> tell.add(() -> answer.complete(null));
        }
      }
      group.write();
      sql.run("COMMIT");
      file.raiseHighestRank(group.highestRank());
      return () -> tell.forEach(Runnable::run);
    } catch (SQLException failed) {
      abandon(file, sql, failed);
      throw failed;
    } catch (RuntimeException failed) {
      abandon(file, sql, new SQLException(failed));
      throw failed;
    }
  }

  private static void abandon(RelayFile file, Sql sql, SQLException failed) {
    try {
      sql.run("ROLLBACK");
    } catch (SQLException _) {
      // SQLite has rolled back by itself; a connection in doubt goes with its transaction.
      file.dropWriter(failed);
    }
  }
}

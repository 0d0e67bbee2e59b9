package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole copy of a database that is written meanwhile.
final class DatabaseSnapshotTest {
  @TempDir Path folder;
  private final AtomicLong end = new AtomicLong();

  @Test
  void a_copy_never_stops_commits_which_the_log_adds_to_it() throws IOException {
    var file = folder.resolve("live.db");
    try (var db = Db.open(file, new TestClock())) {
      db.inTx(tx -> tx.handle().execute("CREATE TABLE things (id INTEGER PRIMARY KEY)"));
      insert(db, 1);
      var log = db.log(file);
      log.follow(new EndOfLog());
      var copy = new RestoredDatabase(folder.resolve("copy.db"));
      try (var snapshot = Objects.requireNonNull(log.snapshot(() -> true))) {
        insert(db, 2);
        assertThat(log.checkpoint(() -> true)).as("the log ends before the copy").isFalse();
        snapshot.copyTo(folder.resolve("copy.db"));
        insert(db, 3);
        assertThat(snapshot.end().offset()).isZero();
      }
      assertThat(ids(copy)).containsExactly(1);
      Files.write(copy.log(), log.read(0, end.get()));
      copy.applyLog();
      assertThat(ids(copy)).containsExactly(1, 2, 3);
      assertThat(log.checkpoint(() -> true)).isTrue();
    }
  }

  private static void insert(Db db, int id) {
    db.inTx(tx -> tx.handle().execute("INSERT INTO things VALUES (?)", id));
  }

  private static List<Integer> ids(RestoredDatabase database) {
    return database.with(handle ->
        handle.createQuery("SELECT id FROM things ORDER BY id").mapTo(Integer.class).list());
  }

  /// Notes the end of the last commit.
  private final class EndOfLog implements WriteAheadLog.Follower {
    @Override
    public void began(long log) {
      end.set(0);
    }

    @Override
    public void committed(long to) {
      end.set(to);
    }

    @Override
    public void failed(IOException why) {
      throw new AssertionError(why);
    }
  }
}

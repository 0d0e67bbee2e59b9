package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A relay's file that no store uses: a copy, or a file that is being restored. Not safe for use by
/// several threads.
public final class RelayFileCopy implements AutoCloseable {
  /// Most rows, and characters of events, that wait for their insertion.
  private static final int WAITING_ROWS_MAX = 8_192;

  private static final long WAITING_CHARACTERS_MAX = 16L * 1024 * 1024;

  /// The id is within the first characters of a body: `{"kind":65535,"id":"…64…`.
  private static final int ID_CHARACTERS = 96;

  private final Path path;
  private final Sql sql;
  private final RelayTables tables;
  private final IndexKeys keys;
  private final Map<Long, String> added = new HashMap<>();
  private final Set<Long> gone = new LinkedHashSet<>();
  private long waitingCharacters;

  private RelayFileCopy(Path path, Sql sql, IndexKeys keys) {
    this.path = path;
    this.sql = sql;
    this.tables = new RelayTables(sql);
    this.keys = keys;
  }

  /// Opens a file.
  ///
  /// @throws StoreException when it is not a relay's file of this version
  public static RelayFileCopy open(Path path) {
    if (!Files.exists(path)) {
      throw new StoreException(path + " does not exist");
    }
    return opened(path);
  }

  /// Makes a file without events.
  public static RelayFileCopy create(Path path) {
    try {
      new DiskFile(path, Sync.NORMAL).createIfAbsent(null);
      return opened(path);
    } catch (SQLException failed) {
      throw new StoreException("cannot make " + path, failed);
    }
  }

  private static RelayFileCopy opened(Path path) {
    @Nullable Sql sql = null;
    try {
      sql = Sql.open(path, true);
      sql.execute("PRAGMA synchronous=NORMAL");
      return new RelayFileCopy(path, sql, new IndexKeys(RelayFile.readHash(sql)));
    } catch (SQLException failed) {
      if (sql != null) {
        RelayFile.closeQuietly(sql, failed);
      }
      throw new StoreException("cannot open " + path, failed);
    }
  }

  /// The position of the file; empty = none.
  public Optional<FilePosition> position() {
    return read(() -> Optional.ofNullable(tables.position()));
  }

  /// Removes the position and the noted sum, so that the next commit of a store begins another
  /// timeline.
  public void removePosition() {
    read(() -> {
      tables.removePosition();
      tables.removeSum();
      return "";
    });
  }

  /// Counts the events and notes their sum in the file.
  public void noteSum() {
    var sum = sum();
    read(() -> {
      tables.storeSum(sum);
      return "";
    });
  }

  /// The sum that [#noteSum] noted; empty = none.
  public Optional<EventSum> notedSum() {
    return read(() -> Optional.ofNullable(tables.storedSum()));
  }

  /// Makes the changes of a commit, in batches. [#flush] ends the last one.
  public void apply(Commit commit) {
    for (long r : commit.gone()) {
      // Whether the row is in the file is decided when the batch is written.
      added.remove(r);
      gone.add(r);
    }
    for (var row : commit.added()) {
      added.put(row.r(), row.body());
      waitingCharacters += row.body().length();
    }
    read(() -> {
      for (var author : commit.erasing()) {
        tables.markErasing(author);
      }
      for (var author : commit.erased()) {
        tables.unmarkErasing(author);
      }
      return "";
    });
    if (added.size() + gone.size() > WAITING_ROWS_MAX
        || waitingCharacters > WAITING_CHARACTERS_MAX) {
      flush();
    }
  }

  /// Writes the changes that wait.
  public void flush() {
    read(() -> {
      sql.run("BEGIN IMMEDIATE");
      try {
        write();
        sql.run("COMMIT");
      } catch (SQLException | RuntimeException failed) {
        sql.run("ROLLBACK");
        throw failed;
      }
      return "";
    });
    added.clear();
    gone.clear();
    waitingCharacters = 0;
  }

  private void write() throws SQLException {
    for (long r : gone) {
      tables.delete(r, keys);
    }
    var rows = new ArrayList<Commit.Row>(added.size());
    var index = new ArrayList<RelayTables.IndexRow>(added.size() * 8);
    added.forEach((r, body) -> {
      rows.add(new Commit.Row(r, body));
      for (var key : keys.of(EventJson.parseStored(body))) {
        index.add(new RelayTables.IndexRow(key.h(), key.k(), r));
      }
    });
    tables.insert(rows, index);
  }

  /// The sum of all events in the file.
  public EventSum sum() {
    return read(() -> {
      var sum = EventSum.EMPTY;
      var select = sql.prepare("SELECT substr(body,1,?) FROM event");
      select.setLong(1, ID_CHARACTERS);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          sum = sum.plus(new StoredEvent(rows.getString(1)).id());
        }
      }
      return sum;
    });
  }

  /// Checks the whole file: SQLite's own check, and that each event has exactly its index rows.
  ///
  /// @return the fault; empty = none
  public Optional<String> findFault() {
    return read(() -> {
      var sqlite = text(sql.prepare("PRAGMA integrity_check"));
      if (!sqlite.equals("ok")) {
        return Optional.of("SQLite reports: " + sqlite);
      }
      long wanted = 0;
      try (var rows = sql.prepare("SELECT r, body FROM event").executeQuery()) {
        while (rows.next()) {
          long r = rows.getLong(1);
          for (var key : keys.of(EventJson.parseStored(rows.getString(2)))) {
            wanted++;
            if (!sql.exists("SELECT 1 FROM ix WHERE h=? AND k=? AND r=?", key.h(), key.k(), r)) {
              return Optional.of("an index row of the event at " + r + " is missing");
            }
          }
        }
      }
      long found = sql.numbers("SELECT count(*) FROM ix")[0];
      return found == wanted
          ? Optional.empty()
          : Optional.of("there are " + found + " index rows instead of " + wanted);
    });
  }

  /// Events from the whole range of the file, at most `max`.
  public List<Event> sample(int max) {
    return read(() -> {
      long count = sql.numbers("SELECT count(*) FROM event")[0];
      long step = Math.max(1, count / max);
      var events = new ArrayList<Event>();
      for (long skipped = 0; skipped < count && events.size() < max; skipped += step) {
        var select = sql.prepare("SELECT body FROM event ORDER BY r LIMIT 1 OFFSET ?", skipped);
        events.add(EventJson.parseStored(text(select)));
      }
      return events;
    });
  }

  private static String text(PreparedStatement select) throws SQLException {
    try (var rows = select.executeQuery()) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  /// Closes the file. Only the `.db` file remains. Changes that were not flushed are lost.
  @Override
  public void close() {
    read(() -> {
      sql.close();
      return "";
    });
  }

  private interface Reading<T> {
    T run() throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    try {
      return reading.run();
    } catch (SQLException failed) {
      throw new StoreException("cannot use " + path, failed);
    }
  }
}

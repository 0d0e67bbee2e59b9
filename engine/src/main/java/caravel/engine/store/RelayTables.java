package caravel.engine.store;

import caravel.nostr.EventJson;
import caravel.nostr.PublicKey;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a file. Inserts many rows at a time in key order: single-row statements and
/// scattered dirty pages would dominate the store's processor time.
record RelayTables(Sql sql) {
  private static final int[] BODIES_AT_ONCE = {8, 7, 6, 5, 4, 3, 2, 1};
  private static final int[] INDEX_ROWS_AT_ONCE = {64, 16, 8, 7, 6, 5, 4, 3, 2, 1};

  private static final String POSITION = "backup";
  private static final String SUM = "backup_sum";

  /// Prefix of the `meta` keys that name authors whose events are being removed.
  private static final String ERASING = "erasing:";

  record IndexRow(long h, long k, long r) implements Comparable<IndexRow> {
    @Override
    public int compareTo(IndexRow other) {
      int byHash = Long.compare(h, other.h);
      if (byHash != 0) {
        return byHash;
      }
      int byKind = Long.compare(k, other.k);
      return byKind != 0 ? byKind : Long.compare(r, other.r);
    }
  }

  /// @param bodies sorted here
  /// @param index sorted here
  void insert(List<Commit.Row> bodies, List<IndexRow> index) throws SQLException {
    bodies.sort(Comparator.comparingLong(Commit.Row::r));
    int at = 0;
    for (int size : BODIES_AT_ONCE) {
      while (bodies.size() - at >= size) {
        insertBodies(bodies.subList(at, at + size));
        at += size;
      }
    }
    index.sort(null);
    at = 0;
    for (int size : INDEX_ROWS_AT_ONCE) {
      while (index.size() - at >= size) {
        insertIndex(index.subList(at, at + size));
        at += size;
      }
    }
  }

  private void insertBodies(List<Commit.Row> rows) throws SQLException {
    var insert = insert("INSERT INTO event VALUES ", "(?,?)", rows.size());
    int parameter = 1;
    for (var row : rows) {
      insert.setLong(parameter++, row.r());
      insert.setString(parameter++, row.body());
    }
    insert.executeUpdate();
  }

  private void insertIndex(List<IndexRow> rows) throws SQLException {
    var insert = insert("INSERT INTO ix VALUES ", "(?,?,?)", rows.size());
    int parameter = 1;
    for (var row : rows) {
      insert.setLong(parameter++, row.h());
      insert.setLong(parameter++, row.k());
      insert.setLong(parameter++, row.r());
    }
    insert.executeUpdate();
  }

  private PreparedStatement insert(String start, String row, int count) throws SQLException {
    return sql.prepare(start + (row + ",").repeat(count - 1) + row);
  }

  /// The position that is stored in the file; null = none.
  @Nullable FilePosition position() throws SQLException {
    var value = meta(POSITION);
    return value == null ? null : FilePosition.read(value);
  }

  /// Stored in each transaction, so it changes a single page if it can.
  void storePosition(FilePosition position) throws SQLException {
    var value = new byte[FilePosition.BYTES];
    position.write(ByteBuffer.wrap(value));
    var update = sql.prepare("UPDATE meta SET value=? WHERE key=?");
    update.setBytes(1, value);
    update.setString(2, POSITION);
    if (update.executeUpdate() == 0) {
      storeMeta(POSITION, value);
    }
  }

  /// @param position null = none
  void restorePosition(@Nullable FilePosition position) throws SQLException {
    if (position == null) {
      removePosition();
    } else {
      storePosition(position);
    }
  }

  void removePosition() throws SQLException {
    removeMeta(POSITION);
  }

  /// The sum that is noted in a base; null = none.
  @Nullable EventSum storedSum() throws SQLException {
    var value = meta(SUM);
    return value == null ? null : EventSum.read(value);
  }

  void storeSum(EventSum sum) throws SQLException {
    var value = new byte[EventSum.BYTES];
    sum.write(ByteBuffer.wrap(value));
    storeMeta(SUM, value);
  }

  void removeSum() throws SQLException {
    removeMeta(SUM);
  }

  private @Nullable ByteBuffer meta(String key) throws SQLException {
    var select = sql.prepare("SELECT value FROM meta WHERE key=?");
    select.setString(1, key);
    try (var rows = select.executeQuery()) {
      return rows.next() ? ByteBuffer.wrap(rows.getBytes(1)) : null;
    }
  }

  private void storeMeta(String key, byte[] value) throws SQLException {
    var insert = sql.prepare("INSERT OR REPLACE INTO meta VALUES (?,?)");
    insert.setString(1, key);
    insert.setBytes(2, value);
    insert.executeUpdate();
  }

  /// Writes nothing if the row is absent.
  private void removeMeta(String key) throws SQLException {
    if (meta(key) != null) {
      var delete = sql.prepare("DELETE FROM meta WHERE key=?");
      delete.setString(1, key);
      delete.executeUpdate();
    }
  }

  boolean hasEvents() throws SQLException {
    return sql.exists("SELECT 1 FROM event LIMIT 1");
  }

  /// Records in the file that an author's events are being removed.
  void markErasing(PublicKey author) throws SQLException {
    var insert = sql.prepare("INSERT OR IGNORE INTO meta VALUES (?,1)");
    insert.setString(1, ERASING + author.hex());
    insert.executeUpdate();
  }

  void unmarkErasing(PublicKey author) throws SQLException {
    var delete = sql.prepare("DELETE FROM meta WHERE key=?");
    delete.setString(1, ERASING + author.hex());
    delete.executeUpdate();
  }

  boolean isErasing(PublicKey author) throws SQLException {
    var select = sql.prepare("SELECT 1 FROM meta WHERE key=?");
    select.setString(1, ERASING + author.hex());
    try (var rows = select.executeQuery()) {
      return rows.next();
    }
  }

  /// The authors whose events are being removed.
  List<PublicKey> erasing() throws SQLException {
    var authors = new ArrayList<PublicKey>();
    var select = sql.prepare("SELECT key FROM meta WHERE key>=? AND key<?");
    select.setString(1, ERASING);
    select.setString(2, ERASING + "g");
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        authors.add(new PublicKey(rows.getString(1).substring(ERASING.length())));
      }
    }
    return authors;
  }

  @Nullable String body(long r) throws SQLException {
    try (var rows = sql.prepare("SELECT body FROM event WHERE r=?", r).executeQuery()) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /// Deletes an event with its index rows. Does nothing if there is no such row.
  void delete(long r, IndexKeys keys) throws SQLException {
    var body = body(r);
    if (body != null) {
      sql.run("DELETE FROM event WHERE r=?", r);
      for (var key : keys.of(EventJson.parseStored(body))) {
        sql.run("DELETE FROM ix WHERE h=? AND k=? AND r=?", key.h(), key.k(), r);
      }
    }
  }
}

package caravel.engine.media;

import caravel.engine.media.MediaEntry.Ownership;
import caravel.nostr.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tables of a [MediaIndex], within one transaction. `usage` has one row for each owner, and
/// one with an empty owner for the relay.
final class MediaTables {
  private static final String RELAY = "";
  private static final int FORMAT = 1;
  private static final String FILE = "file.hash, file.size, file.type, ";
  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE file(hash TEXT PRIMARY KEY, size INTEGER NOT NULL, type TEXT NOT NULL,
            uploaded INTEGER NOT NULL) WITHOUT ROWID\
          """,
          "CREATE INDEX file_by_time ON file(uploaded, hash)",
          "CREATE INDEX file_by_size ON file(size, hash)",
          """
          CREATE TABLE ownership(hash TEXT, owner TEXT, uploaded INTEGER NOT NULL,
            PRIMARY KEY(hash, owner)) WITHOUT ROWID\
          """,
          "CREATE INDEX ownership_by_time ON ownership(owner, uploaded, hash)",
          """
          CREATE TABLE usage(owner TEXT PRIMARY KEY, files INTEGER NOT NULL,
            bytes INTEGER NOT NULL) WITHOUT ROWID\
          """,
          "CREATE TABLE doubtful(hash TEXT PRIMARY KEY) WITHOUT ROWID");

  private final Connection connection;

  MediaTables(Connection connection) {
    this.connection = connection;
  }

  /// Creates the tables of a new file.
  ///
  /// @throws SQLException also when a newer version wrote the file
  static void create(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      int format;
      try (var row = statement.executeQuery("PRAGMA user_version")) {
        format = row.getInt(1);
      }
      if (format > FORMAT) {
        throw new SQLException("a newer version wrote this index; start that version");
      }
      if (format < FORMAT) {
        for (var table : SCHEMA) {
          statement.execute(table);
        }
        statement.execute("PRAGMA user_version = " + FORMAT);
      }
      connection.commit();
    }
  }

  Optional<MediaFile> find(BlobHash hash) throws SQLException {
    try (var query = prepare("SELECT " + FILE + "uploaded FROM file WHERE hash=?", hash.hex());
        var rows = query.executeQuery()) {
      return rows.next() ? Optional.of(file(rows)) : Optional.empty();
    }
  }

  boolean isOwner(BlobHash hash, PublicKey who) throws SQLException {
    try (var query =
            prepare("SELECT 1 FROM ownership WHERE hash=? AND owner=?", hash.hex(), who.hex());
        var rows = query.executeQuery()) {
      return rows.next();
    }
  }

  void doubt(BlobHash hash) throws SQLException {
    var _ = change("INSERT OR IGNORE INTO doubtful VALUES (?)", hash.hex());
  }

  void settle(BlobHash hash) throws SQLException {
    var _ = change("DELETE FROM doubtful WHERE hash=?", hash.hex());
  }

  List<BlobHash> doubtful() throws SQLException {
    var hashes = new ArrayList<BlobHash>();
    try (var query = prepare("SELECT hash FROM doubtful");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        hashes.add(new BlobHash(rows.getString(1)));
      }
    }
    return hashes;
  }

  /// Adds a file, or other owners to it.
  ///
  /// @return the file as it was first uploaded
  MediaFile add(MediaEntry entry) throws SQLException {
    var file = entry.file();
    var hash = file.hash().hex();
    var isNew =
        change(
            "INSERT OR IGNORE INTO file VALUES (?,?,?,?)",
            hash,
            file.size(),
            file.type(),
            file.uploaded());
    if (isNew) {
      count(RELAY, 1, file.size());
    }
    for (var ownership : entry.owners()) {
      var owner = ownership.owner().hex();
      if (change(
          "INSERT OR IGNORE INTO ownership VALUES (?,?,?)", hash, owner, ownership.uploaded())) {
        count(owner, 1, file.size());
      }
    }
    settle(file.hash());
    return find(file.hash()).orElseThrow();
  }

  MediaIndex.Removal removeOwner(BlobHash hash, PublicKey owner) throws SQLException {
    var file = find(hash);
    if (file.isEmpty()) {
      return MediaIndex.Removal.ABSENT;
    }
    if (!change("DELETE FROM ownership WHERE hash=? AND owner=?", hash.hex(), owner.hex())) {
      return MediaIndex.Removal.KEPT;
    }
    count(owner.hex(), -1, -file.get().size());
    if (!owners(hash).isEmpty()) {
      return MediaIndex.Removal.KEPT;
    }
    removeFile(file.get());
    return MediaIndex.Removal.LAST;
  }

  boolean remove(BlobHash hash) throws SQLException {
    var file = find(hash);
    if (file.isEmpty()) {
      return false;
    }
    for (var ownership : owners(hash)) {
      count(ownership.owner().hex(), -1, -file.get().size());
    }
    var _ = change("DELETE FROM ownership WHERE hash=?", hash.hex());
    removeFile(file.get());
    return true;
  }

  private void removeFile(MediaFile file) throws SQLException {
    var _ = change("DELETE FROM file WHERE hash=?", file.hash().hex());
    count(RELAY, -1, -file.size());
    doubt(file.hash());
  }

  List<MediaFile> list(PublicKey owner, @Nullable BlobHash after, int limit) throws SQLException {
    var files = new ArrayList<MediaFile>();
    var select =
        "SELECT "
            + FILE
            + "ownership.uploaded FROM ownership JOIN file USING (hash) WHERE owner=?1"
            + (after == null
                ? ""
                : " AND (ownership.uploaded, hash) <"
                    + " (SELECT uploaded, hash FROM ownership WHERE owner=?1 AND hash=?3)")
            + " ORDER BY ownership.uploaded DESC, hash DESC LIMIT ?2";
    try (var query =
            after == null
                ? prepare(select, owner.hex(), limit)
                : prepare(select, owner.hex(), limit, after.hex());
        var rows = query.executeQuery()) {
      while (rows.next()) {
        files.add(file(rows));
      }
    }
    return files;
  }

  List<MediaPage.Entry> page(MediaPage.Wanted wanted) throws SQLException {
    var column = wanted.sort().column();
    var after = wanted.after();
    var select =
        "SELECT "
            + FILE
            + "uploaded FROM file"
            + (after == null ? "" : " WHERE (" + column + ", hash) < (?2, ?3)")
            + (" ORDER BY " + column + " DESC, hash DESC LIMIT ?1");
    var entries = new ArrayList<MediaPage.Entry>();
    try (var query =
            after == null
                ? prepare(select, wanted.limit())
                : prepare(select, wanted.limit(), after.value(), after.hash().hex());
        var rows = query.executeQuery()) {
      while (rows.next()) {
        var file = file(rows);
        entries.add(
            new MediaPage.Entry(file, owners(file.hash()).stream().map(Ownership::owner).toList()));
      }
    }
    return entries;
  }

  /// Lists all files in the order of their hashes.
  ///
  /// @param after the last hash of the page before; empty = the first page
  List<MediaEntry> entries(String after, int limit) throws SQLException {
    var entries = new ArrayList<MediaEntry>();
    try (var query =
            prepare(
                "SELECT " + FILE + "uploaded FROM file WHERE hash>? ORDER BY hash LIMIT ?",
                after,
                limit);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        var file = file(rows);
        entries.add(new MediaEntry(file, owners(file.hash())));
      }
    }
    return entries;
  }

  MediaUsage usage(@Nullable PublicKey owner) throws SQLException {
    try (var query =
            prepare(
                "SELECT files, bytes FROM usage WHERE owner=?",
                owner == null ? RELAY : owner.hex());
        var rows = query.executeQuery()) {
      return rows.next() ? new MediaUsage(rows.getLong(1), rows.getLong(2)) : MediaUsage.NONE;
    }
  }

  private List<Ownership> owners(BlobHash hash) throws SQLException {
    var owners = new ArrayList<Ownership>();
    try (var query =
            prepare(
                "SELECT owner, uploaded FROM ownership WHERE hash=? ORDER BY uploaded, owner",
                hash.hex());
        var rows = query.executeQuery()) {
      while (rows.next()) {
        owners.add(new Ownership(PublicKey.parse(rows.getString(1)), rows.getLong(2)));
      }
    }
    return owners;
  }

  private void count(String owner, int files, long bytes) throws SQLException {
    var _ =
        change(
            """
            INSERT INTO usage VALUES (?,?,?)
            ON CONFLICT DO UPDATE SET files=files+excluded.files, bytes=bytes+excluded.bytes\
            """,
            owner,
            files,
            bytes);
    var _ = change("DELETE FROM usage WHERE owner=? AND files=0", owner);
  }

  private static MediaFile file(ResultSet row) throws SQLException {
    return new MediaFile(
        new BlobHash(row.getString(1)), row.getLong(2), row.getString(3), row.getLong(4));
  }

  /// @return whether a row changed
  private boolean change(String sql, Object... arguments) throws SQLException {
    try (var statement = prepare(sql, arguments)) {
      return statement.executeUpdate() > 0;
    }
  }

  private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }
}

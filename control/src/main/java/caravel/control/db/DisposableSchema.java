package caravel.control.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/// The tables of a database whose rows may be lost. Files of another version are replaced instead
/// of migrated.
///
/// @param version stored in the file as `user_version`, above 0
/// @param statements create the tables in an empty file
public record DisposableSchema(int version, List<String> statements) {
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");

  public DisposableSchema {
    statements = List.copyOf(statements);
  }

  /// Whether the file is an intact database of this version.
  boolean isIn(Path file, DataSource source) {
    if (!Files.exists(file)) {
      return false;
    }
    try (var connection = source.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() && row.getInt(1) == version;
    } catch (SQLException damaged) {
      return false;
    }
  }

  void create(Path file, DataSource source) throws SQLException {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException refused) {
      throw Migrations.unusable(file, refused);
    }
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
      statement.execute("PRAGMA user_version = " + version);
    }
  }

  /// Deletes the file and its log.
  public static void delete(Path file) {
    try {
      for (var suffix : SUFFIXES) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
      }
    } catch (IOException refused) {
      throw Migrations.unusable(file, refused);
    }
  }
}

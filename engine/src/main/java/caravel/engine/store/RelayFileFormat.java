package caravel.engine.store;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.OptionalLong;

/// The format number that each relay's file has. A program opens files of its own format only.
public final class RelayFileFormat {
  /// The format that this program reads and writes.
  public static final long CURRENT = DiskFile.FORMAT;

  /// The end of the name of each relay's file.
  public static final String SUFFIX = DiskFile.SUFFIX;

  private RelayFileFormat() {}

  /// Reads the format without changing or locking the file, also while a program writes it.
  ///
  /// @return empty if the file has no format
  /// @throws SQLException if it is not a database
  public static OptionalLong read(Path file) throws SQLException {
    var url = "jdbc:sqlite:" + file.toUri() + "?mode=ro&immutable=1";
    try (var connection = DriverManager.getConnection(url);
        var select =
            connection.prepareStatement(
                """
                SELECT count(*) FROM sqlite_master WHERE type='table' AND name='meta'\
                """);
        var tables = select.executeQuery()) {
      if (tables.getLong(1) == 0) {
        return OptionalLong.empty();
      }
      try (var format = connection.prepareStatement("SELECT value FROM meta WHERE key='format'");
          var rows = format.executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    }
  }
}

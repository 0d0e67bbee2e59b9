package caravel.control.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies of the database taken before a migration, in the same folder: `caravel.db.before-v11`
/// holds the tables of version 11. The newest [#COPIES_MAX] are kept.
final class DatabaseCopies {
  static final int COPIES_MAX = 3;

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseCopies.class);
  private static final Pattern NAME = Pattern.compile("\\.before-v(\\d+)$");

  private DatabaseCopies() {}

  /// Writes a complete, consistent copy before it returns.
  ///
  /// @param version of the tables in the file, as Flyway counts them
  /// @throws DbException with an error message for the operator if there is no copy; nothing was
  ///   changed
  static void save(Path file, String version, DataSource source) {
    var copy = file.resolveSibling(file.getFileName() + ".before-v" + version);
    var unfinished = copy.resolveSibling(copy.getFileName() + ".unfinished");
    try {
      Files.deleteIfExists(unfinished);
      try (var connection = source.getConnection();
          var statement = connection.prepareStatement("VACUUM INTO ?")) {
        statement.setString(1, unfinished.toString());
        statement.execute();
      }
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-------"));
      Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
      LOG.info("copied the database to {} before changing its tables", copy);
      deleteOld(file);
    } catch (IOException | SQLException failed) {
      throw new DbException(
          "the database "
              + file
              + " must be changed for this version, and no copy of it could be written to "
              + copy
              + " first: "
              + failed.getMessage(),
          failed);
    }
  }

  private static void deleteOld(Path file) throws IOException {
    var copies = copies(file);
    for (var old : copies.subList(Math.min(COPIES_MAX, copies.size()), copies.size())) {
      Files.delete(old);
    }
  }

  /// Newest version first.
  private static List<Path> copies(Path file) throws IOException {
    var prefix = file.getFileName().toString();
    try (var siblings = Files.list(file.toAbsolutePath().getParent())) {
      return siblings
          .filter(path -> path.getFileName().toString().startsWith(prefix))
          .filter(path -> version(path) >= 0)
          .sorted(Comparator.comparingLong(DatabaseCopies::version).reversed())
          .toList();
    }
  }

  private static long version(Path path) {
    var name = NAME.matcher(path.getFileName().toString());
    return name.find() ? Long.parseLong(name.group(1)) : -1;
  }
}

package caravel.control.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/// Tells what a start of this program would do with a database of another version. Works on a copy;
/// the original is only read.
public final class DatabaseUpgrade {
  /// The oldest tables that can be migrated. No program wrote a control plane into older ones.
  public static final int OLDEST_VERSION = 4;

  private static final String LOG = "-wal";

  private final Path copy;

  private DatabaseUpgrade(Path copy) {
    this.copy = copy;
  }

  /// The tables of a database, compared with those of this program.
  ///
  /// @param version of the tables in the file; 0 = it has none
  /// @param known the newest version that this program knows
  /// @param pending what the missing migrations change, in their order
  public record Tables(int version, int known, List<String> pending) {
    public Tables {
      pending = List.copyOf(pending);
    }

    public boolean isNewerThanProgram() {
      return version > known;
    }
  }

  /// Bytes of the database and of its log.
  ///
  /// @throws IOException if the size cannot be read
  public static long bytes(Path database) throws IOException {
    var log = log(database);
    return Files.size(database) + (Files.exists(log) ? Files.size(log) : 0);
  }

  /// Copies the database, also beside a program that uses it.
  ///
  /// @param target a file that does not exist
  /// @throws DbException if the database cannot be copied
  public static DatabaseUpgrade copy(Path database, Path target) {
    try {
      if (DatabaseLock.isHeld(database)) {
        copyByReading(database, target);
      } else {
        copyFiles(database, target);
      }
      return new DatabaseUpgrade(target);
    } catch (IOException | SQLException failed) {
      throw Migrations.unusable(database, failed);
    }
  }

  /// SQLite copies a consistent state while another program writes.
  private static void copyByReading(Path database, Path target) throws SQLException {
    var url = "jdbc:sqlite:" + database.toUri() + "?mode=ro";
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, target.toString());
      statement.execute();
    }
  }

  /// SQLite would create files beside a database that no program uses.
  private static void copyFiles(Path database, Path target) throws IOException {
    Files.copy(database, target, StandardCopyOption.COPY_ATTRIBUTES);
    if (Files.exists(log(database))) {
      Files.copy(log(database), log(target), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static Path log(Path database) {
    return database.resolveSibling(database.getFileName() + LOG);
  }

  /// Compares the tables of the copy with those of this program. Changes nothing.
  public Tables tables() {
    return Migrations.tables(copy, Db.writing(copy));
  }

  /// Opens the copy as a start does, which migrates it, and checks every page of it.
  ///
  /// @param check runs on the migrated copy
  /// @return `ok`, or the first fault that SQLite finds
  /// @throws DbException if the copy cannot be migrated
  public String migrate(InstantSource clock, Consumer<Db> check) {
    try (var db = Db.open(copy, clock)) {
      check.accept(db);
    }
    return new RestoredDatabase(copy).check();
  }
}

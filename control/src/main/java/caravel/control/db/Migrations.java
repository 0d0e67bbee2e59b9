package caravel.control.db;

import caravel.control.db.postgres.PostgresAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;

/// Migrates a database to this version's tables, with numbered, append-only files, the same ones
/// for both kinds of database. Copies an existing file first, because a migration cannot be undone.
final class Migrations {
  private static final String LOCATION = "classpath:db/migration";

  /// A script that runs on PostgreSQL after the migrations.
  private static final String POSTGRES_LOCATION = "classpath:db/postgresql";

  private Migrations() {}

  static void bringUpToDate(Path file, DataSource source) {
    try {
      var flyway = flyway(source);
      if (Arrays.stream(flyway.info().all()).anyMatch(Migrations::isUnknown)) {
        throw new NewerDatabaseException(file);
      }
      var current = flyway.info().current();
      if (current != null && current.getVersion() != null && flyway.info().pending().length > 0) {
        DatabaseCopies.save(file, current.getVersion().getVersion(), source);
      }
      flyway.migrate();
    } catch (FlywayException refused) {
      throw unusable(file, refused);
    }
  }

  /// Migrates a PostgreSQL database. The operator makes a copy before.
  static void bringUpToDate(PostgresAddress address, DataSource source) {
    try {
      var flyway =
          Flyway.configure().dataSource(source).locations(LOCATION, POSTGRES_LOCATION).load();
      if (Arrays.stream(flyway.info().all()).anyMatch(Migrations::isUnknown)) {
        throw new NewerDatabaseException(address);
      }
      flyway.migrate();
    } catch (FlywayException refused) {
      throw unusable(address, refused);
    }
  }

  /// Compares the tables in the file with the migrations of this program.
  static DatabaseUpgrade.Tables tables(Path file, DataSource source) {
    try {
      var info = flyway(source).info();
      var current = info.current();
      var steps = Arrays.stream(info.all()).filter(step -> step.getVersion() != null).toList();
      return new DatabaseUpgrade.Tables(
          current == null ? 0 : number(current),
          steps.stream()
              .filter(step -> !isUnknown(step))
              .mapToInt(Migrations::number)
              .max()
              .orElse(0),
          Arrays.stream(info.pending()).map(MigrationInfo::getDescription).toList());
    } catch (FlywayException refused) {
      throw unusable(file, refused);
    }
  }

  private static int number(MigrationInfo step) {
    return Integer.parseInt(step.getVersion().getVersion());
  }

  private static Flyway flyway(DataSource source) {
    return Flyway.configure().dataSource(source).locations(LOCATION).load();
  }

  private static boolean isUnknown(MigrationInfo step) {
    return step.getState() == MigrationState.FUTURE_SUCCESS
        || step.getState() == MigrationState.FUTURE_FAILED;
  }

  static DbException unusable(Object database, Exception why) {
    return new DbException("the database " + database + " cannot be used: " + reason(why), why);
  }

  /// The innermost message, because the outer ones repeat it.
  private static String reason(Exception why) {
    Throwable innermost = why;
    for (@Nullable Throwable cause = why; cause != null; cause = cause.getCause()) {
      innermost = cause;
      if (cause instanceof SQLException) {
        break;
      }
    }
    var message = innermost.getMessage();
    return message == null ? innermost.getClass().getSimpleName() : message;
  }
}

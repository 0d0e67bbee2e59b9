package caravel.control.db;

import caravel.control.db.postgres.PostgresAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Databases of tests: SQLite files, or with `-Dcaravel.tests.postgres=true` databases of one
/// PostgreSQL server, which runs as long as the JVM.
public final class TestDatabase {
  private static final boolean ON_POSTGRES = Boolean.getBoolean("caravel.tests.postgres");
  private static final String TEMPLATE = "migrated";
  private static final int CONNECTIONS_MAX = 400;

  private static final Map<Path, String> NAMES = new HashMap<>();
  private static @Nullable EmbeddedPostgres server;
  private static boolean hasTemplate;
  private static int count;

  private TestDatabase() {}

  public static boolean isOnPostgres() {
    return ON_POSTGRES;
  }

  /// Opens a database. The same path always names the same one.
  public static Db open(Path file, InstantSource clock) {
    return ON_POSTGRES ? Db.open(ofPath(file, clock), clock, () -> {}) : Db.open(file, clock);
  }

  /// An empty database of the server.
  static synchronized PostgresAddress empty() {
    var name = nextName();
    execute("CREATE DATABASE " + name + " TEMPLATE template0");
    return address(name);
  }

  /// A migrated database of the server.
  public static synchronized PostgresAddress migrated(InstantSource clock) {
    template(clock);
    var name = nextName();
    execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " STRATEGY file_copy");
    return address(name);
  }

  private static synchronized PostgresAddress ofPath(Path file, InstantSource clock) {
    var known = NAMES.get(file.toAbsolutePath());
    if (known != null) {
      return address(known);
    }
    dropOfEndedTests();
    var address = migrated(clock);
    NAMES.put(file.toAbsolutePath(), address.database());
    return address;
  }

  /// The folder of a test is deleted at its end.
  private static void dropOfEndedTests() {
    NAMES
        .entrySet()
        .removeIf(entry -> {
          if (Files.isDirectory(entry.getKey().resolveSibling(""))) {
            return false;
          }
          execute("DROP DATABASE " + entry.getValue() + " WITH (FORCE)");
          return true;
        });
  }

  private static void template(InstantSource clock) {
    if (!hasTemplate) {
      hasTemplate = true;
      execute("CREATE DATABASE " + TEMPLATE + " TEMPLATE template0");
      Db.open(address(TEMPLATE), clock, () -> {}).close();
    }
  }

  private static String nextName() {
    count++;
    return "test" + count;
  }

  static PostgresAddress address(String database) {
    return PostgresAddress.parse(
        "postgres://postgres:postgres@localhost:" + server().getPort() + "/" + database);
  }

  static synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        server =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", String.valueOf(CONNECTIONS_MAX))
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off")
                .start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    return server;
  }

  static void execute(String sql) {
    try (var connection = server().getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(sql, failed);
    }
  }
}

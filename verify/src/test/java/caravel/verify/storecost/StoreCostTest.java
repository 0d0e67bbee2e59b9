package caravel.verify.storecost;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The statements of the store find the same events in both kinds of database.
final class StoreCostTest {
  private static final StoreCost.Size SIZE = new StoreCost.Size(6_000, 3);

  @TempDir private Path folder;

  @Test
  void both_databases_find_the_same_and_keep_nothing() throws IOException, SQLException {
    List<String> said = new ArrayList<>();
    long inFile;
    try (var file = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"))) {
      inFile = run(file, said);
    }
    try (var server = EmbeddedPostgres.start();
        var connection = server.getPostgresDatabase().getConnection()) {
      assertThat(run(connection, said)).isEqualTo(inFile).isPositive();
      try (var statement = connection.createStatement();
          var tables =
              statement.executeQuery(
                  "SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'store%'")) {
        assertThat(tables.next()).isTrue();
        assertThat(tables.getInt(1)).isZero();
      }
    }
    assertThat(said).hasSize(8).anyMatch(line -> line.contains("100 events each"));
  }

  private static long run(Connection connection, List<String> said) throws SQLException {
    return new StoreCost(SIZE, () -> Duration.ZERO, said::add).run(connection);
  }
}

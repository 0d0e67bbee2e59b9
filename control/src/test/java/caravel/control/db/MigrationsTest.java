package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Finding O (section 5 of the control-plane review): a migration cannot be undone, so the database
/// is copied before it.
final class MigrationsTest {
  @TempDir private Path folder;

  @Test
  void a_database_is_copied_before_its_tables_are_changed() throws Exception {
    var file = folder.resolve("caravel.db");
    migrateTo(file, "5");
    execute(file, "CREATE TABLE witness AS SELECT 'before' AS word");
    Db.open(file, new TestClock()).close();
    var copy = folder.resolve("caravel.db.before-v5");
    assertThat(word(copy)).isEqualTo("before");
    assertThat(appliedVersions(copy)).isEqualTo(5);
    assertThat(appliedVersions(file)).isGreaterThan(5);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_new_database_and_an_unchanged_one_are_not_copied() throws IOException {
    var file = folder.resolve("caravel.db");
    Db.open(file, new TestClock()).close();
    Db.open(file, new TestClock()).close();
    assertThat(copies()).isEmpty();
  }

  @Test
  void only_the_newest_copies_are_kept() throws IOException {
    var file = folder.resolve("caravel.db");
    migrateTo(file, "5");
    for (var version : List.of("1", "2", "3", "4")) {
      Files.writeString(folder.resolve("caravel.db.before-v" + version), "old");
    }
    Db.open(file, new TestClock()).close();
    assertThat(copies())
        .containsExactly("caravel.db.before-v3", "caravel.db.before-v4", "caravel.db.before-v5");
  }

  @Test
  void without_a_copy_nothing_is_changed() throws Exception {
    var file = folder.resolve("caravel.db");
    migrateTo(file, "5");
    var blocked = Files.createDirectory(folder.resolve("caravel.db.before-v5"));
    Files.writeString(blocked.resolve("file"), "in the way");
    assertThatThrownBy(() -> Db.open(file, new TestClock()))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("no copy of it could be written");
    assertThat(appliedVersions(file)).isEqualTo(5);
  }

  @Test
  void the_switches_of_a_relay_move_into_one_column() throws Exception {
    var file = folder.resolve("caravel.db");
    migrateTo(file, "16");
    execute(file, "INSERT INTO tenants (pubkey, return_url, created_at) VALUES ('t', '', 1)");
    execute(
        file,
        """
        INSERT INTO relays (
          id, tenant_pubkey, subdomain, zooid_domain, schema_name, custom_domain,
          custom_domain_verified, secret, plan_id, info_name, info_icon, info_description,
          policy_public_read, policy_public_write, policy_public_join, policy_strip_signatures,
          groups_enabled, management_enabled, members_can_invite, blossom_enabled,
          livekit_enabled, push_enabled, base_status, created_at, generation,
          synced_generation, synced, provisioning_step, sync_error, refused, attempts, retry_at)
        VALUES ('r', 't', 'club', 'a.example', 's', '', 0, '', 'free', '', '', '',
          1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 'active', 1, 1, 1, 1, 'answered', '', 0, 0, 0)
        """);
    try (var db = Db.open(file, new TestClock())) {
      var settings =
          db.<String>read(
              tx -> tx.handle().select("SELECT settings FROM relays").mapTo(String.class).one());
      assertThat(settings)
          .isEqualTo(
              "{\"policy_public_read\":1,\"policy_public_write\":0,\"policy_public_join\":1,"
                  + "\"policy_strip_signatures\":0,\"groups_enabled\":0,\"management_enabled\":1,"
                  + "\"members_can_invite\":0,\"blossom_enabled\":1,\"livekit_enabled\":0,"
                  + "\"push_enabled\":1}");
    }
  }

  private List<String> copies() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.contains(".before-v"))
          .sorted()
          .toList();
    }
  }

  private static void migrateTo(Path file, String version) {
    Flyway.configure()
        .dataSource("jdbc:sqlite:" + file, null, null)
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String word(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT word FROM witness")) {
      return rows.getString(1);
    }
  }

  private static int appliedVersions(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM flyway_schema_history")) {
      return rows.getInt(1);
    }
  }
}

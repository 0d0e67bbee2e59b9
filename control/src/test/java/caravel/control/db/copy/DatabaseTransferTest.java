package caravel.control.db.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.TestDatabase;
import caravel.control.db.copy.DatabaseTransfer.CopiedTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A control plane moves from SQLite to PostgreSQL and back, with real databases.
final class DatabaseTransferTest {
  private static final int TENANTS = 1_201;

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private Db file;
  private Db server;

  @BeforeEach
  void open() {
    file = Db.open(folder.resolve("caravel.db"), clock);
    server = Db.open(TestDatabase.migrated(clock), clock, () -> {});
  }

  @AfterEach
  void close() {
    server.close();
    file.close();
  }

  /// Rows with references, bytes beyond ASCII, long numbers and nulls.
  private static void fill(Db db) {
    var random = new Random(7);
    db.inTx(tx -> {
      var tenants =
          tx.handle()
              .prepareBatch(
                  """
                  INSERT INTO tenants (pubkey, return_url, created_at, churned_at)
                  VALUES (:key, :url, :at, :churned)
                  """);
      for (var number = 0; number < TENANTS; number++) {
        tenants
            .bind("key", "%064x".formatted(number))
            .bind("url", "https://example.com/" + Character.toString(0x1F300 + number % 500))
            .bind("at", random.nextLong(1L << 50))
            .bind("churned", number % 3 == 0 ? null : (Long) random.nextLong(1L << 40))
            .add();
      }
      tenants.execute();
      tx.handle().execute("UPDATE billing_state SET clock_ahead_seconds = 86400 WHERE one = 1");
      return tx.handle()
          .execute("INSERT INTO stripe_events (id, type, received_at) VALUES ('evt_1', 'a''b', 1)");
    });
  }

  @Test
  void every_row_arrives_and_comes_back() {
    fill(file);
    var there = DatabaseTransfer.copy(file, server);
    assertThat(rows(there, "tenants")).isEqualTo(TENANTS);
    assertThat(rows(there, "billing_state")).isEqualTo(1);
    assertThat(rows(there, "stripe_events")).isEqualTo(1);
    try (var second = Db.open(folder.resolve("second.db"), clock)) {
      assertThat(DatabaseTransfer.copy(server, second)).isEqualTo(there);
      assertThat(url(second)).isEqualTo(url(file)).contains("\uD83C");
    }
  }

  private static long rows(List<CopiedTable> tables, String name) {
    return tables.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow().rows();
  }

  private static String url(Db db) {
    return db.read(tx ->
        tx.handle()
            .createQuery("SELECT return_url FROM tenants WHERE pubkey LIKE '%3f' ORDER BY pubkey")
            .mapTo(String.class)
            .first());
  }

  @Test
  void a_target_with_data_is_refused_and_keeps_it() {
    fill(file);
    fill(server);
    assertThatThrownBy(() -> DatabaseTransfer.copy(file, server))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("has data already")
        .hasMessageContaining("empty one");
    assertThat(url(server)).isEqualTo(url(file));
  }

  @Test
  void text_that_the_target_cannot_hold_is_an_error_and_nothing_is_copied() {
    fill(file);
    file.inTx(tx ->
        tx.handle()
            .execute("UPDATE tenants SET return_url = char(97, 0, 98) WHERE pubkey LIKE '%3f'"));
    assertThatThrownBy(() -> DatabaseTransfer.copy(file, server)).isInstanceOf(DbException.class);
    var rows =
        server.<Long>read(
            tx -> tx.handle().createQuery("SELECT count(*) FROM tenants").mapTo(long.class).one());
    assertThat(rows).isZero();
  }

  /// A table that a migration fills must be named in the copy, or no database would be empty.
  @Test
  void a_migrated_database_of_either_kind_is_empty() {
    assertThat(DatabaseTransfer.copy(file, server)).isNotEmpty();
    try (var second = Db.open(folder.resolve("second.db"), clock)) {
      assertThat(DatabaseTransfer.copy(server, second)).isNotEmpty();
    }
  }

  @Test
  void a_table_comes_after_those_that_it_refers_to() {
    var order =
        TableList.inOrder(
            Map.of("a", Set.of("c"), "b", Set.of(), "c", Set.of("b"), "d", Set.of("a", "b")));
    assertThat(order).containsExactly("b", "c", "a", "d");
    assertThatThrownBy(() -> TableList.inOrder(Map.of("a", Set.of("b"), "b", Set.of("a"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void hashes_differ_when_a_value_moves_between_columns_or_changes_its_type() {
    assertThat(List.of(hash("ab", "c"), hash("a", "bc"), hash("abc", null), hash(1L, 2L)))
        .doesNotHaveDuplicates();
    assertThat(hash("1"))
        .isNotEqualTo(hash(1L))
        .isNotEqualTo(hash((Object) "1".getBytes(StandardCharsets.UTF_8)));
    var one = new RowsHash();
    one.add(new Object[] {"x"});
    one.add(new Object[] {"y"});
    var other = new RowsHash();
    other.add(new Object[] {"y"});
    other.add(new Object[] {"x"});
    assertThat(one.hash()).isEqualTo(other.hash()).hasSize(64);
    assertThat(one.rows()).isEqualTo(2);
  }

  private static String hash(@Nullable Object... values) {
    var hash = new RowsHash();
    hash.add(values);
    return hash.hash();
  }
}

package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.TestClock;
import caravel.control.db.postgres.PostgresAddress;
import caravel.control.db.postgres.PostgresPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The database of the control plane on a real PostgreSQL server.
final class PostgresTest {
  /// Runs of a function in each attempt.
  private static final int RUNS = Boolean.getBoolean(Writer.TWICE) ? 2 : 1;

  private final TestClock clock = new TestClock();
  private final CountDownLatch died = new CountDownLatch(1);
  private PostgresAddress address;
  private Db db;

  @BeforeEach
  void open() {
    address = TestDatabase.migrated(clock);
    db = Db.open(address, clock, died::countDown);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static void add(Tx tx, String id) {
    tx.handle().execute("INSERT INTO stripe_events (id, type, received_at) VALUES (?, 'a', 1)", id);
  }

  private List<String> ids() {
    return db.read(tx ->
        tx.handle()
            .createQuery("SELECT id FROM stripe_events ORDER BY id")
            .mapTo(String.class)
            .list());
  }

  @Test
  void what_is_committed_is_read() {
    db.inTx(tx -> {
      add(tx, "one");
      return true;
    });
    assertThat(ids()).containsExactly("one");
  }

  @Test
  void an_exception_undoes_everything() {
    assertThatThrownBy(() ->
            db.inTx(tx -> {
              add(tx, "one");
              throw new IllegalArgumentException("no");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ids()).isEmpty();
  }

  @Test
  void a_refused_statement_concerns_its_own_transaction_alone() {
    assertThatThrownBy(() ->
            db.inTx(tx -> {
              add(tx, "one");
              add(tx, "one");
              return true;
            }))
        .isInstanceOfSatisfying(
            DbException.class,
            refused -> {
              assertThat(DbException.isSystemic(refused)).isFalse();
              assertThat(refused.isTemporary()).isFalse();
            });
    assertThat(db.fault()).isEmpty();
  }

  @Test
  void a_read_cannot_write() {
    assertThatThrownBy(() ->
            db.read(tx -> {
              add(tx, "one");
              return true;
            }))
        .isInstanceOf(DbException.class);
  }

  @Test
  void a_read_sees_one_state() {
    var counts =
        db.<List<Long>>read(tx -> {
          var seen = new ArrayList<Long>();
          seen.add(count(tx));
          onAnotherThread(() ->
              db.inTx(other -> {
                add(other, "meanwhile");
                return true;
              }));
          seen.add(count(tx));
          return seen;
        });
    assertThat(counts).containsExactly(0L, 0L);
    assertThat(ids()).containsExactly("meanwhile");
  }

  private static long count(Tx tx) {
    return tx.handle().createQuery("SELECT count(*) FROM stripe_events").mapTo(long.class).one();
  }

  private static void onAnotherThread(Runnable task) {
    try {
      var thread = Thread.ofVirtual().start(task);
      thread.join();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  @Test
  void text_is_ordered_by_its_bytes() {
    for (var id : List.of("b", "A", "a", "B", "é", "_")) {
      db.inTx(tx -> {
        add(tx, id);
        return true;
      });
    }
    assertThat(ids()).containsExactly("A", "B", "_", "a", "b", "é");
  }

  @Test
  void a_conflict_runs_the_transaction_again() throws SQLException {
    db.inTx(tx -> {
      add(tx, "one");
      return true;
    });
    var runs = new AtomicInteger();
    try (var other = PostgresPool.single(address).getConnection()) {
      db.inTx(tx -> {
        count(tx);
        if (runs.incrementAndGet() == RUNS) {
          update(other, "first");
        }
        return tx.handle().execute("UPDATE stripe_events SET type = type || 'x'");
      });
    }
    assertThat(runs).hasValue(2 * RUNS);
    var type =
        db.read(tx ->
            tx.handle().createQuery("SELECT type FROM stripe_events").mapTo(String.class).one());
    assertThat(type).isEqualTo("firstx");
  }

  private static void update(Connection connection, String type) {
    try (var statement = connection.prepareStatement("UPDATE stripe_events SET type = ?")) {
      statement.setString(1, type);
      statement.execute();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void a_transaction_that_always_conflicts_is_given_up_after_eight_runs() throws SQLException {
    db.inTx(tx -> {
      add(tx, "one");
      return true;
    });
    var runs = new AtomicInteger();
    try (var other = PostgresPool.single(address).getConnection()) {
      assertThatThrownBy(() ->
              db.inTx(tx -> {
                count(tx);
                update(other, "run " + runs.incrementAndGet());
                return tx.handle().execute("UPDATE stripe_events SET type = 'mine'");
              }))
          .isInstanceOfSatisfying(
              DbException.class,
              given -> {
                assertThat(given.isTemporary()).isTrue();
                assertThat(DbException.isSystemic(given)).isFalse();
              });
    }
    assertThat(runs).hasValue(8 * RUNS);
  }

  @Test
  void a_connection_that_the_server_ends_is_replaced() throws SQLException {
    var runs = new AtomicInteger();
    db.inTx(tx -> {
      add(tx, "one");
      if (runs.incrementAndGet() == RUNS) {
        var pid = tx.handle().createQuery("SELECT pg_backend_pid()").mapTo(int.class).one();
        TestDatabase.execute("SELECT pg_terminate_backend(" + pid + ")");
      }
      return count(tx);
    });
    assertThat(runs).hasValue(2 * RUNS);
    assertThat(ids()).containsExactly("one");
    assertThat(db.fault()).isEmpty();
  }

  @Test
  void tasks_after_commits_run_in_the_order_of_the_commits() throws InterruptedException {
    var committed = new ArrayList<Long>();
    var threads = new ArrayList<Thread>();
    for (int number = 0; number < 20; number++) {
      var id = "n" + number;
      threads.add(
          Thread.ofVirtual()
              .start(() ->
                  db.inTx(tx -> {
                    add(tx, id);
                    var count = count(tx);
                    tx.afterCommit(() -> committed.add(count));
                    return true;
                  })));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(committed).isSorted().hasSize(20);
  }

  @Test
  void a_transaction_inside_another_is_refused() {
    assertThatThrownBy(() -> db.inTx(_ -> db.inTx(_ -> true)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> db.read(_ -> db.read(_ -> true)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_second_process_is_refused() {
    assertThatThrownBy(() -> Db.open(address, clock, () -> {}))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("is in use by another Caravel")
        .hasMessageContaining("DATABASE_URL")
        .hasMessageNotContaining("postgres:postgres");
  }

  @Test
  void the_next_process_can_start_at_once_after_a_stop() {
    db.close();
    db = Db.open(address, clock, () -> {});
    assertThat(ids()).isEmpty();
  }

  @Test
  void a_process_that_lost_the_database_writes_nothing_and_is_told() throws Exception {
    try (var other = PostgresPool.single(address).getConnection();
        var statement = other.createStatement()) {
      statement.execute("UPDATE leases SET token = token + 1");
    }
    assertThatThrownBy(() ->
            db.inTx(tx -> {
              add(tx, "one");
              return true;
            }))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("taken over");
    assertThat(ids()).isEmpty();
    assertThat(died.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_server_that_does_not_answer_is_a_fault_with_its_name() {
    var nowhere = PostgresAddress.parse("postgres://me:secret@127.0.0.1:1/x");
    assertThatThrownBy(() -> Db.open(nowhere, clock, () -> {}))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("postgres://127.0.0.1:1/x cannot be used")
        .hasMessageNotContaining("secret");
  }
}

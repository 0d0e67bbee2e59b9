package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.TestClock;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One writer, many readers, and atomic transactions.
final class DbTest {
  private final TestClock clock = new TestClock();
  private Path file;
  private Db db;

  @BeforeEach
  void open(@TempDir Path folder) {
    file = folder.resolve("new").resolve("caravel.db");
    db = Db.open(file, clock);
    db.inTx(tx -> tx.handle().execute("CREATE TABLE things (name TEXT PRIMARY KEY)"));
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void committed_rows_survive_a_restart() {
    add("a");
    db.close();
    db = Db.open(file, clock);
    assertThat(names()).containsExactly("a");
  }

  /// Finding O2: after the death of the writer's thread every caller waited for ever.
  @Test
  void a_dead_writer_ends_the_process_and_no_caller_waits_for_it(@TempDir Path folder) {
    var died = new CountDownLatch(1);
    var opened = Db.open(folder.resolve("dying.db"), clock, died::countDown);
    try {
      assertThatThrownBy(() -> opened.inTx(DbTest::failAfterTheCommit))
          .isInstanceOf(DbException.class);
      Awaitility.await().until(() -> died.getCount() == 0);
      assertThat(opened.fault()).contains("the writer of the database has stopped");
      assertThatThrownBy(() -> opened.inTx(tx -> tx.seconds())).isInstanceOf(DbException.class);
    } finally {
      opened.close();
    }
  }

  /// Finding O2: an `Error` of a listener ended the writer's thread.
  @Test
  void an_error_after_a_commit_does_not_end_the_writer() {
    db.inTx(tx -> {
      tx.afterCommit(() -> {
        throw new StackOverflowError("of a listener");
      });
      return null;
    });
    add("later");
    assertThat(names()).containsExactly("later");
  }

  private static boolean failAfterTheCommit(Tx tx) {
    tx.handle()
        .afterCommit(() -> {
          throw new StackOverflowError("of the connection");
        });
    return true;
  }

  @Test
  void the_file_is_safe_against_a_power_cut_and_foreign_keys_hold() {
    assertThat(db.<Integer>inTx(tx -> pragma(tx, "synchronous"))).isEqualTo(2);
    assertThat(db.<Integer>inTx(tx -> pragma(tx, "foreign_keys"))).isEqualTo(1);
    assertThat(
            db.<String>inTx(
                tx -> tx.handle().select("PRAGMA journal_mode").mapTo(String.class).one()))
        .isEqualTo("wal");
  }

  @Test
  void an_exception_rolls_back_and_reaches_the_caller() {
    var mine = new IllegalArgumentException("mine");
    assertThatThrownBy(() ->
            db.inTx(tx -> {
              insert(tx, "a");
              throw mine;
            }))
        .isSameAs(mine);
    assertThat(names()).isEmpty();
    add("b");
    assertThat(names()).containsExactly("b");
  }

  @Test
  void a_statement_that_fails_is_a_db_exception_and_rolls_back() {
    add("a");
    assertThatThrownBy(() ->
            db.inTx(tx -> {
              insert(tx, "b");
              insert(tx, "a");
              return null;
            }))
        .isInstanceOf(DbException.class);
    assertThat(names()).containsExactly("a");
  }

  @Test
  void fifty_threads_write_without_losing_or_mixing_anything() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ArrayList<Future<?>>();
      for (var thread = 0; thread < 50; thread++) {
        var name = thread;
        done.add(
            threads.submit(() -> {
              for (var i = 0; i < 20; i++) {
                attempt(name, i);
              }
            }));
      }
      for (var each : done) {
        each.get();
      }
    }
    assertThat(names()).hasSize(50 * 20 / 2).noneMatch(name -> name.endsWith("odd"));
  }

  @Test
  void tasks_after_commit_run_in_the_order_of_commits_and_never_after_a_rollback() {
    var told = new CopyOnWriteArrayList<String>();
    for (var name : List.of("a", "b", "c")) {
      db.inTx(tx -> {
        tx.afterCommit(() -> told.add(name));
        insert(tx, name);
        return null;
      });
    }
    assertThatThrownBy(() ->
            db.inTx(tx -> {
              tx.afterCommit(() -> told.add("never"));
              throw new IllegalStateException();
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(told).containsExactly("a", "b", "c");
  }

  @Test
  void a_failing_task_after_a_commit_has_no_effect_on_others() {
    db.inTx(tx -> {
      tx.afterCommit(() -> {
        throw new IllegalStateException("listener");
      });
      insert(tx, "a");
      return null;
    });
    add("b");
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void a_statement_that_failed_works_the_next_time() {
    add("a");
    for (var time = 0; time < 3; time++) {
      assertThatThrownBy(() -> add("a")).isInstanceOf(DbException.class);
      add("b" + time);
    }
    assertThat(names()).containsExactly("a", "b0", "b1", "b2");
  }

  @Test
  void a_statement_whose_rows_are_being_read_is_not_used_for_another() {
    add("a");
    add("b");
    db.inTx(tx -> {
      for (var time = 0; time < 3; time++) {
        assertThat(namesNotBefore(tx, "a").map(name -> namesNotBefore(tx, name).count()))
            .containsExactly(2L, 1L);
      }
      return null;
    });
  }

  @Test
  void a_statement_is_prepared_once_and_not_for_each_use() {
    db.inTx(tx -> {
      var first = prepared(tx);
      for (var time = 0; time < 3; time++) {
        assertThat(prepared(tx)).isSameAs(first);
      }
      return null;
    });
  }

  @Test
  void a_transaction_inside_another_is_refused() {
    assertThatThrownBy(() -> db.inTx(_ -> db.inTx(_ -> 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inside another");
    assertThatThrownBy(() -> db.inTx(_ -> db.<Integer>read(_ -> 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_read_inside_another_is_refused() {
    assertThatThrownBy(() -> db.<Long>read(_ -> db.<Long>read(_ -> 1L)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a read is opened inside another");
  }

  @Test
  void a_read_does_not_hold_the_carrier_thread_of_a_virtual_thread() throws Exception {
    try (var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      var isVirtual =
          virtual.submit(() -> db.<Boolean>read(_ -> Thread.currentThread().isVirtual()));
      assertThat(isVirtual.get()).isFalse();
    }
  }

  @Test
  void a_reader_sees_one_unmoving_view_and_cannot_write() {
    add("a");
    db.read(tx -> {
      assertThat(count(tx)).isEqualTo(1);
      var writing = Thread.ofVirtual().start(() -> add("b"));
      join(writing);
      assertThat(count(tx)).isEqualTo(1);
      return null;
    });
    assertThat(names()).containsExactly("a", "b");
    assertThatThrownBy(() ->
            db.read(tx -> {
              insert(tx, "c");
              return null;
            }))
        .isInstanceOf(DbException.class);
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void a_transaction_has_one_instant_in_whole_seconds() {
    clock.move(Duration.ofMillis(700));
    db.inTx(tx -> {
      var before = tx.now();
      clock.move(Duration.ofHours(1));
      assertThat(tx.now()).isEqualTo(before);
      assertThat(tx.now()).isEqualTo(before.truncatedTo(ChronoUnit.SECONDS));
      assertThat(tx.seconds()).isEqualTo(before.getEpochSecond());
      return null;
    });
  }

  /// The whole test suite runs in this mode, so that a transaction that cannot be repeated shows.
  @Test
  void a_transaction_runs_twice_in_tests_and_only_the_second_run_counts() {
    var runs = new AtomicInteger();
    var told = new ArrayList<Integer>();
    var result =
        db.<Integer>inTx(tx -> {
          var run = runs.incrementAndGet();
          insert(tx, "run " + run);
          tx.afterCommit(() -> told.add(run));
          return run;
        });
    assertThat(result).isEqualTo(2);
    assertThat(names()).containsExactly("run 2");
    assertThat(told).containsExactly(2);
  }

  @Test
  void a_full_disk_refuses_writes_and_goes_on_reading() {
    add("a");
    db.inTx(tx -> tx.handle().select("PRAGMA max_page_count = 1").mapTo(Integer.class).one());
    assertThatThrownBy(() ->
            db.inTx(
                tx -> tx.handle().execute("INSERT INTO things VALUES (?)", "x".repeat(1_000_000))))
        .isInstanceOf(DbException.class);
    assertThat(names()).containsExactly("a");
    db.inTx(tx -> tx.handle().select("PRAGMA max_page_count = 100000").mapTo(Integer.class).one());
    add("b");
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void a_closed_database_refuses_writes() {
    db.close();
    assertThatThrownBy(() -> add("a"))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closing_finishes_waiting_transactions() throws Exception {
    var started = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow =
          threads.submit(() ->
              db.inTx(tx -> {
                started.countDown();
                await(go);
                insert(tx, "slow");
                return null;
              }));
      started.await();
      var closing = threads.submit(() -> db.close());
      go.countDown();
      slow.get();
      closing.get();
    }
    db = Db.open(file, clock);
    assertThat(names()).containsExactly("slow");
  }

  private void attempt(int thread, int i) {
    var odd = i % 2 == 1;
    try {
      db.inTx(tx -> {
        insert(tx, thread + "/" + i + (odd ? "odd" : ""));
        if (odd) {
          throw new IllegalStateException("roll back");
        }
        return null;
      });
    } catch (IllegalStateException expected) {
      assertThat(odd).isTrue();
    }
  }

  private void add(String name) {
    db.inTx(tx -> {
      insert(tx, name);
      return null;
    });
  }

  private List<String> names() {
    return db.read(tx ->
        tx.handle().select("SELECT name FROM things ORDER BY name").mapTo(String.class).list());
  }

  private static Stream<String> namesNotBefore(Tx tx, String name) {
    return tx
        .handle()
        .createQuery("SELECT name FROM things WHERE name >= :name ORDER BY name")
        .bind("name", name)
        .mapTo(String.class)
        .stream();
  }

  /// The statement that the driver prepared.
  private static Statement prepared(Tx tx) {
    var seen = new ArrayList<Statement>();
    tx.handle()
        .createQuery("SELECT name FROM things WHERE name >= :name ORDER BY name")
        .bind("name", "a")
        .addCustomizer(
            new StatementCustomizer() {
              @Override
              public void beforeExecution(PreparedStatement statement, StatementContext context) {
                seen.add(statement);
              }
            })
        .mapTo(String.class)
        .list();
    return seen.getFirst();
  }

  private static void insert(Tx tx, String name) {
    tx.handle().execute("INSERT INTO things VALUES (?)", name);
  }

  private static int count(Tx tx) {
    return tx.handle().select("SELECT count(*) FROM things").mapTo(Integer.class).one();
  }

  private static int pragma(Tx tx, String name) {
    return tx.handle().select("PRAGMA " + name).mapTo(Integer.class).one();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }
}

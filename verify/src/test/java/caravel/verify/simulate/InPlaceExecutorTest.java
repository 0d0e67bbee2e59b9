package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A database whose transactions run on the caller's thread, so that the process can die in one.
final class InPlaceExecutorTest {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final List<String> events = new ArrayList<>();

  private int transactionsToDeathBefore = -1;
  private int transactionsToDeathAfter = -1;

  private Db open() {
    var committing = new InPlaceExecutor(this::beforeCommit, this::afterCommit);
    return Db.openInMemory(
        "in-place-" + COUNT.incrementAndGet(),
        () -> Instant.ofEpochSecond(1),
        new Random(7),
        committing,
        new InPlaceExecutor());
  }

  private void beforeCommit() {
    if (transactionsToDeathBefore-- == 0) {
      throw new Death("before");
    }
  }

  private void afterCommit() {
    if (transactionsToDeathAfter-- == 0) {
      throw new Death("after");
    }
  }

  private static long rows(Db db) {
    return db.<Long>read(
        tx -> tx.handle().createQuery("SELECT count(*) FROM tenants").mapTo(Long.class).one());
  }

  private boolean add(Db db, String key) {
    return db.inTx(tx -> {
      tx.afterCommit(() -> events.add(key));
      tx.handle()
          .execute("INSERT INTO tenants (pubkey, return_url, created_at) VALUES (?, '', 1)", key);
      return true;
    });
  }

  @Test
  void a_transaction_at_a_death_has_never_been() {
    try (var db = open()) {
      transactionsToDeathBefore = 0;
      assertThatThrownBy(() -> add(db, "a")).isInstanceOf(Death.class);
      assertThat(rows(db)).isZero();
      assertThat(add(db, "b")).isTrue();
      assertThat(rows(db)).isEqualTo(1);
    }
    assertThat(events).containsExactly("b");
  }

  @Test
  void a_transaction_before_a_death_stays_committed() {
    try (var db = open()) {
      transactionsToDeathAfter = 0;
      assertThatThrownBy(() -> add(db, "a")).isInstanceOf(Death.class);
      assertThat(rows(db)).isEqualTo(1);
    }
  }

  @Test
  void a_transaction_inside_another_is_refused() {
    try (var db = open()) {
      assertThatThrownBy(() -> db.inTx(_ -> rows(db))).isInstanceOf(IllegalStateException.class);
      var refused = new ArrayList<Throwable>();
      db.inTx(tx -> {
        tx.afterCommit(() -> {
          try {
            rows(db);
          } catch (IllegalStateException inside) {
            refused.add(inside);
          }
        });
        return true;
      });
      assertThat(refused).hasSize(1);
      assertThatThrownBy(
              () -> db.read(tx -> tx.handle().execute("UPDATE tenants SET created_at = 2")))
          .isInstanceOf(DbException.class);
    }
  }

  @Test
  void equal_seeds_make_equal_ids() {
    String firstId;
    try (var db = open()) {
      firstId = db.<String>inTx(Tx::newId);
    }
    try (var db = open()) {
      assertThat(db.<String>inTx(Tx::newId)).isEqualTo(firstId);
    }
  }
}

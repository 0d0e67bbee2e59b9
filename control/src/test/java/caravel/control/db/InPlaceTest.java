package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The opening for simulations does what the other does, on the caller's thread.
final class InPlaceTest {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final List<String> events = new ArrayList<>();

  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  /// Dies before or after the commit whose number is told.
  private static final class Mortal implements CommitOutcome {
    private int before = -1;
    private int after = -1;

    @Override
    public void beforeCommit() {
      if (before-- == 0) {
        throw new Death();
      }
    }

    @Override
    public void afterCommit() {
      if (after-- == 0) {
        throw new Death();
      }
    }
  }

  private final Mortal fate = new Mortal();

  private Db open() {
    return Db.openInPlace(
        "in-place-" + COUNT.incrementAndGet(), () -> Instant.ofEpochSecond(1), new Random(7), fate);
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
  void what_was_not_committed_at_death_has_never_been() {
    try (var db = open()) {
      fate.before = 0;
      assertThatThrownBy(() -> add(db, "a")).isInstanceOf(Death.class);
      assertThat(rows(db)).isZero();
      assertThat(add(db, "b")).isTrue();
      assertThat(rows(db)).isEqualTo(1);
    }
    assertThat(events).containsExactly("b");
  }

  @Test
  void what_was_committed_at_death_stays_and_nobody_is_told() {
    try (var db = open()) {
      fate.after = 0;
      assertThatThrownBy(() -> add(db, "a")).isInstanceOf(Death.class);
      assertThat(rows(db)).isEqualTo(1);
    }
    assertThat(events).isEmpty();
  }

  @Test
  void a_transaction_inside_another_is_refused() {
    try (var db = open()) {
      assertThatThrownBy(() -> db.inTx(_ -> rows(db))).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() ->
              db.inTx(tx -> {
                tx.afterCommit(() -> rows(db));
                return true;
              }))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () -> db.read(tx -> tx.handle().execute("UPDATE tenants SET created_at = 2")))
          .isInstanceOf(DbException.class);
    }
  }

  @Test
  void equal_seeds_make_equal_ids() {
    try (var db = open()) {
      assertThat(db.<String>inTx(Tx::newId))
          .isEqualTo(new Ids(Instant.ofEpochSecond(1), new Random(7)).next());
    }
  }
}

package caravel.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.billing.core.Invoicing.Outcome;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.nostr.PublicKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Migration V12 on a database of version 11 that has invoices (M2, S1).
final class PayFirstMigrationTest {
  private static final long DAY_1 = 1_000_000;
  private static final long DAY_2 = DAY_1 + 86_400;

  @TempDir Path folder;
  private Connection old;

  @BeforeEach
  void migrateToVersion11() throws SQLException {
    var url = "jdbc:sqlite:" + folder.resolve("caravel.db");
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration")
        .target("11")
        .load()
        .migrate();
    old = DriverManager.getConnection(url);
  }

  @AfterEach
  void close() throws SQLException {
    old.close();
  }

  @Test
  void the_last_paid_or_forgiven_invoice_decides_a_tenants_outcome_m2() throws SQLException {
    insertTenant(1, DAY_2);
    insertInvoice(1, "paid", DAY_1, null, null);
    insertInvoice(1, "void", null, DAY_2, "forgiven");
    insertTenant(2, DAY_2);
    insertInvoice(2, "void", null, DAY_1, "forgiven");
    insertInvoice(2, "paid", DAY_2, null, null);
    insertTenant(3, DAY_2);
    insertInvoice(3, "void", null, DAY_2, "forgiven");
    insertInvoice(3, "paid", DAY_2, null, null);
    insertTenant(4, DAY_2);
    insertInvoice(4, "paid", DAY_1, null, null);
    insertInvoice(4, "void", null, DAY_2, "replaced");
    insertInvoice(4, "open", null, null, null);
    insertTenant(5, DAY_2);
    insertInvoice(5, "void", null, DAY_1, "written_off");
    insertInvoice(5, "open", null, null, null);

    try (var db = migrated()) {
      assertThat(outcome(db, 1)).as("paid, then forgiven").isEqualTo(Outcome.FORGIVEN);
      assertThat(outcome(db, 2)).as("forgiven, then paid").isEqualTo(Outcome.PAID);
      assertThat(outcome(db, 3)).as("both within one second").isEqualTo(Outcome.PAID);
      assertThat(outcome(db, 4)).as("paid, then replaced").isEqualTo(Outcome.PAID);
      assertThat(outcome(db, 5)).as("neither paid nor forgiven").isEqualTo(Outcome.NONE);
    }
  }

  @Test
  void billed_items_keep_their_old_rounding_and_the_next_bill_replays_from_the_start_s1()
      throws SQLException {
    insertTenant(1, DAY_1);
    insertTenant(2, DAY_2);

    try (var db = migrated()) {
      assertThat(db.<Instant>read(tx -> new StateStore().halfUpUntil(tx)))
          .isEqualTo(Instant.ofEpochSecond(DAY_2));
      assertThat(db.<Boolean>read(PayFirstMigrationTest::hasCheckpoint)).isFalse();
      assertThat(db.<Instant>read(tx -> new LedgerStore().billedUpTo(tx, tenant(1)).until()))
          .isEqualTo(Instant.ofEpochSecond(DAY_1));
    }
  }

  @Test
  void without_a_bill_all_items_are_rounded_in_the_new_way() throws SQLException {
    try (var db = migrated()) {
      assertThat(db.<Instant>read(tx -> new StateStore().halfUpUntil(tx)))
          .isEqualTo(Instant.ofEpochSecond(-1));
    }
  }

  private Db migrated() throws SQLException {
    old.close();
    return Db.open(folder.resolve("caravel.db"), new TestClock());
  }

  private static Outcome outcome(Db db, int number) {
    return db.read(tx -> new LedgerStore().lastOutcome(tx, tenant(number)));
  }

  private static boolean hasCheckpoint(Tx tx) {
    return new LedgerStore().checkpoint(tx, tenant(1), Currency.SAT).isPresent();
  }

  private static PublicKey tenant(int number) {
    return new PublicKey("%064x".formatted(number));
  }

  private void insertTenant(int number, long billedUntil) throws SQLException {
    execute(
        "INSERT INTO tenants (pubkey, return_url, created_at) VALUES (?, '', 0)",
        tenant(number).hex());
    execute(
        "INSERT INTO ledgers (tenant_pubkey, billed_sequence, billed_until) VALUES (?, 0, ?)",
        tenant(number).hex(),
        billedUntil);
  }

  private void insertInvoice(
      int tenant,
      String status,
      @Nullable Long paidAt,
      @Nullable Long voidedAt,
      @Nullable String reason)
      throws SQLException {
    execute(
        """
        INSERT INTO invoices (id, tenant_pubkey, number, total, currency, cents, period_start,
          period_end, created_at, status, paid_at, voided_at, void_reason, void_note, attempt,
          attempt_at, attempt_count, attempt_sentence, our_side, told, pending_effect)
        SELECT ? || '-' || count(*), ?, count(*), 10000, 'sat', 1000, 0, 0, 0, ?, ?, ?, ?, '', '',
          0, 0, '', '', '', '' FROM invoices
        """,
        tenant,
        tenant(tenant).hex(),
        status,
        paidAt,
        voidedAt,
        reason);
  }

  private void execute(String sql, @Nullable Object... values) throws SQLException {
    try (var statement = old.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }
}

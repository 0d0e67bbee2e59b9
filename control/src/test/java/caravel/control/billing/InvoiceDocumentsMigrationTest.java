package caravel.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.billing.document.InvoiceDocument;
import caravel.control.billing.document.InvoiceDocumentStore;
import caravel.control.billing.document.InvoiceFacts;
import caravel.control.billing.document.Issuer;
import caravel.control.db.Db;
import caravel.control.money.InvoiceId;
import caravel.nostr.PublicKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Migration V28 on a database of version 26 that has invoices.
final class InvoiceDocumentsMigrationTest {
  private static final long DAY_1 = 1_767_225_600L - 1; // The last second of 2025.
  private static final long DAY_2 = DAY_1 + 86_400;

  @TempDir Path folder;
  private Connection old;

  @BeforeEach
  void migrateToVersion26() throws SQLException {
    var url = "jdbc:sqlite:" + folder.resolve("caravel.db");
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration")
        .target("26")
        .load()
        .migrate();
    old = DriverManager.getConnection(url);
    for (var number : new int[] {1, 2}) {
      execute(
          "INSERT INTO tenants (pubkey, return_url, created_at) VALUES (?, '', 0)", tenant(number));
    }
  }

  @AfterEach
  void close() throws SQLException {
    old.close();
  }

  @Test
  void invoices_get_numbers_by_their_creation() throws SQLException {
    insert("later", 1, 2, DAY_2, "open", null, null);
    insert("second-of-one", 1, 1, DAY_1, "paid", null, null);
    insert("first-of-two", 2, 1, DAY_1, "open", null, null);
    insert("before", 2, 2, DAY_1 - 1, "open", null, null);
    try (var db = migrated()) {
      assertThat(document(db, "before").number()).isEqualTo("CAR-2025-000001");
      assertThat(document(db, "second-of-one").number()).isEqualTo("CAR-2025-000002");
      assertThat(document(db, "first-of-two").number()).isEqualTo("CAR-2025-000003");
      assertThat(document(db, "later").number()).isEqualTo("CAR-2026-000004");
    }
  }

  @Test
  void a_replaced_invoice_is_linked_to_the_next_one_of_the_same_second() throws SQLException {
    insert("old", 1, 1, DAY_1, "void", DAY_2, "replaced");
    insert("new", 1, 2, DAY_2, "open", null, null);
    insert("newer", 1, 3, DAY_2, "open", null, null);
    insert("of-another", 2, 9, DAY_2, "open", null, null);
    insert("covered", 2, 1, DAY_1, "void", DAY_1 + 7, "replaced");
    insert("forgiven", 2, 2, DAY_1, "void", DAY_2, "forgiven");
    try (var db = migrated()) {
      assertThat(document(db, "old").replacedBy())
          .isEqualTo(new InvoiceFacts.Reference("new", document(db, "new").number()));
      assertThat(document(db, "new").replaces())
          .extracting(InvoiceFacts.Reference::id)
          .containsExactly("old");
      assertThat(document(db, "newer").replaces()).isEmpty();
      assertThat(document(db, "covered").replacedBy()).isNull();
      assertThat(document(db, "forgiven").replacedBy()).isNull();
    }
  }

  @Test
  void a_receipt_of_an_earlier_version_has_no_stored_parties() throws SQLException {
    insert("paid", 1, 1, DAY_1, "paid", null, null);
    try (var db = migrated()) {
      assertThat(document(db, "paid").buyer().name()).isEmpty();
      assertThat(document(db, "paid").title()).isEqualTo("receipt");
    }
  }

  private Db migrated() throws SQLException {
    old.close();
    return Db.open(folder.resolve("caravel.db"), new TestClock());
  }

  private static InvoiceDocument document(Db db, String id) {
    var facts =
        db.<Optional<InvoiceFacts>>read(
                tx -> new InvoiceDocumentStore().find(tx, new InvoiceId(id)))
            .orElseThrow();
    return InvoiceDocument.of(facts, Issuer.NONE, plan -> plan, TestClock.START);
  }

  private static String tenant(int number) {
    return new PublicKey("%064x".formatted(number)).hex();
  }

  private void insert(
      String id,
      int tenant,
      int number,
      long createdAt,
      String status,
      @Nullable Long voidedAt,
      @Nullable String reason)
      throws SQLException {
    execute(
        """
        INSERT INTO invoices (id, tenant_pubkey, number, total, currency, cents, period_start,
          period_end, created_at, status, due_at, paid_at, method, payment_id, voided_at,
          void_reason, void_note, stage, stage_at, our_side, told)
        VALUES (?, ?, ?, 10000, 'sat', 1000, 0, 1, ?, ?, 0, ?, ?, ?, ?, ?, '', 'resting', 0,
          'answers', 'nothing')
        """,
        id,
        tenant(tenant),
        number,
        createdAt,
        status,
        status.equals("paid") ? createdAt : null,
        status.equals("paid") ? "oob" : null,
        status.equals("paid") ? "ln:" + id : null,
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

package caravel.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.billing.core.Checkpoint;
import caravel.control.billing.core.History;
import caravel.control.billing.core.Invoicing;
import caravel.control.billing.core.Prices;
import caravel.control.billing.core.Rails;
import caravel.control.db.SecretBox;
import caravel.control.db.TestDatabase;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayTerms;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bill reads only the new activities, however many came before (S1).
final class CheckpointTest {
  private static final int ACTIVITIES = 200_000;
  private static final PublicKey TENANT = new PublicKey("ab".repeat(32));

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final LedgerStore ledgers = new LedgerStore();

  @Tag("sqlite")
  @Test
  void a_tenant_with_200000_activities_gets_a_bill_from_the_new_ones_alone_s1() {
    try (var db = TestDatabase.open(folder.resolve("caravel.db"), clock)) {
      var stream = new ActivityStream();
      var activities = new Activities(stream, clock);
      var tenants = new TenantDesk(activities, stream, Plans.builtIn(Currency.SAT));
      var plans = Plans.builtIn(Currency.SAT);
      var relays =
          new Relays(
              new RelayTerms(plans, List.of("localhost"), Set.of(), new RelayTerms.Limits(20, 5)),
              tenants,
              new Relays.Foundation(
                  db, activities, stream, new SecretBox(List.of(SecretKey.generate())), () -> {}));
      var billingLedger =
          new BillingLedger(
              new BillingTerms(
                  plans,
                  new Invoicing.Rules(new Money(1_000, Currency.SAT), Duration.ofDays(7)),
                  "http://localhost"),
              new BillingLedger.Nouns(tenants, relays, activities, stream),
              clock,
              new Estimates(Optional::empty));
      db.inTx(tx -> {
        tenants.ensure(tx, TENANT, "test");
        tx.handle().execute("UPDATE billing_state SET rails_since = 0");
        insertToggles(tx);
        assertThat(billingLedger.view(tx, TENANT).history().changes()).hasSize(ACTIVITIES);
        billingLedger.bill(tx, tenants.find(tx, TENANT).orElseThrow(), billingLedger.basis(tx));
        assertThat(billingLedger.view(tx, TENANT).history().changes()).isEmpty();
        insert(tx, ACTIVITIES + 2, 1, "growth", 50_000);
        assertThat(billingLedger.view(tx, TENANT).history().changes()).hasSize(1);
        assertThat(billingLedger.draft(tx, TENANT).total().units()).isEqualTo(50_000);
        return true;
      });
      db.inTx(tx -> {
        var plan =
            tx.handle()
                .createQuery(
                    """
                    EXPLAIN QUERY PLAN
                    SELECT id, sequence, billing_at, resource_id, snapshot FROM activity
                     WHERE tenant_pubkey = 'x' AND sequence > 7 AND resource_type = 'relay'
                    ORDER BY sequence
                    """)
                .map((row, _) -> row.getString("detail"))
                .list();
        assertThat(plan)
            .singleElement()
            .asString()
            .contains("SEARCH activity USING INDEX")
            .contains("tenant_pubkey=? AND sequence>?");
        return true;
      });
    }
  }

  @Test
  void a_stored_checkpoint_is_read_unchanged_s1() {
    try (var db = TestDatabase.open(folder.resolve("caravel.db"), clock)) {
      db.inTx(tx -> {
        tx.handle()
            .execute(
                "INSERT INTO tenants (pubkey, return_url, created_at) VALUES (?, '', 0)",
                TENANT.hex());
        insert(tx, 1, 1, "growth", 50_000);
        insert(tx, 2, 1, "basic", 10_000);
        insertReserved(tx, 3);
        var history =
            new History(
                Checkpoint.START,
                ledgers.changes(tx, TENANT, 0, Currency.SAT),
                new Prices(List.of()),
                new Rails.Since(Instant.EPOCH),
                Instant.MIN);
        for (var until : new long[] {1, 40 * 86_400L}) {
          var checkpoint = history.upTo(Instant.ofEpochSecond(until)).checkpoint();
          ledgers.billed(
              tx, TENANT, new LedgerStore.Billed(checkpoint, null, Invoicing.Outcome.FORGIVEN));
          assertThat(ledgers.checkpoint(tx, TENANT, Currency.SAT)).contains(checkpoint);
          assertThat(checkpoint.reserved()).hasSize(1);
          assertThat(checkpoint.live()).hasSize(1);
        }
        assertThat(ledgers.lastOutcome(tx, TENANT)).isEqualTo(Invoicing.Outcome.FORGIVEN);
        tx.handle().execute("UPDATE ledgers SET checkpoint = '{\"version\":99}'");
        assertThat(ledgers.checkpoint(tx, TENANT, Currency.SAT)).isEmpty();
        return true;
      });
    }
  }

  /// A free relay is switched off and on.
  private static void insertToggles(Tx tx) {
    tx.handle()
        .execute(
            """
            INSERT INTO activity (id, tenant_pubkey, sequence, created_at, billing_at,
              activity_type, resource_type, resource_id, actor, detail, snapshot)
            WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i <= ?)
            SELECT 'a' || i, ?, i, i, i, 'update_relay', 'relay', 'r', 'test', '{}',
                   '{"plan_id":"free","amount":0,"status":"'
                     || CASE WHEN i % 2 = 0 THEN 'active' ELSE 'inactive' END || '"}'
              FROM n
            """,
            ACTIVITIES, TENANT.hex());
  }

  private static void insert(Tx tx, long sequence, long at, String plan, long amount) {
    insert(
        tx,
        sequence,
        at,
        "r",
        "{\"plan_id\":\"%s\",\"amount\":%d,\"status\":\"active\"}".formatted(plan, amount));
  }

  private static void insertReserved(Tx tx, long sequence) {
    insert(
        tx,
        sequence,
        1,
        "s",
        """
        {"plan_id":"growth","amount":50000,"status":"delinquent",
         "reserved_plan_id":"growth","reserved_amount":50000}
        """);
  }

  private static void insert(Tx tx, long sequence, long at, String relay, String snapshot) {
    tx.handle()
        .execute(
            """
            INSERT INTO activity (id, tenant_pubkey, sequence, created_at, billing_at,
              activity_type, resource_type, resource_id, actor, detail, snapshot)
            VALUES (?, ?, ?, ?, ?, 'update_relay', 'relay', ?, 'test', '{}', ?)
            """,
            "b" + sequence,
            TENANT.hex(),
            sequence,
            at,
            at,
            relay,
            snapshot);
  }
}

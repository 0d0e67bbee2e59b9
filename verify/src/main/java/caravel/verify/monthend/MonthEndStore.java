package caravel.verify.monthend;

import caravel.control.db.Tx;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;

/// Fills a database with tenants, and counts the results of billing.
final class MonthEndStore {
  /// Tenants in one transaction.
  static final int TOGETHER = 1_000;

  /// Relays of each pair of tenants: one has one, the other two.
  private static final int RELAYS_OF_TWO = 3;

  private static final int ACTIVITIES_EACH = 10;
  private static final int KEY_BYTES = 32;

  private static final String SNAPSHOT =
      "{\"plan_id\":\"basic\",\"amount\":10000,\"currency\":\"sat\",\"status\":\"active\","
          + "\"deleted\":false}";

  record Size(long tenants, long relays, long activities) {}

  int tenants(Tx tx) {
    return tx.handle().createQuery("SELECT count(*) FROM tenants").mapTo(int.class).one();
  }

  Size size(Tx tx) {
    return new Size(
        count(tx, "SELECT count(*) FROM tenants"),
        count(tx, "SELECT count(*) FROM relays"),
        count(tx, "SELECT count(*) FROM activity"));
  }

  /// Creates the tenants with the numbers `first` to `end` (exclusive).
  void seed(Tx tx, int first, int end) {
    var tenants =
        tx.handle()
            .prepareBatch("INSERT INTO tenants (pubkey, return_url, created_at) VALUES (?, '', ?)");
    var relays =
        tx.handle()
            .prepareBatch(
                """
                INSERT INTO relays (
                  id, tenant_pubkey, subdomain, zooid_domain, schema_name, custom_domain,
                  custom_domain_verified, secret, plan_id, info_name, info_icon, info_description,
                  base_status, created_at, generation, synced_generation, synced, provisioning_step, sync_error, refused,
                  attempts, retry_at)
                VALUES (?, ?, ?, 'localhost', ?, '', 0, '', 'basic', 'Club', '', '',
                  'active', ?, 1, 1, 1, 'answered', '', 0, 0, 0)
                """);
    var activities =
        tx.handle()
            .prepareBatch(
                """
                INSERT INTO activity (id, tenant_pubkey, sequence, created_at, billing_at,
                  activity_type, resource_type, resource_id, actor, detail, snapshot)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'seed', '{}', ?)
                """);
    var at = MonthEnd.START.getEpochSecond();
    for (var number = first; number < end; number++) {
      var key = key(number);
      tenants.add(key, at);
      var count = number % 2 == 0 ? RELAYS_OF_TWO - 1 : 1;
      for (var relay = 0; relay < count; relay++) {
        var id = "r" + number + "-" + relay;
        relays.add(id, key, id, id, at);
      }
      for (var sequence = 1; sequence <= ACTIVITIES_EACH; sequence++) {
        var isTenant = sequence == 1;
        var relay = "r" + number + "-" + (sequence % count);
        activities.add(
            key + sequence,
            key,
            sequence,
            at,
            at,
            isTenant ? "create_tenant" : sequence <= count + 1 ? "create_relay" : "add_member",
            isTenant ? "tenant" : "relay",
            isTenant ? key : relay,
            isTenant ? "{\"status\":\"active\"}" : SNAPSHOT);
      }
    }
    tenants.execute();
    relays.execute();
    activities.execute();
  }

  /// Distributed like real keys, and the same when a killed run continues.
  private static String key(int number) {
    var random = new Random(number);
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Marks all open invoices as paid.
  void payAll(Tx tx, Instant until) {
    tx.handle()
        .execute(
            """
            UPDATE invoices SET status = 'paid', paid_at = created_at, method = 'oob',
                   payment_id = 'ln:' || id, look_at = NULL
             WHERE status = 'open' AND period_start = ?
            """,
            until.getEpochSecond());
    tx.handle().execute("UPDATE tenants SET open_invoices = 0 WHERE open_invoices = 1");
  }

  MonthEnd.Outcome outcome(Tx tx) {
    return new MonthEnd.Outcome(
        count(tx, "SELECT count(*) FROM invoices"),
        count(tx, "SELECT count(*) FROM invoice_items"),
        count(
            tx,
            """
            SELECT count(*) FROM (SELECT 1 FROM invoices
              GROUP BY tenant_pubkey, period_start HAVING count(*) > 1) AS twice
            """),
        count(
            tx,
            """
            SELECT count(*) FROM invoices i WHERE total <>
              (SELECT coalesce(sum(amount), 0) FROM invoice_items WHERE invoice_id = i.id)
            """));
  }

  /// @param query constant text of this class
  private static long count(Tx tx, String query) {
    return tx.handle().createQuery(query).mapTo(long.class).one();
  }
}

package caravel.control.db;

import java.nio.file.Path;
import java.time.InstantSource;

/// A database with 100,000 relays of 10,000 tenants and 120,000 invoices.
public final class SeededLists {
  public static final int RELAYS = 100_000;
  public static final int TENANTS = 10_000;
  public static final int INVOICES = 120_000;
  public static final long START = 1_700_000_000;

  private static final String NUMBERS =
      "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {rows}) ";

  private SeededLists() {}

  /// The hex key of a tenant.
  public static String tenant(int number) {
    return "%064x".formatted(number + 1);
  }

  public static Db open(Path folder, InstantSource clock) {
    var db = Db.open(folder.resolve("seeded.db"), clock);
    db.inTx(tx -> {
      insert(tx, TENANTS, TENANT);
      insert(tx, RELAYS, RELAY);
      insert(tx, INVOICES, INVOICE);
      insert(tx, RELAYS, ACTIVITY);
      for (var list : COUNTS) {
        tx.handle().execute(list);
      }
      return true;
    });
    return db;
  }

  private static void insert(Tx tx, int rows, String sql) {
    tx.handle().execute(sql.replace("{numbers}", NUMBERS.replace("{rows}", "" + rows)));
  }

  private static final String TENANT =
      """
      INSERT INTO tenants (pubkey, return_url, created_at, listed_status, open_invoices)
      {numbers} SELECT printf('%064x', i + 1), '', 1700000000 + i,
        CASE WHEN i % 10 = 0 THEN 'past_due' ELSE 'active' END, i % 10 = 0 FROM n
      """;

  private static final String RELAY =
      """
      INSERT INTO relays (
        id, tenant_pubkey, subdomain, zooid_domain, schema_name, custom_domain,
        custom_domain_verified, secret, plan_id, info_name, info_icon, info_description,
        base_status, created_at, generation, synced_generation, synced,
        provisioning_step, sync_error, refused, attempts, retry_at, member_count,
        listed_plan, listed_status, listed_provisioning)
      {numbers} SELECT printf('%08x-0000-7000-8000-000000000000', i),
        printf('%064x', i % 10000 + 1), 'club-' || i, 'a.example', 'schema_' || i, '', 0, '',
        CASE WHEN i % 3 = 0 THEN 'free' ELSE 'basic' END, 'The Harbour Club number ' || i, '',
        '',
        CASE WHEN i % 50 = 0 THEN 'inactive' ELSE 'active' END, 1700000000 + i, 2,
        CASE WHEN i % 1000 = 0 THEN 1 ELSE 2 END, 1, 'answered', '', 0, 0, 0, i % 10,
        CASE WHEN i % 3 = 0 THEN 'free' ELSE 'basic' END,
        CASE WHEN i % 50 = 0 THEN 'inactive' ELSE 'active' END,
        CASE WHEN i % 1000 = 0 THEN 'pending' WHEN i % 50 = 0 THEN 'inactive' ELSE 'active' END
      FROM n
      """;

  private static final String INVOICE =
      """
      INSERT INTO invoices (id, tenant_pubkey, number, total, currency, cents, period_start,
        period_end, created_at, status, due_at, void_note, stage, stage_at, our_side, told)
      {numbers} SELECT printf('%08x-1111-7000-8000-000000000000', i),
        printf('%064x', i % 10000 + 1), i / 10000 + 1, 1000, 'sat', 100, 1700000000, 1702592000,
        1700000000 + i, CASE WHEN i % 12 = 0 THEN 'open' ELSE 'paid' END, 1700600000 + i, '',
        'resting', 0, 'answers', 'nothing' FROM n
      """;

  private static final String ACTIVITY =
      """
      INSERT INTO activity (id, tenant_pubkey, sequence, created_at, billing_at, activity_type,
        resource_type, resource_id, actor, detail, snapshot)
      {numbers} SELECT 'a' || i, printf('%064x', i % 10000 + 1), i / 10000 + 1, 1700000000 + i,
        1700000000 + i, 'create_relay', 'relay',
        printf('%08x-0000-7000-8000-000000000000', i), '', '{}', '{}' FROM n
      """;

  private static final String[] COUNTS = {
    """
    INSERT INTO list_counts (list, plan_id, status, provisioning, number)
      SELECT 'relays', listed_plan, listed_status, listed_provisioning, count(*) FROM relays
       GROUP BY listed_plan, listed_status, listed_provisioning
    """,
    """
    INSERT INTO list_counts (list, plan_id, status, provisioning, number)
      SELECT 'tenants', '', listed_status, '', count(*) FROM tenants GROUP BY listed_status
    """,
    """
    INSERT INTO list_counts (list, plan_id, status, provisioning, number)
      SELECT 'invoices', '', status, '', count(*) FROM invoices GROUP BY status
    """
  };
}

package caravel.control.relay;

import caravel.control.db.Tx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.generic.GenericType;

/// Counts the rows of relays.
final class FigureStore {
  private static final int DRIFT_ROWS_MAX = 100;

  RelayFigures read(Tx tx) {
    var byPlan = count(tx, "r.plan_id");
    return new RelayFigures(
        byPlan.values().stream().mapToLong(Long::longValue).sum(),
        byPlan,
        count(
            tx,
            """
            CASE WHEN r.suspension_reason IS NOT NULL OR t.suspended_at IS NOT NULL
                 THEN 'suspended' ELSE r.base_status END
            """),
        count(
            tx,
            """
            CASE WHEN r.refused = 1 THEN 'failed'
                 WHEN r.synced_generation < r.generation OR r.sync_error <> '' THEN 'pending'
                 WHEN r.base_status = 'active' AND r.suspension_reason IS NULL
                      AND t.suspended_at IS NULL THEN 'active'
                 ELSE 'inactive' END
            """),
        drift(tx));
  }

  List<String> plansInUse(Tx tx) {
    return tx.handle()
        .createQuery("SELECT DISTINCT plan_id FROM relays WHERE erased_at IS NULL ORDER BY 1")
        .mapTo(String.class)
        .list();
  }

  /// How many relays that are not erased were created under each domain.
  Map<String, Long> byDomain(Tx tx) {
    return tx.handle()
        .createQuery(
            """
            SELECT zooid_domain, count(*) AS relays FROM relays
             WHERE erased_at IS NULL GROUP BY zooid_domain ORDER BY zooid_domain
            """)
        .setMapKeyColumn("zooid_domain")
        .setMapValueColumn("relays")
        .collectInto(new GenericType<Map<String, Long>>() {});
  }

  /// @param key an expression written in this class
  private static Map<String, Long> count(Tx tx, String key) {
    var counts = new LinkedHashMap<String, Long>();
    tx.handle()
        .createQuery(
            "SELECT "
                + key
                + """
                 AS kind, count(*) AS number
                  FROM relays r JOIN tenants t ON t.pubkey = r.tenant_pubkey
                 WHERE r.deleted_at IS NULL
                 GROUP BY 1 ORDER BY 1
                """)
        .map((row, _) -> Map.entry(row.getString("kind"), row.getLong("number")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  private static List<RelayFigures.Drift> drift(Tx tx) {
    return tx.handle()
        .createQuery(
            RelayStore.COLUMNS
                + """
                WHERE r.deleted_at IS NULL
                  AND (r.synced_generation < r.generation OR r.sync_error <> '')
                ORDER BY r.retry_at, r.id LIMIT :limit
                """)
        .bind("limit", DRIFT_ROWS_MAX)
        .map((row, _) -> RelayStore.read(row))
        .map(relay ->
            new RelayFigures.Drift(relay.id().value(), relay.url(), relay.seen().trouble().error()))
        .list();
  }
}

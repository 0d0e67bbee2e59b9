package caravel.control.relay;

import caravel.control.db.ListCounts;
import caravel.control.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Keeps the columns `listed_…` of a relay and the counts of all relays up to date with its row.
/// Every statement that changes plan, status or provisioning is followed by [#recount].
final class RelayCountStore {
  static final String LIST = "relays";
  static final String ERASED = "erased";

  private static final String STATUS =
      """
      CASE WHEN r.erased_at IS NOT NULL THEN 'erased'
           WHEN r.deleted_at IS NOT NULL THEN 'deleted'
           WHEN r.suspension_reason IS NOT NULL OR t.suspended_at IS NOT NULL THEN 'suspended'
           ELSE r.base_status END
      """;

  private static final String PROVISIONING =
      """
      CASE WHEN r.refused = 1 THEN 'failed'
           WHEN r.synced_generation < r.generation OR r.sync_error <> '' THEN 'pending'
           WHEN r.base_status = 'active' AND r.suspension_reason IS NULL AND r.deleted_at IS NULL
                AND t.suspended_at IS NULL THEN 'active'
           ELSE 'inactive' END
      """;

  private final ListCounts counts = new ListCounts();

  private record Change(ListCounts.@Nullable Key listed, ListCounts.Key now) {}

  void recount(Tx tx, RelayId id) {
    var change =
        tx.handle()
            .select(
                "SELECT r.listed_plan, r.listed_status, r.listed_provisioning, r.plan_id, "
                    + STATUS
                    + " AS status, "
                    + PROVISIONING
                    + """
                     AS provisioning
                      FROM relays r JOIN tenants t ON t.pubkey = r.tenant_pubkey WHERE r.id = ?
                    """,
                id.value())
            .map((row, _) -> change(row))
            .one();
    if (change.now().equals(change.listed())) {
      return;
    }
    tx.handle()
        .execute(
            """
            UPDATE relays SET listed_plan = ?, listed_status = ?, listed_provisioning = ?
             WHERE id = ?
            """,
            change.now().planId(),
            change.now().status(),
            change.now().provisioning(),
            id.value());
    counts.move(tx, change.listed(), change.now());
  }

  private static Change change(ResultSet row) throws SQLException {
    var listed = row.getString("listed_status");
    return new Change(
        listed.isEmpty()
            ? null
            : new ListCounts.Key(
                LIST, row.getString("listed_plan"), listed, row.getString("listed_provisioning")),
        new ListCounts.Key(
            LIST,
            row.getString("plan_id"),
            row.getString("status"),
            row.getString("provisioning")));
  }
}

package caravel.control.activity;

import caravel.control.db.Tx;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/// The table `activity`.
final class ActivityStore {
  /// A tenant's newest row, as far as the next one needs it.
  record Last(long sequence, Instant at) {}

  Optional<Last> last(Tx tx, PublicKey tenant) {
    return tx.handle()
        .select(
            """
            SELECT sequence, created_at FROM activity
            WHERE tenant_pubkey = ? ORDER BY sequence DESC LIMIT 1
            """,
            tenant.hex())
        .map((row, _) -> new Last(row.getLong(1), Instant.ofEpochSecond(row.getLong(2))))
        .findFirst();
  }

  void insert(Tx tx, Activity activity) {
    var entry = activity.entry();
    tx.handle()
        .execute(
            """
            INSERT INTO activity (id, tenant_pubkey, sequence, created_at, activity_type,
              resource_type, resource_id, actor, detail, snapshot)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            activity.id(),
            entry.tenant().hex(),
            activity.sequence(),
            activity.at().getEpochSecond(),
            entry.type(),
            entry.resource().type(),
            entry.resource().id(),
            entry.actor(),
            entry.detail().toString(),
            entry.snapshot().toString());
  }

  List<Activity> ofTenant(Tx tx, PublicKey tenant, int limit) {
    return tx.handle()
        .select(
            """
            SELECT * FROM activity WHERE tenant_pubkey = ? ORDER BY sequence DESC LIMIT ?
            """,
            tenant.hex(),
            limit)
        .map(ActivityStore::activity)
        .list();
  }

  List<Activity> ofResource(Tx tx, Entry.Resource resource, int limit) {
    return tx.handle()
        .select(
            """
            SELECT * FROM activity WHERE resource_type = ? AND resource_id = ?
            ORDER BY tenant_pubkey, sequence DESC LIMIT ?
            """,
            resource.type(),
            resource.id(),
            limit)
        .map(ActivityStore::activity)
        .list();
  }

  private static Activity activity(ResultSet row, StatementContext context) throws SQLException {
    return new Activity(
        row.getString("id"),
        row.getLong("sequence"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        new Entry(
            new PublicKey(row.getString("tenant_pubkey")),
            row.getString("activity_type"),
            new Entry.Resource(row.getString("resource_type"), row.getString("resource_id")),
            row.getString("actor"),
            Json.mapper().readTree(row.getString("detail")),
            Json.mapper().readTree(row.getString("snapshot"))));
  }
}

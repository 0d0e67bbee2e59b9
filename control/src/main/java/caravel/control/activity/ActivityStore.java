package caravel.control.activity;

import caravel.control.db.Tx;
import caravel.control.http.ListQuery;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The table `activity`.
final class ActivityStore {
  private static final String SCOPE =
      """
      tenant_pubkey = :tenant
      AND (:type = '' OR resource_type = :type AND resource_id = :id)
      """;

  private static final String MATCHING =
      SCOPE
          + """
          AND (:q = '' OR id = :whole_id OR resource_id = :whole_id
               OR activity_type LIKE :pattern ESCAPE :escape)
          """;

  /// A tenant's newest row, as far as the next one needs it.
  record Last(long sequence, Instant at, Instant billingAt) {}

  Optional<Last> last(Tx tx, PublicKey tenant) {
    return tx.handle()
        .select(
            """
            SELECT sequence, created_at, billing_at FROM activity
            WHERE tenant_pubkey = ? ORDER BY sequence DESC LIMIT 1
            """,
            tenant.hex())
        .map((row, _) ->
            new Last(
                row.getLong(1),
                Instant.ofEpochSecond(row.getLong(2)),
                Instant.ofEpochSecond(row.getLong(3))))
        .findFirst();
  }

  void insert(Tx tx, Activity activity) {
    var entry = activity.entry();
    tx.handle()
        .execute(
            """
            INSERT INTO activity (id, tenant_pubkey, sequence, created_at, billing_at, activity_type,
              resource_type, resource_id, actor, detail, snapshot)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            activity.id(),
            entry.tenant().hex(),
            activity.sequence(),
            activity.at().getEpochSecond(),
            activity.billingAt().getEpochSecond(),
            entry.type(),
            entry.resource().type(),
            entry.resource().id(),
            entry.actor(),
            entry.detail().toString(),
            entry.snapshot().toString());
  }

  /// Whose and what activities are looked at.
  ///
  /// @param resource null = all that is the tenant's
  record Scope(PublicKey tenant, Entry.@Nullable Resource resource) {}

  /// One more than the limit where there are more. A tenant's sequence is the order, and the place
  /// that a cursor names.
  List<Activity> list(Tx tx, Scope scope, ListQuery query) {
    return matching(
            tx.handle()
                .createQuery(
                    "SELECT * FROM activity WHERE "
                        + MATCHING
                        + "AND sequence < :from ORDER BY sequence DESC LIMIT :limit"),
            scope,
            query)
        .bind("from", query.from().at())
        .bind("limit", query.limit() + 1)
        .map(ActivityStore::activity)
        .list();
  }

  long matched(Tx tx, Scope scope, ListQuery query) {
    return matching(
            tx.handle().createQuery("SELECT count(*) FROM activity WHERE " + MATCHING),
            scope,
            query)
        .mapTo(long.class)
        .one();
  }

  long total(Tx tx, Scope scope) {
    return scoped(tx.handle().createQuery("SELECT count(*) FROM activity WHERE " + SCOPE), scope)
        .mapTo(long.class)
        .one();
  }

  private static <S extends SqlStatement<S>> S matching(S statement, Scope scope, ListQuery query) {
    return scoped(statement, scope)
        .bind("q", query.q())
        .bind("whole_id", query.id())
        .bind("pattern", query.pattern())
        .bind("escape", "\\");
  }

  private static <S extends SqlStatement<S>> S scoped(S statement, Scope scope) {
    var resource = scope.resource();
    return statement
        .bind("tenant", scope.tenant().hex())
        .bind("type", resource == null ? "" : resource.type())
        .bind("id", resource == null ? "" : resource.id());
  }

  private static Activity activity(ResultSet row, StatementContext context) throws SQLException {
    return new Activity(
        row.getString("id"),
        row.getLong("sequence"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        Instant.ofEpochSecond(row.getLong("billing_at")),
        new Entry(
            new PublicKey(row.getString("tenant_pubkey")),
            row.getString("activity_type"),
            new Entry.Resource(row.getString("resource_type"), row.getString("resource_id")),
            row.getString("actor"),
            Json.mapper().readTree(row.getString("detail")),
            Json.mapper().readTree(row.getString("snapshot"))));
  }
}

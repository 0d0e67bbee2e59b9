package caravel.control.activity;

import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The table `activity`.
final class ActivityStore {
  private static final String OF_TENANT = "tenant_pubkey = :tenant";
  private static final String OF_RESOURCE =
      OF_TENANT + " AND resource_type = :type AND resource_id = :id";

  private static final ListQuery EVERYTHING = new ListQuery("", "", 1, Cursor.START);

  private static final String FOUND =
      """
       AND (id = :whole_id OR resource_id = :whole_id
            OR activity_type LIKE :pattern ESCAPE :escape)
      """;

  /// The values of a tenant's newest row that the next one needs.
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

  /// The activities of a tenant or of one of its objects.
  ///
  /// @param resource null = all of the tenant's activities
  record Scope(PublicKey tenant, Entry.@Nullable Resource resource) {}

  /// Returns one row more than the limit if there are more. The order, and the position in a
  /// cursor, is the tenant's sequence.
  List<Activity> list(Tx tx, Scope scope, ListQuery query) {
    return listing(tx, "", scope, query).map(ActivityStore::activity).list();
  }

  /// @param prefix of the statement: empty, or `EXPLAIN QUERY PLAN`
  static Query listing(Tx tx, String prefix, Scope scope, ListQuery query) {
    var sql =
        prefix
            + "SELECT * FROM activity WHERE "
            + matching(scope, query)
            + " AND sequence < :from ORDER BY sequence DESC LIMIT :limit";
    return bound(tx.handle().createQuery(sql), scope, query)
        .bind("from", query.from().at())
        .bind("limit", query.limit() + 1);
  }

  /// Counts row by row, up to [ListQuery#COUNT_MAX].
  long matched(Tx tx, Scope scope, ListQuery query) {
    return query.q().isEmpty()
        ? total(tx, scope)
        : counting(tx, "", scope, query).mapTo(long.class).one();
  }

  /// Returns the newest sequence number, which is the count because sequences have no gaps.
  /// Activities of one object are counted row by row, up to [ListQuery#COUNT_MAX].
  long total(Tx tx, Scope scope) {
    return scope.resource() == null
        ? last(tx, scope.tenant()).map(Last::sequence).orElse(0L)
        : counting(tx, "", scope, EVERYTHING).mapTo(long.class).one();
  }

  /// @param prefix as in [#listing]
  static Query counting(Tx tx, String prefix, Scope scope, ListQuery query) {
    var sql =
        prefix
            + "SELECT count(*) FROM (SELECT 1 FROM activity WHERE "
            + matching(scope, query)
            + " LIMIT :most) counted";
    return bound(tx.handle().createQuery(sql), scope, query).bind("most", ListQuery.COUNT_MAX);
  }

  private static String matching(Scope scope, ListQuery query) {
    return (scope.resource() == null ? OF_TENANT : OF_RESOURCE)
        + (query.q().isEmpty() ? "" : FOUND);
  }

  private static Query bound(Query statement, Scope scope, ListQuery query) {
    var resource = scope.resource();
    statement.bind("tenant", scope.tenant().hex());
    if (resource != null) {
      statement.bind("type", resource.type()).bind("id", resource.id());
    }
    if (!query.q().isEmpty()) {
      statement.bind("whole_id", query.id()).bind("pattern", query.pattern()).bind("escape", "\\");
    }
    return statement;
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

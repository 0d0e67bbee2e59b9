package caravel.control.audit;

import caravel.control.db.Tx;
import caravel.control.http.ListQuery;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;

/// The table `admin_audit`.
final class AuditStore {
  private static final String FOUND =
      """
      (admin_pubkey = :whole_id OR tenant_pubkey = :whole_id OR resource_id = :whole_id
       OR action LIKE :pattern ESCAPE :escape OR lower(reason) LIKE :pattern ESCAPE :escape
       OR resource_id IN (
         SELECT r.id FROM relays r
          WHERE lower(r.info_name) LIKE :pattern ESCAPE :escape
             OR r.subdomain LIKE :pattern ESCAPE :escape))
      """;

  private static final String NAME =
      """
      (SELECT CASE WHEN r.info_name = '' THEN r.subdomain ELSE r.info_name END
         FROM relays r WHERE r.id = admin_audit.resource_id) AS resource_name
      """;

  void insert(Tx tx, AuditEntry entry) {
    var act = entry.act();
    var tenant = act.tenant();
    tx.handle()
        .execute(
            """
            INSERT INTO admin_audit (id, created_at, admin_pubkey, action, resource_type,
              resource_id, tenant_pubkey, reason, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            entry.id(),
            entry.createdAt().getEpochSecond(),
            entry.admin().hex(),
            act.action(),
            act.resourceType(),
            act.resourceId(),
            tenant == null ? null : tenant.hex(),
            entry.reason(),
            act.detail().toString());
  }

  /// Returns one row more than the limit if there are more.
  List<AuditEntry> list(Tx tx, AuditLog.Scope scope, ListQuery query) {
    var sql =
        "SELECT *, "
            + NAME
            + " FROM admin_audit WHERE "
            + matching(scope, query.q())
            + """
             AND (created_at, id) < (:at, :last)
            ORDER BY created_at DESC, id DESC LIMIT :limit
            """;
    return bind(tx.handle().createQuery(sql), scope, query)
        .bind("at", query.from().at())
        .bind("last", query.from().id())
        .bind("limit", query.limit() + 1)
        .map((row, _) -> read(row))
        .list();
  }

  long matched(Tx tx, AuditLog.Scope scope, ListQuery query) {
    var sql = "SELECT count(*) FROM admin_audit WHERE " + matching(scope, query.q());
    return bind(tx.handle().createQuery(sql), scope, query).mapTo(long.class).one();
  }

  long total(Tx tx, AuditLog.Scope scope) {
    var sql = "SELECT count(*) FROM admin_audit WHERE " + matching(scope, "");
    return bindScope(tx.handle().createQuery(sql), scope).mapTo(long.class).one();
  }

  /// Contains only the conditions in use, so that the right index is used.
  private static String matching(AuditLog.Scope scope, String q) {
    var parts = new ArrayList<String>();
    parts.add("1 = 1");
    if (scope.tenant() != null) {
      parts.add("tenant_pubkey = :tenant");
    }
    if (scope.resource() != null) {
      parts.add("resource_type = :type AND resource_id = :resource");
    }
    if (!q.isEmpty()) {
      parts.add(FOUND);
    }
    return String.join(" AND ", parts);
  }

  private static <S extends SqlStatement<S>> S bind(
      S statement, AuditLog.Scope scope, ListQuery query) {
    if (!query.q().isEmpty()) {
      statement.bind("whole_id", query.id()).bind("pattern", query.pattern()).bind("escape", "\\");
    }
    return bindScope(statement, scope);
  }

  private static <S extends SqlStatement<S>> S bindScope(S statement, AuditLog.Scope scope) {
    var tenant = scope.tenant();
    if (tenant != null) {
      statement.bind("tenant", tenant.hex());
    }
    var resource = scope.resource();
    if (resource != null) {
      statement.bind("type", resource.type()).bind("resource", resource.id());
    }
    return statement;
  }

  private static AuditEntry read(ResultSet row) throws SQLException {
    var tenant = row.getString("tenant_pubkey");
    return new AuditEntry(
        row.getString("id"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        new PublicKey(row.getString("admin_pubkey")),
        new AuditEntry.Act(
            row.getString("action"),
            row.getString("resource_type"),
            row.getString("resource_id"),
            tenant == null ? null : new PublicKey(tenant),
            Json.mapper().readTree(row.getString("detail"))),
        row.getString("reason"),
        row.getString("resource_name"));
  }
}

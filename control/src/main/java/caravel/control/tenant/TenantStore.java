package caravel.control.tenant;

import caravel.control.db.Tx;
import caravel.control.http.ListQuery;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;

/// The table of tenants.
final class TenantStore {
  private static final String MATCHING =
      """
      (:status = '' OR :status = CASE WHEN t.suspended_at IS NULL THEN 'active' ELSE 'suspended' END)
      AND (:q = '' OR t.pubkey = :id OR EXISTS (
        SELECT 1 FROM relays r
         WHERE r.tenant_pubkey = t.pubkey AND r.deleted_at IS NULL
           AND (r.id = :id OR lower(r.subdomain) LIKE :pattern ESCAPE :escape
                OR lower(r.info_name) LIKE :pattern ESCAPE :escape)))
      """;

  Optional<Tenant> byKey(Tx tx, PublicKey pubkey) {
    return tx.handle()
        .createQuery("SELECT * FROM tenants WHERE pubkey = :pubkey")
        .bind("pubkey", pubkey.hex())
        .map((row, _) -> read(row))
        .findOne();
  }

  void insert(Tx tx, Tenant tenant) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO tenants (pubkey, return_url, created_at)
            VALUES (:pubkey, :return_url, :created_at)
            """)
        .bind("pubkey", tenant.pubkey().hex())
        .bind("return_url", tenant.returnUrl())
        .bind("created_at", tenant.createdAt().getEpochSecond())
        .execute();
  }

  void update(Tx tx, Tenant tenant) {
    var suspension = tenant.suspension();
    tx.handle()
        .createUpdate(
            """
            UPDATE tenants SET return_url = :return_url, suspended_at = :at,
                   suspension_reason = :reason
             WHERE pubkey = :pubkey
            """)
        .bind("pubkey", tenant.pubkey().hex())
        .bind("return_url", tenant.returnUrl())
        .bind("at", suspension == null ? null : Long.valueOf(suspension.at().getEpochSecond()))
        .bind("reason", suspension == null ? null : suspension.reason())
        .execute();
  }

  /// One more than the limit where there are more.
  List<Tenant> list(Tx tx, ListQuery query) {
    return matching(
            tx.handle()
                .createQuery(
                    "SELECT t.* FROM tenants t WHERE "
                        + MATCHING
                        + """
                        AND (t.created_at < :at OR (t.created_at = :at AND t.pubkey < :last))
                        ORDER BY t.created_at DESC, t.pubkey DESC LIMIT :limit
                        """),
            query)
        .bind("at", query.from().at())
        .bind("last", query.from().id())
        .bind("limit", query.limit() + 1)
        .map((row, _) -> read(row))
        .list();
  }

  long matched(Tx tx, ListQuery query) {
    return matching(
            tx.handle().createQuery("SELECT count(*) FROM tenants t WHERE " + MATCHING), query)
        .mapTo(long.class)
        .one();
  }

  long total(Tx tx) {
    return tx.handle().createQuery("SELECT count(*) FROM tenants").mapTo(long.class).one();
  }

  long suspended(Tx tx) {
    return tx.handle()
        .createQuery("SELECT count(*) FROM tenants WHERE suspended_at IS NOT NULL")
        .mapTo(long.class)
        .one();
  }

  private static <S extends SqlStatement<S>> S matching(S statement, ListQuery query) {
    return statement
        .bind("status", query.status())
        .bind("q", query.q())
        .bind("id", query.id())
        .bind("pattern", query.pattern())
        .bind("escape", "\\");
  }

  private static Tenant read(ResultSet row) throws SQLException {
    var at = row.getLong("suspended_at");
    var suspension =
        row.wasNull()
            ? null
            : new Tenant.Suspension(Instant.ofEpochSecond(at), row.getString("suspension_reason"));
    return new Tenant(
        new PublicKey(row.getString("pubkey")),
        row.getString("return_url"),
        suspension,
        Instant.ofEpochSecond(row.getLong("created_at")));
  }
}

package caravel.control.tenant;

import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlStatement;

/// Finds tenants by an operator's input: a whole key, a whole relay id, or a part of a relay's
/// label or name.
public final class TenantSearchStore {
  /// Most relays, newest first, whose names are searched.
  public static final int RELAYS_MAX = 5_000;

  /// Most tenants in a result.
  public static final int TENANTS_MAX = 200;

  private TenantSearchStore() {}

  /// The hex keys of the tenants that match `query`, at most [#TENANTS_MAX].
  public static List<String> find(Tx tx, ListQuery query) {
    if (query.isPublicKey()) {
      return List.of(query.id());
    }
    if (query.isUuid()) {
      return tx.handle()
          .select(
              "SELECT tenant_pubkey FROM relays WHERE id = ? AND deleted_at IS NULL", query.id())
          .mapTo(String.class)
          .list();
    }
    return tx
        .handle()
        .createQuery(
            """
            SELECT r.tenant_pubkey FROM relays r
             WHERE r.deleted_at IS NULL AND r.created_at >= :oldest
               AND (r.subdomain LIKE :pattern ESCAPE :escape
                    OR lower(r.info_name) LIKE :pattern ESCAPE :escape)
             ORDER BY r.created_at DESC, r.id DESC
            """)
        .bind("oldest", oldest(tx))
        .bind("pattern", query.pattern())
        .bind("escape", "\\")
        .mapTo(String.class)
        .stream()
        .distinct()
        .limit(TENANTS_MAX)
        .toList();
  }

  /// Placeholders for `keys`, to be bound by [#bind].
  public static String placeholders(List<String> keys) {
    return keys.isEmpty()
        ? "NULL"
        : IntStream.range(0, keys.size())
            .mapToObj(place -> ":key" + place)
            .collect(Collectors.joining(", "));
  }

  public static <S extends SqlStatement<S>> S bind(S statement, List<String> keys) {
    for (var place = 0; place < keys.size(); place++) {
      statement.bind("key" + place, keys.get(place));
    }
    return statement;
  }

  private static long oldest(Tx tx) {
    return tx.handle()
        .select(
            """
            SELECT created_at FROM relays WHERE deleted_at IS NULL AND (created_at, id) < (?, ?)
             ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET ?
            """,
            Cursor.START.at(),
            Cursor.START.id(),
            RELAYS_MAX)
        .mapTo(long.class)
        .findOne()
        .orElse(0L);
  }
}

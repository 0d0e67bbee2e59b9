package caravel.control.edge;

import caravel.control.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the public names of relays. A deleted relay has none.
final class EdgeStore {
  private static final String NAMES =
      """
      SELECT id, subdomain, zooid_domain, custom_domain, custom_domain_verified FROM relays
       WHERE deleted_at IS NULL
      """;

  /// @param domain the relay domain of its host
  /// @param host the name under that domain
  /// @param customDomain null without a verified one
  record RelayNames(String id, String domain, String host, @Nullable String customDomain) {}

  List<RelayNames> listAll(Tx tx) {
    return tx.handle().createQuery(NAMES).map((row, _) -> read(row)).list();
  }

  /// @return at most one
  List<RelayNames> listOne(Tx tx, String id) {
    return tx.handle()
        .createQuery(NAMES + " AND id = :id")
        .bind("id", id)
        .map((row, _) -> read(row))
        .list();
  }

  private static RelayNames read(ResultSet row) throws SQLException {
    var domain = row.getString("zooid_domain");
    var custom = row.getString("custom_domain");
    return new RelayNames(
        row.getString("id"),
        domain,
        row.getString("subdomain") + "." + domain,
        row.getInt("custom_domain_verified") == 1 && !custom.isEmpty() ? custom : null);
  }
}

package caravel.app.doctor;

import caravel.app.database.DatabaseLocation;
import java.sql.SQLException;
import java.util.Optional;

/// The host of one relay that should be online, read beside a running server.
public final class StoredRelay {
  private static final String ONE =
      """
      SELECT CASE custom_domain_verified WHEN 1 THEN custom_domain
                                         ELSE subdomain || '.' || zooid_domain END
        FROM relays
       WHERE deleted_at IS NULL AND base_status = 'active' AND synced = 1
       ORDER BY created_at LIMIT 1
      """;

  private StoredRelay() {}

  /// Empty if there is none, or no database yet.
  public static Optional<String> host(DatabaseLocation database) throws SQLException {
    var opened = database.openToRead();
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (var connection = opened.get();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(ONE)) {
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    }
  }
}

package caravel.control.backup;

import caravel.control.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table `relay_backup_tests`.
public final class TestedRelayStore {
  /// Replaces the earlier test of each relay, and deletes the tests of relays that are erased.
  public void save(Tx tx, List<TestedRelay> tests) {
    tx.handle()
        .execute(
            """
            DELETE FROM relay_backup_tests
             WHERE schema IN (SELECT schema_name FROM relays WHERE erased_at IS NOT NULL)
            """);
    for (var test : tests) {
      tx.handle()
          .createUpdate(
              """
              INSERT INTO relay_backup_tests (schema, tested_at, restored_to, fault)
              VALUES (:schema, :at, :restored, :fault)
              ON CONFLICT (schema) DO UPDATE
                 SET tested_at = :at, restored_to = :restored, fault = :fault
              """)
          .bind("schema", test.schema())
          .bind("at", test.testedAt().getEpochSecond())
          .bind("restored", seconds(test.restoredTo()))
          .bind("fault", test.fault())
          .execute();
    }
  }

  /// When each relay was last tested, by its schema.
  Map<String, Instant> lastTested(Tx tx) {
    return tx
        .handle()
        .createQuery("SELECT schema, tested_at, restored_to, fault FROM relay_backup_tests")
        .map((row, _) -> test(row))
        .stream()
        .collect(Collectors.toMap(TestedRelay::schema, TestedRelay::testedAt));
  }

  /// The last test of a relay; empty = none yet.
  public Optional<TestedRelay> find(Tx tx, String schema) {
    return tx.handle()
        .createQuery(
            """
            SELECT schema, tested_at, restored_to, fault FROM relay_backup_tests
             WHERE schema = :schema
            """)
        .bind("schema", schema)
        .map((row, _) -> test(row))
        .findOne();
  }

  private static TestedRelay test(ResultSet row) throws SQLException {
    long restored = row.getLong("restored_to");
    var restoredTo = row.wasNull() ? null : Instant.ofEpochSecond(restored);
    return new TestedRelay(
        row.getString("schema"),
        Instant.ofEpochSecond(row.getLong("tested_at")),
        restoredTo,
        row.getString("fault"));
  }

  private static @Nullable Long seconds(@Nullable Instant at) {
    return at == null ? null : at.getEpochSecond();
  }
}

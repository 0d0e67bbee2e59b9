package caravel.control.backup;

import caravel.control.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `backup_drills`.
final class DrillStore {
  /// Rows that are kept; with one a day, a quarter of a year.
  private static final int KEPT_MAX = 100;

  /// Rows of tables that only grow.
  record Counts(long activities, long invoices, long payments) {
    boolean atLeast(Counts other) {
      return activities >= other.activities
          && invoices >= other.invoices
          && payments >= other.payments;
    }
  }

  /// Stores the start of a drill, with the counts of this moment.
  ///
  /// @return its id
  String begin(Tx tx) {
    var id = tx.newId();
    var counts = counts(tx);
    tx.handle()
        .createUpdate(
            """
            INSERT INTO backup_drills (id, started_at, activities, invoices, payments)
            VALUES (:id, :at, :activities, :invoices, :payments)
            """)
        .bind("id", id)
        .bind("at", tx.seconds())
        .bind("activities", counts.activities())
        .bind("invoices", counts.invoices())
        .bind("payments", counts.payments())
        .execute();
    return id;
  }

  void end(Tx tx, String id, Drill result) {
    tx.handle()
        .createUpdate(
            """
            UPDATE backup_drills
               SET ended_at = :at, ok = :ok, message = :message, rpo_millis = :rpo, rto_millis = :rto
             WHERE id = :id
            """)
        .bind("id", id)
        .bind("at", result.endedAt().getEpochSecond())
        .bind("ok", result.ok() ? 1 : 0)
        .bind("message", result.message())
        .bind("rpo", millis(result.rpo()))
        .bind("rto", millis(result.rto()))
        .execute();
    tx.handle()
        .createUpdate(
            """
            DELETE FROM backup_drills
             WHERE id NOT IN (SELECT id FROM backup_drills ORDER BY id DESC LIMIT :kept)
            """)
        .bind("kept", KEPT_MAX)
        .execute();
  }

  Optional<Drill> last(Tx tx) {
    return tx.handle()
        .createQuery(
            """
            SELECT ended_at, ok, message, rpo_millis, rto_millis FROM backup_drills
             WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT 1
            """)
        .map((row, _) -> drill(row))
        .findOne();
  }

  Optional<Instant> lastGood(Tx tx) {
    return tx.handle()
        .createQuery(
            """
            SELECT ended_at FROM backup_drills
             WHERE ended_at IS NOT NULL AND ok = 1 ORDER BY ended_at DESC LIMIT 1
            """)
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochSecond);
  }

  /// The counts that a drill noted; empty if the database does not have its row.
  Optional<Counts> noted(Tx tx, String id) {
    return tx.handle()
        .createQuery("SELECT activities, invoices, payments FROM backup_drills WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> counts(row))
        .findOne();
  }

  Counts counts(Tx tx) {
    return tx.handle()
        .createQuery(
            """
            SELECT (SELECT count(*) FROM activity) AS activities,
                   (SELECT count(*) FROM invoices) AS invoices,
                   (SELECT count(*) FROM payments) AS payments
            """)
        .map((row, _) -> counts(row))
        .one();
  }

  private static Counts counts(ResultSet row) throws SQLException {
    return new Counts(row.getLong("activities"), row.getLong("invoices"), row.getLong("payments"));
  }

  private static Drill drill(ResultSet row) throws SQLException {
    return new Drill(
        Instant.ofEpochSecond(row.getLong("ended_at")),
        row.getInt("ok") == 1,
        row.getString("message"),
        duration(row, "rpo_millis"),
        duration(row, "rto_millis"));
  }

  private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Duration.ofMillis(millis);
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }
}

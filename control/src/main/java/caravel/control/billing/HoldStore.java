package caravel.control.billing;

import caravel.control.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The heartbeat in `billing_state`, and the table `money_holds`. All times are wall clock times.
final class HoldStore {
  /// @param lastAlive null = the program never ran on this database
  /// @param epoch `""` = likewise
  record Heartbeat(@Nullable Instant lastAlive, long beats, String epoch) {}

  /// @param aliveBefore the last time without a fault
  record Open(String id, Instant since, String reason, Instant aliveBefore) {}

  Heartbeat heartbeat(Tx tx) {
    return tx.handle()
        .createQuery("SELECT last_alive_at, beats, epoch FROM billing_state")
        .map((row, _) -> {
          var at = row.getLong(1);
          var lastAlive = row.wasNull() ? null : Instant.ofEpochSecond(at);
          return new Heartbeat(lastAlive, row.getLong(2), row.getString(3));
        })
        .one();
  }

  /// Counts one heartbeat.
  void beat(Tx tx, Instant now, String epoch) {
    tx.handle()
        .execute(
            "UPDATE billing_state SET last_alive_at = ?, beats = beats + 1, epoch = ?",
            now.getEpochSecond(),
            epoch);
  }

  Optional<Open> open(Tx tx) {
    return tx.handle()
        .createQuery(
            """
            SELECT id, since, reason, alive_before FROM money_holds WHERE resumed_at IS NULL
            ORDER BY since LIMIT 1
            """)
        .map((row, _) ->
            new Open(
                row.getString(1),
                Instant.ofEpochSecond(row.getLong(2)),
                row.getString(3),
                Instant.ofEpochSecond(row.getLong(4))))
        .findOne();
  }

  void insert(Tx tx, Open open) {
    tx.handle()
        .execute(
            "INSERT INTO money_holds (id, since, reason, alive_before) VALUES (?, ?, ?, ?)",
            open.id(),
            open.since().getEpochSecond(),
            open.reason(),
            open.aliveBefore().getEpochSecond());
  }

  /// @param by the operator's key, or the name of the command
  record Resumption(Instant at, String by, String reason) {}

  void resumed(Tx tx, String id, Resumption resumption) {
    tx.handle()
        .execute(
            "UPDATE money_holds SET resumed_at = ?, resumed_by = ?, resume_reason = ? WHERE id = ?",
            resumption.at().getEpochSecond(),
            resumption.by(),
            resumption.reason(),
            id);
  }

  /// Extends every grace by the time in which no payment was possible.
  void moveDueDates(Tx tx, Duration by) {
    tx.handle()
        .execute(
            """
            UPDATE invoices SET due_at = due_at + ? WHERE status = 'open' AND due_at IS NOT NULL
            """,
            by.toSeconds());
  }

  /// Moves activities with a future time back to `now`, after a clock that ran ahead. Otherwise
  /// tenants would be billed from a time in the future. None of these activities is billed yet.
  void moveFutureActivities(Tx tx, Instant now) {
    tx.handle()
        .createUpdate(
            """
            UPDATE activity
               SET billing_at = :now + (SELECT clock_ahead_seconds FROM billing_state)
             WHERE billing_at > :now + (SELECT clock_ahead_seconds FROM billing_state)
            """)
        .bind("now", now.getEpochSecond())
        .execute();
  }

  /// Starts a search for charges, or extends one. An earlier start of a running search is kept.
  ///
  /// @param since from when charges may exist that the database lacks
  void searchCharges(Tx tx, Instant since, Instant until) {
    tx.handle()
        .createUpdate(
            """
            UPDATE billing_state
               SET search_since = CASE WHEN search_until > :now AND search_since < :since
                                       THEN search_since ELSE :since END,
                   search_until = :until
            """)
        .bind("now", tx.seconds())
        .bind("since", since.getEpochSecond())
        .bind("until", until.getEpochSecond())
        .execute();
  }

  /// The time from which the processor is searched before a first charge; null = no search is
  /// needed.
  @Nullable Instant searchSince(Tx tx) {
    return tx.handle()
        .select("SELECT search_since FROM billing_state WHERE search_until > ?", tx.seconds())
        .map((row, _) -> Instant.ofEpochSecond(row.getLong(1)))
        .findOne()
        .orElse(null);
  }
}

package caravel.control.hosting.usage;

import caravel.control.db.Tx;
import caravel.control.hosting.usage.RelayUsage.Sample;
import caravel.control.hosting.usage.UsageHost.Storage;
import caravel.control.hosting.usage.UsageHost.Traffic;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tables `relay_usage`, with a row for each relay and hour of the last two days and for each
/// relay and day of the last 400 days, and `relay_usage_samples` with the last sample of each
/// relay.
final class UsageStore {
  static final Duration HOURS_KEPT = Duration.ofDays(2);
  static final Duration DAYS_KEPT = Duration.ofDays(400);

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /// The values of one step.
  ///
  /// @param at the first second of the step
  /// @param connections the most at a sample of the step
  record Row(Instant at, Storage storage, long connections, Counts counts) {}

  /// Sums of one step.
  record Counts(long eventsIn, long bytesIn, long bytesOut) {}

  /// Stores a sample, adds what has happened since the last one, and deletes old rows of the relay.
  void add(Tx tx, String relayId, Sample sample) {
    var before = last(tx, relayId).orElse(null);
    var delta = RelayUsage.delta(before, sample);
    add(tx, relayId, HOUR, sample.at(), delta);
    add(tx, relayId, DAY, sample.at(), delta);
    delete(tx, relayId, HOUR, sample.at().minus(HOURS_KEPT));
    delete(tx, relayId, DAY, sample.at().minus(DAYS_KEPT));
    save(tx, relayId, sample.after(before));
  }

  private static void add(Tx tx, String relayId, Duration step, Instant at, RelayUsage usage) {
    var storage = usage.storage();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO relay_usage (relay_id, step_seconds, at, events, event_bytes, files,
              file_bytes, connections_max, events_in, bytes_in, bytes_out)
            VALUES (:relay, :step, :at, :events, :event_bytes, :files, :file_bytes, :connections,
              :events_in, :bytes_in, :bytes_out)
            ON CONFLICT (relay_id, step_seconds, at) DO UPDATE SET
              events = excluded.events, event_bytes = excluded.event_bytes,
              files = excluded.files, file_bytes = excluded.file_bytes,
              connections_max = CASE WHEN excluded.connections_max > relay_usage.connections_max
                THEN excluded.connections_max ELSE relay_usage.connections_max END,
              events_in = relay_usage.events_in + excluded.events_in,
              bytes_in = relay_usage.bytes_in + excluded.bytes_in,
              bytes_out = relay_usage.bytes_out + excluded.bytes_out
            """)
        .bind("relay", relayId)
        .bind("step", step.toSeconds())
        .bind("at", UsageRange.stepOf(step, at))
        .bind("events", storage.events())
        .bind("event_bytes", storage.eventBytes())
        .bind("files", storage.files())
        .bind("file_bytes", storage.fileBytes())
        .bind("connections", usage.connections())
        .bind("events_in", usage.eventsIn())
        .bind("bytes_in", usage.bytesIn())
        .bind("bytes_out", usage.bytesOut())
        .execute();
  }

  private static void delete(Tx tx, String relayId, Duration step, Instant before) {
    tx.handle()
        .execute(
            "DELETE FROM relay_usage WHERE relay_id = ? AND step_seconds = ? AND at < ?",
            relayId,
            step.toSeconds(),
            before.getEpochSecond());
  }

  private static void save(Tx tx, String relayId, Sample sample) {
    var storage = sample.storage();
    var traffic = sample.traffic();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO relay_usage_samples (relay_id, sampled_at, events, event_bytes, files,
              file_bytes, connections, started_at, events_in, events_out, bytes_in, bytes_out)
            VALUES (:relay, :at, :events, :event_bytes, :files, :file_bytes, :connections,
              :started_at, :events_in, :events_out, :bytes_in, :bytes_out)
            ON CONFLICT (relay_id) DO UPDATE SET
              sampled_at = excluded.sampled_at, events = excluded.events,
              event_bytes = excluded.event_bytes, files = excluded.files,
              file_bytes = excluded.file_bytes, connections = excluded.connections,
              started_at = excluded.started_at, events_in = excluded.events_in,
              events_out = excluded.events_out, bytes_in = excluded.bytes_in,
              bytes_out = excluded.bytes_out
            """)
        .bind("relay", relayId)
        .bind("at", sample.at().getEpochSecond())
        .bind("events", storage.events())
        .bind("event_bytes", storage.eventBytes())
        .bind("files", storage.files())
        .bind("file_bytes", storage.fileBytes())
        .bind("connections", sample.connections())
        .bind("started_at", traffic.startedAt())
        .bind("events_in", traffic.eventsIn())
        .bind("events_out", traffic.eventsOut())
        .bind("bytes_in", traffic.bytesIn())
        .bind("bytes_out", traffic.bytesOut())
        .execute();
  }

  Optional<Sample> last(Tx tx, String relayId) {
    return tx.handle()
        .select("SELECT * FROM relay_usage_samples WHERE relay_id = ?", relayId)
        .map((row, _) ->
            new Sample(
                Instant.ofEpochSecond(row.getLong("sampled_at")),
                storage(row),
                new Traffic(
                    row.getLong("started_at"),
                    row.getLong("events_in"),
                    row.getLong("events_out"),
                    row.getLong("bytes_in"),
                    row.getLong("bytes_out")),
                row.getLong("connections")))
        .findOne();
  }

  /// The steps of a range that have samples, the oldest first.
  List<Row> list(Tx tx, String relayId, UsageRange range) {
    return tx.handle()
        .select(
            """
            SELECT * FROM relay_usage WHERE relay_id = ? AND step_seconds = ? AND at >= ?
             ORDER BY at
            """,
            relayId,
            range.step().toSeconds(),
            range.first(tx.now()))
        .map((row, _) ->
            new Row(
                Instant.ofEpochSecond(row.getLong("at")),
                storage(row),
                row.getLong("connections_max"),
                new Counts(
                    row.getLong("events_in"), row.getLong("bytes_in"), row.getLong("bytes_out"))))
        .list();
  }

  /// Deletes the rows of relays whose events were erased.
  void forgetErased(Tx tx) {
    for (var table : List.of("relay_usage", "relay_usage_samples")) {
      tx.handle()
          .execute(
              "DELETE FROM "
                  + table
                  + " WHERE relay_id IN (SELECT id FROM relays WHERE erased_at IS NOT NULL)");
    }
  }

  private static Storage storage(ResultSet row) throws SQLException {
    return new Storage(
        number(row, "events"),
        number(row, "event_bytes"),
        number(row, "files"),
        number(row, "file_bytes"));
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}

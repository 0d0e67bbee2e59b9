package caravel.control.hosting;

import caravel.control.db.DisposableSchema;
import caravel.control.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tables of `probes.db`: every result of the last 24 hours, and hourly summaries for 30 days.
/// The file is always SQLite's, so its SQL may be, too.
final class ProbeStore {
  static final Duration LOOKS_KEPT = Duration.ofHours(24);
  static final Duration HOURS_KEPT = Duration.ofDays(30);

  /// Most results in one answer: those of a day at five-minute intervals, and some after changes.
  static final int LOOKS_MAX = 400;

  /// Most hours in one answer.
  static final int HOURS_MAX = 30 * 24;

  private static final long HOUR_SECONDS = 3600;

  /// About 20 bytes a result and 25 an hour: 24 kB a relay.
  static final DisposableSchema SCHEMA =
      new DisposableSchema(
          1,
          List.of(
              "CREATE TABLE relay (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)",
              """
              CREATE TABLE look (
                relay INTEGER NOT NULL, at INTEGER NOT NULL, up INTEGER NOT NULL,
                latency_ms INTEGER, drift TEXT NOT NULL, PRIMARY KEY (relay, at)) WITHOUT ROWID
              """,
              """
              CREATE TABLE hour (
                relay INTEGER NOT NULL, at INTEGER NOT NULL, looks INTEGER NOT NULL,
                up INTEGER NOT NULL, drifted INTEGER NOT NULL, answers INTEGER NOT NULL,
                latency_sum_ms INTEGER NOT NULL, latency_max_ms INTEGER NOT NULL,
                PRIMARY KEY (relay, at)) WITHOUT ROWID
              """));

  private static final String NUMBER = "(SELECT n FROM relay WHERE id = :id)";

  /// The result of one probe.
  ///
  /// @param latencyMs null = no answer
  /// @param drift the difference from the desired state, `""` = none
  record Look(Instant at, boolean up, @Nullable Integer latencyMs, String drift) {}

  /// The results of one hour.
  ///
  /// @param at the hour's first second
  /// @param up number of results with the relay online
  /// @param drifted number of results with drift
  /// @param latencyMs mean of the answered probes; null = none
  /// @param latencyMaxMs null = none was answered
  record Hour(
      Instant at,
      int looks,
      int up,
      int drifted,
      @Nullable Integer latencyMs,
      @Nullable Integer latencyMaxMs) {}

  /// Adds a result for each relay, and deletes old results. Two results in one second are one row
  /// that keeps the drift, so a drift that is repaired at once stays recorded.
  void add(Tx tx, Map<String, Look> looks) {
    looks.forEach((relayId, look) -> {
      tx.handle().execute("INSERT INTO relay (id) VALUES (?) ON CONFLICT (id) DO NOTHING", relayId);
      addLook(tx, relayId, look);
      addHour(tx, relayId, look);
      prune(tx, relayId, look.at());
    });
  }

  private static void addLook(Tx tx, String relayId, Look look) {
    tx.handle()
        .createUpdate(
            "INSERT INTO look (relay, at, up, latency_ms, drift) VALUES ("
                + NUMBER
                + """
                , :at, :up, :latency, :drift)
                ON CONFLICT (relay, at) DO UPDATE
                SET up = excluded.up, latency_ms = excluded.latency_ms,
                    drift = CASE WHEN excluded.drift = '' THEN look.drift ELSE excluded.drift END
                """)
        .bind("id", relayId)
        .bind("at", look.at().getEpochSecond())
        .bind("up", look.up() ? 1 : 0)
        .bind("latency", look.latencyMs())
        .bind("drift", look.drift())
        .execute();
  }

  private static void addHour(Tx tx, String relayId, Look look) {
    var latency = look.latencyMs();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO hour (relay, at, looks, up, drifted, answers, latency_sum_ms, latency_max_ms)
            VALUES (\
            """
                + NUMBER
                + """
                , :at, 1, :up, :drifted, :answers, :latency, :latency)
                ON CONFLICT (relay, at) DO UPDATE SET
                  looks = looks + 1, up = up + excluded.up, drifted = drifted + excluded.drifted,
                  answers = answers + excluded.answers,
                  latency_sum_ms = latency_sum_ms + excluded.latency_sum_ms,
                  latency_max_ms = max(latency_max_ms, excluded.latency_max_ms)
                """)
        .bind("id", relayId)
        .bind("at", hour(look.at()))
        .bind("up", look.up() ? 1 : 0)
        .bind("drifted", look.drift().isEmpty() ? 0 : 1)
        .bind("answers", latency == null ? 0 : 1)
        .bind("latency", latency == null ? 0 : latency)
        .execute();
  }

  private static void prune(Tx tx, String relayId, Instant now) {
    delete(tx, "look", relayId, now.minus(LOOKS_KEPT).getEpochSecond());
    delete(tx, "hour", relayId, hour(now.minus(HOURS_KEPT)));
  }

  private static void delete(Tx tx, String table, String relayId, long before) {
    tx.handle()
        .createUpdate("DELETE FROM " + table + " WHERE relay = " + NUMBER + " AND at < :before")
        .bind("id", relayId)
        .bind("before", before)
        .execute();
  }

  /// Newest first.
  List<Look> looks(Tx tx, String relayId) {
    return tx.handle()
        .createQuery(
            "SELECT at, up, latency_ms, drift FROM look WHERE relay = "
                + NUMBER
                + " ORDER BY at DESC LIMIT :most")
        .bind("id", relayId)
        .bind("most", LOOKS_MAX)
        .map((row, _) ->
            new Look(
                Instant.ofEpochSecond(row.getLong("at")),
                row.getInt("up") == 1,
                number(row, "latency_ms"),
                row.getString("drift")))
        .list();
  }

  /// Newest first.
  List<Hour> hours(Tx tx, String relayId) {
    return tx.handle()
        .createQuery(
            """
            SELECT at, looks, up, drifted,
                   CASE WHEN answers = 0 THEN NULL ELSE latency_sum_ms / answers END AS mean,
                   CASE WHEN answers = 0 THEN NULL ELSE latency_max_ms END AS longest
              FROM hour WHERE relay =\
            """
                + NUMBER
                + " ORDER BY at DESC LIMIT :most")
        .bind("id", relayId)
        .bind("most", HOURS_MAX)
        .map((row, _) ->
            new Hour(
                Instant.ofEpochSecond(row.getLong("at")),
                row.getInt("looks"),
                row.getInt("up"),
                row.getInt("drifted"),
                number(row, "mean"),
                number(row, "longest")))
        .list();
  }

  void forget(Tx tx, String relayId) {
    for (var table : List.of("look", "hour")) {
      tx.handle()
          .createUpdate("DELETE FROM " + table + " WHERE relay = " + NUMBER)
          .bind("id", relayId)
          .execute();
    }
    tx.handle().execute("DELETE FROM relay WHERE id = ?", relayId);
  }

  private static long hour(Instant at) {
    return at.getEpochSecond() - Math.floorMod(at.getEpochSecond(), HOUR_SECONDS);
  }

  private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
    var value = row.getInt(column);
    return row.wasNull() ? null : value;
  }
}

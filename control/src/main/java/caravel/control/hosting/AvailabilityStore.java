package caravel.control.hosting;

import caravel.control.db.Tx;
import java.util.List;
import java.util.Map;

/// The probes of relays that should be online, by day: `availability_days` has a row for each relay
/// and day, `platform_days` one for all relays of a day. A day is counted from 1970 in UTC.
final class AvailabilityStore {
  /// Number of probes.
  ///
  /// @param up those that found the relay online
  record Count(long probes, long up) {
    Count plus(Count other) {
      return new Count(probes + other.probes, up + other.up);
    }
  }

  record Day(long day, Count count) {}

  /// Adds counts of one day, and deletes the rows of these relays before `firstDay`.
  void add(Tx tx, long day, Map<String, Count> counts, long firstDay) {
    counts.forEach((relayId, count) -> {
      add(tx, relayId, day, count);
      tx.handle()
          .execute(
              "DELETE FROM availability_days WHERE relay_id = ? AND day < ?", relayId, firstDay);
    });
    var all = counts.values().stream().reduce(new Count(0, 0), Count::plus);
    tx.handle()
        .execute(
            """
            INSERT INTO platform_days (day, probes, up) VALUES (?, ?, ?)
            ON CONFLICT (day) DO UPDATE SET probes = platform_days.probes + excluded.probes,
              up = platform_days.up + excluded.up
            """,
            day,
            all.probes(),
            all.up());
    tx.handle().execute("DELETE FROM platform_days WHERE day < ?", firstDay);
  }

  private static void add(Tx tx, String relayId, long day, Count count) {
    tx.handle()
        .execute(
            """
            INSERT INTO availability_days (relay_id, day, probes, up) VALUES (?, ?, ?, ?)
            ON CONFLICT (relay_id, day) DO UPDATE SET
              probes = availability_days.probes + excluded.probes,
              up = availability_days.up + excluded.up
            """,
            relayId,
            day,
            count.probes(),
            count.up());
  }

  /// The days of a relay from `firstDay` on that have probes, the oldest first.
  List<Day> ofRelay(Tx tx, String relayId, long firstDay) {
    return tx.handle()
        .select(
            """
            SELECT day, probes, up FROM availability_days WHERE relay_id = ? AND day >= ?
             ORDER BY day
            """,
            relayId,
            firstDay)
        .map((row, _) -> new Day(row.getLong(1), new Count(row.getLong(2), row.getLong(3))))
        .list();
  }

  /// The days of all relays together from `firstDay` on that have probes, the oldest first.
  List<Day> ofPlatform(Tx tx, long firstDay) {
    return tx.handle()
        .select("SELECT day, probes, up FROM platform_days WHERE day >= ? ORDER BY day", firstDay)
        .map((row, _) -> new Day(row.getLong(1), new Count(row.getLong(2), row.getLong(3))))
        .list();
  }

  void forget(Tx tx, String relayId) {
    tx.handle().execute("DELETE FROM availability_days WHERE relay_id = ?", relayId);
  }
}

package caravel.control.hosting;

import caravel.control.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The history of what was seen of relays.
final class ProbeStore {
  /// Rows kept of one relay whenever old ones are forgotten.
  static final int HISTORY_MAX = 288;

  /// One look at a relay.
  ///
  /// @param latencyMs null = no answer
  /// @param drift what differs from what is wished, `""` = nothing
  record Look(Instant at, boolean up, @Nullable Integer latencyMs, String drift) {}

  /// Adds a look at each of some relays. Two looks in one second are one: what was repaired at once
  /// stays told.
  void add(Tx tx, Map<String, Look> looks) {
    var insert =
        tx.handle()
            .prepareBatch(
                """
                INSERT INTO probes (relay_id, at, up, latency_ms, drift) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (relay_id, at) DO UPDATE
                SET up = excluded.up, latency_ms = excluded.latency_ms,
                    drift = CASE WHEN excluded.drift = '' THEN probes.drift ELSE excluded.drift END
                """);
    looks.forEach((relayId, look) ->
        insert.add(
            relayId,
            look.at().getEpochSecond(),
            look.up() ? 1 : 0,
            look.latencyMs(),
            look.drift()));
    insert.execute();
  }

  /// Forgets the oldest.
  void prune(Tx tx, String relayId) {
    tx.handle()
        .execute(
            """
            DELETE FROM probes WHERE relay_id = ? AND at <
              (SELECT at FROM probes WHERE relay_id = ? ORDER BY at DESC LIMIT 1 OFFSET ?)
            """,
            relayId,
            relayId,
            HISTORY_MAX - 1);
  }

  /// Newest first.
  List<Look> of(Tx tx, String relayId) {
    return tx.handle()
        .createQuery(
            """
            SELECT at, up, latency_ms, drift FROM probes
            WHERE relay_id = :relay ORDER BY at DESC LIMIT :kept
            """)
        .bind("relay", relayId)
        .bind("kept", HISTORY_MAX)
        .map((row, _) -> {
          var latency = row.getInt("latency_ms");
          var answered = !row.wasNull();
          return new Look(
              Instant.ofEpochSecond(row.getLong("at")),
              row.getInt("up") == 1,
              answered ? latency : null,
              row.getString("drift"));
        })
        .list();
  }

  void forget(Tx tx, String relayId) {
    tx.handle().execute("DELETE FROM probes WHERE relay_id = ?", relayId);
  }
}

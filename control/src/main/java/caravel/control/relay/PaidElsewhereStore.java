package caravel.control.relay;

import caravel.control.db.Tx;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The table of relays that came from an earlier platform with paid time.
public final class PaidElsewhereStore {
  /// Finds the paid time of a relay, over or not.
  public Optional<PaidElsewhere> find(Tx tx, RelayId id) {
    return tx.handle()
        .select("SELECT * FROM adopted_relays WHERE relay_id = ?", id.value())
        .map((row, _) ->
            new PaidElsewhere(
                row.getString("plan_id"),
                row.getLong("amount"),
                Instant.ofEpochSecond(row.getLong("paid_until")),
                Instant.ofEpochSecond(row.getLong("anchor"))))
        .findOne();
  }

  void insert(Tx tx, RelayId id, PaidElsewhere paid) {
    tx.handle()
        .execute(
            """
            INSERT INTO adopted_relays (relay_id, plan_id, amount, paid_until, anchor, adopted_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            id.value(),
            paid.planId(),
            paid.amount(),
            paid.paidUntil().getEpochSecond(),
            paid.anchor().getEpochSecond(),
            tx.seconds());
  }

  /// The paid time as it is recorded in an activity.
  static Map<String, Object> snapshot(PaidElsewhere paid) {
    var snapshot = new LinkedHashMap<String, Object>();
    snapshot.put("plan_id", paid.planId());
    snapshot.put("amount", paid.amount());
    snapshot.put("paid_until", paid.paidUntil().getEpochSecond());
    snapshot.put("anchor", paid.anchor().getEpochSecond());
    return snapshot;
  }
}

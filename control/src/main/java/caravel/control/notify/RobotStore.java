package caravel.control.notify;

import caravel.control.db.Tx;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.util.List;

/// The table `robot_events`: the robot's latest published events, by relay.
final class RobotStore {
  /// @param isTaken whether the relay accepted it
  record Published(String relay, Event event, boolean isTaken) {}

  List<Published> ofKind(Tx tx, int kind) {
    return tx.handle()
        .createQuery("SELECT * FROM robot_events WHERE kind = :kind")
        .bind("kind", kind)
        .map((row, _) ->
            new Published(
                row.getString("relay"),
                EventJson.parse(row.getString("event")),
                row.getInt("taken") == 1))
        .list();
  }

  void save(Tx tx, Published published) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO robot_events (kind, relay, event, taken)
            VALUES (:kind, :relay, :event, :taken)
            ON CONFLICT (kind, relay) DO UPDATE SET event = excluded.event, taken = excluded.taken
            """)
        .bind("kind", published.event().kind())
        .bind("relay", published.relay())
        .bind("event", EventJson.write(published.event()))
        .bind("taken", published.isTaken() ? 1 : 0)
        .execute();
  }
}

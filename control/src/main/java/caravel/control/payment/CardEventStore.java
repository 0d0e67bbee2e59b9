package caravel.control.payment;

import caravel.control.db.Tx;
import java.time.Duration;

/// The table `stripe_events`: events of the card processor that were acted on.
final class CardEventStore {
  static final Duration EVENTS_KEPT = Duration.ofDays(90);

  /// Remembers an event of the processor, and forgets those that do not come again: it repeats one
  /// for three days, and a person can have it sent again for a month.
  ///
  /// @return whether it was not known yet
  boolean isNewEvent(Tx tx, String eventId, String type) {
    tx.handle()
        .execute(
            "DELETE FROM stripe_events WHERE received_at < ?",
            tx.now().minus(EVENTS_KEPT).getEpochSecond());
    return tx.handle()
            .execute(
                """
                INSERT INTO stripe_events (id, type, received_at) VALUES (?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """,
                eventId,
                type,
                tx.seconds())
        == 1;
  }
}

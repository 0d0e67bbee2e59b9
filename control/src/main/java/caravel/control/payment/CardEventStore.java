package caravel.control.payment;

import caravel.control.db.Tx;
import java.time.Duration;

/// The table `stripe_events`: events of the card processor that were handled.
final class CardEventStore {
  static final Duration EVENTS_KEPT = Duration.ofDays(90);

  /// Stores an event, and deletes events too old to be repeated. The processor repeats an event for
  /// three days, and a person can resend it for a month.
  ///
  /// @return whether the event was new
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

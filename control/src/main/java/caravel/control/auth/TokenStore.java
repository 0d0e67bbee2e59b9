package caravel.control.auth;

import caravel.control.db.Tx;
import java.util.HashMap;
import java.util.Map;

/// The tables `sessions_ended` and `requests_used`: tokens that are no longer valid before they
/// expire.
final class TokenStore {
  /// Rows are kept this long after their token expired. A clock that is set back by less does not
  /// make a used token valid again.
  static final long KEPT_SECONDS = 24 * 60 * 60;

  Map<String, Long> ended(Tx tx) {
    var ended = new HashMap<String, Long>();
    tx.handle()
        .select(
            "SELECT event_id, expires_at FROM sessions_ended WHERE expires_at >= ?",
            tx.seconds() - KEPT_SECONDS)
        .map((row, _) -> ended.put(row.getString(1), row.getLong(2)))
        .list();
    return ended;
  }

  void end(Tx tx, String eventId, long expiresAt) {
    tx.handle()
        .execute("DELETE FROM sessions_ended WHERE expires_at < ?", tx.seconds() - KEPT_SECONDS);
    tx.handle()
        .execute(
            """
            INSERT INTO sessions_ended (event_id, expires_at) VALUES (?, ?)
            ON CONFLICT (event_id) DO NOTHING
            """,
            eventId,
            expiresAt);
  }

  /// Records a use; false = the token was used before.
  boolean use(Tx tx, String eventId, long expiresAt) {
    tx.handle()
        .execute("DELETE FROM requests_used WHERE expires_at < ?", tx.seconds() - KEPT_SECONDS);
    return tx.handle()
            .execute(
                """
                INSERT INTO requests_used (event_id, expires_at) VALUES (?, ?)
                ON CONFLICT (event_id) DO NOTHING
                """,
                eventId,
                expiresAt)
        == 1;
  }
}

package caravel.control.http;

import caravel.control.db.Tx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `idempotency_keys`.
final class IdempotencyStore {
  /// The key of a stored response.
  ///
  /// @param path with the method before it
  record Key(String caller, String path, String key) {}

  /// The first request with a key. Its response is null while it runs, and for ever if it was
  /// interrupted.
  record First(String bodyHash, Envelope.@Nullable Answer answer) {}

  /// Claims the key; false = it is taken.
  boolean claim(Tx tx, Key key, String bodyHash) {
    return tx.handle()
            .execute(
                """
                INSERT INTO idempotency_keys (caller, path, key, body_hash, created_at)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (caller, path, key) DO NOTHING
                """,
                key.caller(),
                key.path(),
                key.key(),
                bodyHash,
                tx.seconds())
        == 1;
  }

  Optional<First> find(Tx tx, Key key) {
    return tx.handle()
        .select(
            """
            SELECT body_hash, status, answer FROM idempotency_keys
            WHERE caller = ? AND path = ? AND key = ?
            """,
            key.caller(),
            key.path(),
            key.key())
        .map((row, _) -> {
          var answer = row.getString("answer");
          return new First(
              row.getString("body_hash"),
              answer == null ? null : new Envelope.Answer(row.getInt("status"), answer));
        })
        .findFirst();
  }

  void answered(Tx tx, Key key, Envelope.Answer answer) {
    tx.handle()
        .execute(
            """
            UPDATE idempotency_keys SET status = ?, answer = ?
            WHERE caller = ? AND path = ? AND key = ?
            """,
            answer.status(),
            answer.json(),
            key.caller(),
            key.path(),
            key.key());
  }

  void release(Tx tx, Key key) {
    tx.handle()
        .execute(
            "DELETE FROM idempotency_keys WHERE caller = ? AND path = ? AND key = ?",
            key.caller(),
            key.path(),
            key.key());
  }

  void forgetBefore(Tx tx, long seconds) {
    tx.handle().execute("DELETE FROM idempotency_keys WHERE created_at < ?", seconds);
  }
}

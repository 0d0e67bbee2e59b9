package caravel.control.http;

import caravel.control.db.Db;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a repeated request the first one's answer: per caller and path, for a day.
///
/// An answer that blames ourselves or the hour is not kept: the same key may try again.
final class Idempotency {
  static final int KEY_CHARACTERS_MAX = 200;
  private static final long KEPT_SECONDS = 24 * 60 * 60;
  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);

  private final IdempotencyStore store = new IdempotencyStore();
  private final Db db;

  /// What was being made when the program ended is answered by nobody any more: its keys are free.
  Idempotency(Db db) {
    this.db = db;
    db.inTx(tx -> {
      store.releaseUnanswered(tx);
      return null;
    });
  }

  Envelope.Answer once(IdempotencyStore.Key key, byte[] body, Supplier<Envelope.Answer> work) {
    if (key.key().length() > KEY_CHARACTERS_MAX) {
      throw new Problem.Invalid(
              "invalid", null, "The Idempotency-Key is too long: at most 200 characters.")
          .asException();
    }
    var hash = Hex.encode(Sha256.of(body));
    var first = claimOrFind(key, hash);
    if (first.isPresent()) {
      return repeated(first.get(), hash);
    }
    var kept = false;
    try {
      var answer = work.get();
      if (answer.status() < 500 && answer.status() != 429) {
        db.inTx(tx -> {
          store.answered(tx, key, answer);
          return null;
        });
        kept = true;
      }
      return answer;
    } finally {
      if (!kept) {
        release(key);
      }
    }
  }

  private Optional<IdempotencyStore.First> claimOrFind(IdempotencyStore.Key key, String hash) {
    return db.inTx(tx -> {
      store.forgetBefore(tx, tx.seconds() - KEPT_SECONDS);
      return store.claim(tx, key, hash) ? Optional.empty() : store.find(tx, key);
    });
  }

  private static Envelope.Answer repeated(IdempotencyStore.First first, String hash) {
    if (!first.bodyHash().equals(hash)) {
      throw new Problem.Conflict(
              "conflict", "This Idempotency-Key was used for another request before.")
          .asException();
    }
    if (first.answer() == null) {
      throw new Problem.Conflict("conflict", "The first request with this key is still running.")
          .asException();
    }
    return first.answer();
  }

  private void release(IdempotencyStore.Key key) {
    try {
      db.inTx(tx -> {
        store.release(tx, key);
        return null;
      });
    } catch (RuntimeException stays) {
      LOG.warn("an idempotency key stays taken until it expires", stays);
    }
  }
}

package caravel.control.http;

import caravel.control.db.Db;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers a repeated request with the first response, per caller and path, for a day.
///
/// The handler runs at most once for each key. Its work and its response are stored one after the
/// other, so a crash between them leaves a key without a response. Such a key is never reused,
/// because the work may be done.
///
/// Only a response that nothing was done ("too many", "not available") frees its key.
final class Idempotency {
  static final int KEY_CHARACTERS_MAX = 200;
  private static final long KEPT_SECONDS = 24 * 60 * 60;
  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);

  private final IdempotencyStore store = new IdempotencyStore();
  private final Set<IdempotencyStore.Key> running = ConcurrentHashMap.newKeySet();
  private final Db db;

  Idempotency(Db db) {
    this.db = db;
  }

  Envelope.Answer once(IdempotencyStore.Key key, byte[] body, Supplier<Envelope.Answer> work) {
    if (key.key().length() > KEY_CHARACTERS_MAX) {
      throw new Problem.Invalid(
              "invalid", null, "The Idempotency-Key is too long: at most 200 characters.")
          .asException();
    }
    var hash = Hex.encode(Sha256.of(body));
    // Marked before the claim is visible, so that no second request takes this one for interrupted.
    var mine = running.add(key);
    try {
      var first = claimOrFind(key, hash);
      return first.isPresent() ? repeated(key, first.get(), hash, mine) : answered(key, work.get());
    } finally {
      if (mine) {
        running.remove(key);
      }
    }
  }

  private Envelope.Answer answered(IdempotencyStore.Key key, Envelope.Answer answer) {
    var nothingDone = answer.status() >= 500 || answer.status() == 429;
    db.inTx(tx -> {
      if (nothingDone) {
        store.release(tx, key);
      } else {
        store.answered(tx, key, answer);
      }
      return null;
    });
    return answer;
  }

  private Optional<IdempotencyStore.First> claimOrFind(IdempotencyStore.Key key, String hash) {
    return db.inTx(tx -> {
      store.forgetBefore(tx, tx.seconds() - KEPT_SECONDS);
      return store.claim(tx, key, hash) ? Optional.empty() : store.find(tx, key);
    });
  }

  /// @param alone no other request with this key is running in this process
  private static Envelope.Answer repeated(
      IdempotencyStore.Key key, IdempotencyStore.First first, String hash, boolean alone) {
    if (!first.bodyHash().equals(hash)) {
      throw conflict("This Idempotency-Key was already used for another request.");
    }
    if (first.answer() != null) {
      return first.answer();
    }
    if (!alone) {
      throw conflict("The first request with this key is still running.");
    }
    LOG.info("{}: asked again after it was cut short", key.path());
    throw conflict(
        "The first request with this key was interrupted, so we don’t know what it changed. Check,"
            + " and use another key if you still need to send it.");
  }

  private static ProblemException conflict(String sentence) {
    return new Problem.Conflict("conflict", sentence).asException();
  }
}

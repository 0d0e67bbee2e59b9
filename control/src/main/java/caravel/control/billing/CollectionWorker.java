package caravel.control.billing;

import caravel.control.billing.InvoiceCollectionStore.Due;
import caravel.control.billing.InvoiceCollectionStore.Pending;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets time pass for invoices, and has done what waits on them. Whatever cannot be done keeps
/// nothing else from being done.
final class CollectionWorker {
  private static final int AT_ONCE_MAX = 200;

  /// Chores performed at once. Others wait: asked all at once, the platform's own wallet would have
  /// to turn some away, which looks as if it were silent (M11).
  private static final int CHORES_MAX = 32;

  /// How long a chore waits for its turn before a later round begins it again.
  private static final Duration TURN_WAIT = Duration.ofSeconds(60);

  /// What could not be done is tried again so much later.
  private static final Duration REST_AFTER_FAULT = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(CollectionWorker.class);

  private final Db db;
  private final Dunning dunning;
  private final Errands errands;
  private final Around around;
  private final MoneyHold hold;
  private final Semaphore turns = new Semaphore(CHORES_MAX, true);
  private final Set<InvoiceId> busy = ConcurrentHashMap.newKeySet();
  private final Set<InvoiceId> performing = ConcurrentHashMap.newKeySet();
  private final Throttle failed = new Throttle(REST_AFTER_FAULT);
  private final InvoiceCollectionStore collections = new InvoiceCollectionStore();

  /// How far the rounds have gone through what is due, until all of it had its turn.
  private ScanCursor passed = ScanCursor.START;

  private boolean faulty;

  /// @param clock billing's
  /// @param crew performs chores
  /// @param done called after each chore, so that what follows from it comes soon
  record Around(InstantSource clock, Executor crew, Runnable done) {}

  /// @param due time may have changed something at these
  private record Work(List<Due> due, List<Pending> pending) {}

  CollectionWorker(Db db, Dunning dunning, Errands errands, Around around, MoneyHold hold) {
    this.hold = hold;
    this.db = db;
    this.dunning = dunning;
    this.errands = errands;
    this.around = around;
  }

  /// Lets time pass for invoices at which it may change something, then does what waits. One round
  /// at a time.
  ///
  /// While money is on hold no time passes for invoices and nothing is begun.
  RoundResult round(Instant now) {
    if (hold.isHeld()) {
      return RoundResult.ALL;
    }
    var work =
        db.<Work>read(tx ->
            new Work(
                collections.due(tx, now, passed, AT_ONCE_MAX),
                collections.pending(tx, "", AT_ONCE_MAX)));
    var due = work.due();
    for (var one : due) {
      faulty |= !letTimePass(one.invoice(), now);
    }
    begin(due.isEmpty() ? work.pending() : pending(""), now);
    if (due.size() == AT_ONCE_MAX) {
      passed = due.getLast().cursor();
      return RoundResult.MORE;
    }
    var result = faulty ? RoundResult.FAULT : RoundResult.ALL;
    passed = ScanCursor.START;
    faulty = false;
    return result;
  }

  /// One invoice's trouble is no other's.
  private boolean letTimePass(InvoiceId id, Instant now) {
    try {
      db.inTx(tx -> {
        if (!isQueued(tx, id, now)) {
          dunning.take(tx, id, new Fact.TimePassed(now));
        }
        return true;
      });
      return true;
    } catch (RuntimeException fault) {
      if (DbException.isSystemic(fault)) {
        throw fault;
      }
      LOG.error("the invoice {} cannot be collected", id.value(), fault);
      return false;
    }
  }

  /// Whether an attempt waits for its turn. It was not sent yet, so no answer is overdue (M3).
  private boolean isQueued(Tx tx, InvoiceId id, Instant now) {
    var effect = collections.pendingOf(tx, id);
    return (effect.equals(Chores.PAY_BY_WALLET) || effect.equals(Chores.CHARGE_CARD))
        && !performing.contains(id)
        && !failed.isTooSoon(id, now);
  }

  private List<Pending> pending(String after) {
    return db.read(tx -> collections.pending(tx, after, AT_ONCE_MAX));
  }

  /// Begins what waits, but for what has just failed: that is passed by.
  ///
  /// @param first those that wait first
  private void begin(List<Pending> first, Instant now) {
    var room = AT_ONCE_MAX;
    var page = first;
    while (true) {
      for (var pending : page) {
        if (failed.isTooSoon(pending.invoice(), now)) {
          faulty = true;
        } else if (room > 0) {
          room--;
          begin(pending);
        }
      }
      if (page.size() < AT_ONCE_MAX || room == 0) {
        return;
      }
      page = pending(page.getLast().invoice().value());
    }
  }

  private void begin(Pending pending) {
    if (busy.add(pending.invoice())) {
      around.crew().execute(() -> perform(pending));
    }
  }

  private void perform(Pending pending) {
    var hasTurn = false;
    try {
      hasTurn = turns.tryAcquire(TURN_WAIT.toNanos(), TimeUnit.NANOSECONDS);
      if (!hasTurn) {
        return;
      }
      performing.add(pending.invoice());
      // Since it was read it may have been done, and something else have come.
      if (db.<Boolean>read(tx -> collections.isPending(tx, pending))) {
        errands.perform(pending);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      if (!Thread.currentThread().isInterrupted()) { // Else the process ends.
        failed.asked(pending.invoice(), around.clock().instant());
        LOG.error("{} of the invoice {} failed", pending.effect(), pending.invoice(), fault);
      }
    } finally {
      if (hasTurn) {
        performing.remove(pending.invoice());
        turns.release();
      }
      busy.remove(pending.invoice());
      around.done().run();
    }
  }
}

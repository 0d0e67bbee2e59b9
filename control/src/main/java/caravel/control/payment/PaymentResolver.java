package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.Tx;
import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import caravel.control.payment.PayableInvoices.PaymentEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks up every payment attempt on one schedule until it is final, even after its invoice was
/// closed. Only the receiving side settles an attempt.
public final class PaymentResolver {
  /// Most attempts that one round begins to look up.
  private static final int AT_ONCE_MAX = 200;

  /// Most attempts looked up at the same time.
  private static final int LOOKS_MAX = 16;

  /// How long an attempt without an answer is shown to the operator.
  private static final Duration FAULTS_SHOWN = Duration.ofDays(30);

  private static final int FAULTS_MAX = 100;

  private static final Duration RECOVER_EVERY = Duration.ofHours(1);

  /// How long after its end an attempt of a removed rail is looked up once the rail is back.
  private static final Duration RECOVERABLE = Duration.ofDays(400);

  private static final Logger LOG = LoggerFactory.getLogger(PaymentResolver.class);

  private final Db db;
  private final PayableInvoices invoices;
  private final LightningCodes codes;
  private final CheckoutPages pages;
  private final CardCharges charges;
  private final InstantSource wall;
  private final PaymentAttemptStore store = new PaymentAttemptStore();
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private Instant nextRecovery = Instant.MIN;
  private final Semaphore turns = new Semaphore(LOOKS_MAX, true);

  public PaymentResolver(
      Db db,
      PayableInvoices invoices,
      LightningCodes codes,
      CheckoutPages pages,
      CardCharges charges,
      InstantSource wall) {
    this.db = db;
    this.invoices = invoices;
    this.codes = codes;
    this.pages = pages;
    this.charges = charges;
    this.wall = wall;
  }

  /// Looks up all attempts of an invoice and reports whether money arrived. Unknown outcomes and
  /// silent wallets or processors are reported as such.
  public void resolve(InvoiceId id) {
    var unknown = lookUpAll(id);
    switch (unknown.look()) {
      case PAID, SILENT -> {}
      case UNKNOWN -> report(id, new PaymentEvent.OutcomeUnknown(unknown.rail()));
      case ENDED, OPEN, ENDING -> report(id, new PaymentEvent.NothingArrived());
    }
  }

  /// Looks up all attempts of an open or closed invoice, at a person's request.
  public void lookUp(InvoiceId id) {
    lookUpAll(id);
  }

  /// @param rail of the attempt whose outcome is unknown
  private record Summary(Look look, PaymentRail rail) {}

  private Summary lookUpAll(InvoiceId id) {
    var summary = new Summary(Look.ENDED, PaymentRail.LIGHTNING);
    for (var attempt : db.<List<PaymentAttempt>>read(tx -> store.unresolved(tx, id))) {
      var look = lookUp(attempt);
      var isUnknown =
          look == Look.UNKNOWN
              || (look != Look.PAID && look != Look.ENDED && attempt.state().isBlocking());
      switch (look) {
        case PAID -> {
          return new Summary(Look.PAID, attempt.rail());
        }
        case SILENT -> {
          report(id, new PaymentEvent.Unanswered());
          summary = new Summary(Look.SILENT, attempt.rail());
        }
        case ENDED, OPEN, ENDING, UNKNOWN -> {
          if (isUnknown && summary.look() != Look.SILENT) {
            summary = new Summary(Look.UNKNOWN, attempt.rail());
          }
        }
      }
    }
    return summary;
  }

  private Look lookUp(PaymentAttempt attempt) {
    return switch (attempt.rail()) {
      case LIGHTNING -> codes.lookUp(attempt);
      case CHECKOUT -> pages.lookUp(attempt);
      case CARD -> charges.lookUp(attempt);
    };
  }

  /// Handles a hint from the platform's wallet that a code was paid. The hint is verified by a
  /// look-up.
  public void received(String paymentHash) {
    db.<Optional<PaymentAttempt>>read(tx -> store.findByExternalId(tx, paymentHash))
        .filter(attempt -> attempt.state() != PaymentAttempt.State.SETTLED)
        .ifPresent(this::lookUp);
  }

  /// Starts the due look-ups.
  ///
  /// @param onHold whether only attempts that a person may pay are looked up, because automatic
  ///   work is on hold
  /// @param executor runs the look-ups, each of which may wait for an answer
  /// @param done called after each of them
  public void round(boolean onHold, Executor executor, Runnable done) {
    var now = wall.instant();
    var due = db.<List<PaymentAttempt>>read(tx -> store.due(tx, now, onHold, AT_ONCE_MAX));
    for (var attempt : due) {
      if (underWay.add(attempt.id())) {
        executor.execute(() -> lookUpInTurn(attempt, done));
      }
    }
    if (!now.isBefore(nextRecovery) || nextRecovery.isAfter(now.plus(RECOVER_EVERY))) {
      nextRecovery = now.plus(RECOVER_EVERY);
      var ended = endedUnseen();
      if (!ended.isEmpty()) {
        executor.execute(() -> recover(ended));
      }
    }
  }

  /// Looks up attempts that ended unseen, because their rail may be configured again (M5). Money
  /// that arrived in the meantime is credited to the tenant.
  private void recover(List<PaymentAttempt> ended) {
    for (var attempt : ended) {
      try {
        if (isRecovered(attempt)) {
          db.inTx(tx -> {
            store.answered(tx, attempt.id());
            return true;
          });
        }
      } catch (RuntimeException fault) {
        if (DbException.isSystemic(fault)) {
          throw fault;
        }
        LOG.error("the payment attempt {} cannot be looked up", attempt.id(), fault);
      }
    }
  }

  private List<PaymentAttempt> endedUnseen() {
    var since = wall.instant().minus(RECOVERABLE);
    return db.<List<PaymentAttempt>>read(tx -> store.lost(tx, since, FAULTS_MAX)).stream()
        .filter(attempt -> attempt.findings().reason().equals(PaymentAttempt.RAIL_REMOVED))
        .toList();
  }

  private boolean isRecovered(PaymentAttempt attempt) {
    return switch (attempt.rail()) {
      case LIGHTNING -> codes.recover(attempt);
      case CHECKOUT -> pages.recover(attempt);
      case CARD -> charges.recover(attempt);
    };
  }

  /// The time of the next due attempt; null = none is scheduled.
  ///
  /// @param onHold as in [#round]
  public @Nullable Instant nextDue(boolean onHold) {
    return db.<Optional<Instant>>read(tx -> Optional.ofNullable(store.nextDue(tx, onHold)))
        .orElse(null);
  }

  /// A payment attempt that needs the operator's attention.
  ///
  /// @param fault one sentence
  /// @param since unix seconds
  public record PaymentFault(
      String invoiceId, String rail, String externalId, String fault, long since) {}

  /// Lists recent attempts without a wallet or processor that can report the outcome (M5, M7).
  public List<PaymentFault> faults(Tx tx) {
    return store.lost(tx, wall.instant().minus(FAULTS_SHOWN), FAULTS_MAX).stream()
        .map(attempt ->
            new PaymentFault(
                attempt.invoice().value(),
                attempt.rail().name().toLowerCase(Locale.ROOT),
                attempt.reference().externalId(),
                attempt.findings().reason().equals(PaymentAttempt.NOT_FOUND)
                    ? "The wallet does not know the code that it created. The invoice waits."
                    : "It ended without an answer, because its wallet or processor is no longer"
                        + " configured.",
                attempt.progress().since().getEpochSecond()))
        .toList();
  }

  /// Whether an invoice waits only for codes that their own wallet does not know (M7). An operator
  /// may void such an invoice. Money that is found later becomes credit.
  public boolean waitsForLostCode(Tx tx, InvoiceId id) {
    var blocking =
        store.unresolved(tx, id).stream().filter(attempt -> attempt.state().isBlocking()).toList();
    return !blocking.isEmpty()
        && blocking.stream()
            .allMatch(attempt -> attempt.findings().reason().equals(PaymentAttempt.NOT_FOUND));
  }

  private void lookUpInTurn(PaymentAttempt attempt, Runnable done) {
    var hasTurn = false;
    try {
      turns.acquire();
      hasTurn = true;
      schedule(attempt);
      lookUpAndReport(attempt);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      if (DbException.isSystemic(fault)) {
        throw fault;
      }
      LOG.error("the payment attempt {} cannot be looked up", attempt.id(), fault);
    } finally {
      if (hasTurn) {
        turns.release();
      }
      underWay.remove(attempt.id());
      done.run();
    }
  }

  /// Stores the time of the next look before this one, so that a failing look-up is not repeated at
  /// once.
  private void schedule(PaymentAttempt attempt) {
    var looks = attempt.progress().looks() + 1;
    db.inTx(tx -> {
      store.schedule(tx, attempt.id(), looks, wall.instant().plus(LookSchedule.delay(looks)));
      return true;
    });
  }

  /// Looks up one attempt. Silence is reported only for an attempt that a wallet or processor was
  /// asked to pay. All attempts of an invoice are looked up again before the next decision.
  private void lookUpAndReport(PaymentAttempt attempt) {
    if (lookUp(attempt) == Look.SILENT && attempt.state().isBlocking()) {
      report(attempt.invoice(), new PaymentEvent.Unanswered());
    }
  }

  private void report(InvoiceId id, PaymentEvent event) {
    db.inTx(tx -> {
      invoices.report(tx, id, event);
      return true;
    });
  }
}

package caravel.control.billing;

import caravel.control.billing.InvoiceCollectionStore.Due;
import caravel.control.billing.InvoiceCollectionStore.Work;
import caravel.control.billing.core.Collection;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.Collection.Stage;
import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.money.InvoiceId;
import caravel.control.payment.CardCharges;
import caravel.control.payment.PaymentResolver;
import caravel.control.payment.Throttle;
import caravel.control.payment.WalletPayments;
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

/// Collects open invoices: applies the passing of time, and performs the stages that need the
/// network. An invoice that cannot be collected delays no other.
final class CollectionWorker {
  private static final int AT_ONCE_MAX = 200;

  /// Most stages performed at once; others wait. More requests at once would exceed the connections
  /// of the platform's own wallet, which would look silent (M11).
  private static final int STAGES_MAX = 32;

  /// How long a stage waits for a free place before a later round begins it again.
  private static final Duration TURN_WAIT = Duration.ofSeconds(60);

  /// Delay before a stage that failed is repeated.
  private static final Duration REST_AFTER_FAULT = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(CollectionWorker.class);

  private final Db db;
  private final InvoiceCollections invoices;
  private final Payments payments;
  private final InstantSource clock;
  private final Executor executor;
  private final Runnable done;
  private final MoneyHold hold;
  private final Semaphore turns = new Semaphore(STAGES_MAX, true);
  private final Set<InvoiceId> busy = ConcurrentHashMap.newKeySet();
  private final Throttle failed = new Throttle(REST_AFTER_FAULT);
  private final InvoiceCollectionStore collections = new InvoiceCollectionStore();

  /// The position in the scan of due invoices, kept between rounds so that each has its turn.
  private ScanCursor passed = ScanCursor.START;

  private boolean faulty;

  /// The payments that stages are performed with.
  record Payments(PaymentResolver resolver, WalletPayments wallets, CardCharges cards) {}

  /// @param clock the billing clock
  /// @param executor runs stages and look-ups
  /// @param done called after each of them, so that the next round comes soon
  CollectionWorker(
      Db db,
      InvoiceCollections invoices,
      Payments payments,
      InstantSource clock,
      Executor executor,
      Runnable done,
      MoneyHold hold) {
    this.db = db;
    this.invoices = invoices;
    this.payments = payments;
    this.clock = clock;
    this.executor = executor;
    this.done = done;
    this.hold = hold;
  }

  /// Runs one round: looks up due attempts, applies the passing of time to invoices, then performs
  /// stages. Only one round runs at a time.
  ///
  /// While money is on hold, only attempts that a person may pay are looked up.
  RoundResult round(Instant now) {
    payments.resolver().round(hold.isHeld(), executor, done);
    if (hold.isHeld()) {
      return RoundResult.ALL;
    }
    var due = db.<List<Due>>read(tx -> collections.due(tx, now, passed, AT_ONCE_MAX));
    for (var one : due) {
      faulty |= !letTimePass(one.invoice(), now);
    }
    begin(now);
    if (due.size() == AT_ONCE_MAX) {
      passed = due.getLast().cursor();
      return RoundResult.MORE;
    }
    var result = faulty ? RoundResult.FAULT : RoundResult.ALL;
    passed = ScanCursor.START;
    faulty = false;
    return result;
  }

  /// Catches a failure, so that it delays no other invoice.
  private boolean letTimePass(InvoiceId id, Instant now) {
    try {
      db.inTx(tx -> {
        invoices.take(tx, id, new Fact.TimePassed(now));
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

  /// Begins the due stages, except those that have just failed.
  private void begin(Instant now) {
    var room = AT_ONCE_MAX;
    var page = work("");
    while (true) {
      for (var work : page) {
        if (failed.isTooSoon(work.invoice(), now)) {
          faulty = true;
        } else if (room > 0) {
          room--;
          begin(work);
        }
      }
      if (page.size() < AT_ONCE_MAX || room == 0) {
        return;
      }
      page = work(page.getLast().invoice().value());
    }
  }

  private List<Work> work(String after) {
    return db.read(tx -> collections.work(tx, after, AT_ONCE_MAX));
  }

  private void begin(Work work) {
    if (busy.add(work.invoice())) {
      executor.execute(() -> perform(work));
    }
  }

  private void perform(Work work) {
    var hasTurn = false;
    try {
      hasTurn = turns.tryAcquire(TURN_WAIT.toNanos(), TimeUnit.NANOSECONDS);
      if (hasTurn && isStillAt(work)) {
        perform(work.invoice(), work.stage());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      if (!Thread.currentThread().isInterrupted()) { // An interrupt means that the process ends.
        failed.asked(work.invoice(), clock.instant());
        LOG.error("{} of the invoice {} failed", work.stage(), work.invoice(), fault);
      }
    } finally {
      if (hasTurn) {
        turns.release();
      }
      busy.remove(work.invoice());
      done.run();
    }
  }

  /// Checks again before performing: another stage may have begun since this one was read.
  private boolean isStillAt(Work work) {
    return db.<Boolean>read(tx ->
        invoices
            .load(tx, work.invoice())
            .filter(found ->
                found.collection() instanceof Collection.Open open
                    && open.stage().equals(work.stage()))
            .isPresent());
  }

  private void perform(InvoiceId id, Stage stage) {
    switch (stage) {
      case Stage.Resolving _ -> payments.resolver().resolve(id);
      case Stage.AskingWallet _ -> payments.wallets().ask(id);
      case Stage.ChargingCard _ -> payments.cards().charge(id);
      case Stage.Resting _, Stage.Waiting _ -> {}
    }
  }
}

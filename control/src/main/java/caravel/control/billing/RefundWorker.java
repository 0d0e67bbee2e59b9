package caravel.control.billing;

import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.money.Currency;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.CardRefund;
import caravel.control.payment.CardProcessor.ReversalsFound;
import caravel.control.payment.IncomingPayment;
import caravel.control.payment.LookSchedule;
import caravel.control.payment.PaymentRails;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks up refunds that the processor has not confirmed, and finds refunds and disputes whose
/// webhook was lost.
final class RefundWorker {
  private static final Logger LOG = LoggerFactory.getLogger(RefundWorker.class);

  private static final Duration SCAN_EVERY = Duration.ofHours(1);

  /// A refund can fail a month after it succeeded.
  private static final Duration REFUNDS_SCANNED = Duration.ofDays(90);

  /// A dispute can be decided months after it was opened.
  private static final Duration DISPUTES_SCANNED = Duration.ofDays(400);

  /// A refund requested longer ago is known to the processor, or was never made.
  private static final Duration ON_ITS_WAY_MAX = Duration.ofHours(1);

  private static final int AT_ONCE_MAX = 50;

  private final Db db;
  private final PaymentRails rails;
  private final InvoiceCollections invoices;
  private final InstantSource wall;
  private final RefundStore refunds;
  private final AtomicBoolean isBusy = new AtomicBoolean();
  private Instant nextScan = Instant.MIN;

  RefundWorker(
      Db db,
      PaymentRails rails,
      InvoiceCollections invoices,
      Currency currency,
      InstantSource wall) {
    this.db = db;
    this.rails = rails;
    this.invoices = invoices;
    this.wall = wall;
    this.refunds = new RefundStore(currency);
  }

  /// Starts the due look-ups, unless those of the last round are still running.
  ///
  /// @param done called when the look-ups are finished
  void round(Executor executor, Runnable done) {
    var processor = rails.cards();
    if (processor == null || !isBusy.compareAndSet(false, true)) {
      return;
    }
    var now = wall.instant();
    var due = db.<List<RefundRow>>read(tx -> refunds.due(tx, now, AT_ONCE_MAX));
    var scans = !now.isBefore(nextScan) || nextScan.isAfter(now.plus(SCAN_EVERY));
    if (due.isEmpty() && !scans) {
      isBusy.set(false);
      return;
    }
    if (scans) {
      nextScan = now.plus(SCAN_EVERY);
    }
    executor.execute(() -> {
      try {
        due.forEach(refund -> lookUp(processor, refund));
        if (scans) {
          scan(processor, now);
        }
      } catch (RuntimeException fault) {
        if (DbException.isSystemic(fault)) {
          throw fault;
        }
        LOG.error("refunds and disputes cannot be looked up", fault);
      } finally {
        isBusy.set(false);
        done.run();
      }
    });
  }

  /// Looks up the refunds and disputes of a payment. A refund that the processor does not know
  /// after an hour was never made. It is not requested again.
  private void lookUp(CardProcessor processor, RefundRow refund) {
    var looks = refund.progress().looks() + 1;
    db.inTx(tx -> {
      refunds.schedule(tx, refund.id(), looks, wall.instant().plus(LookSchedule.delay(looks)));
      return true;
    });
    var intentId = refund.target().paymentId().substring(IncomingPayment.CARD.length());
    if (processor.findReversals(intentId) instanceof ReversalsFound.Found found) {
      var isThere = found.refunds().stream().anyMatch(one -> isSame(one, refund));
      var isOver = !wall.instant().isBefore(refund.request().at().plus(ON_ITS_WAY_MAX));
      db.inTx(tx -> {
        invoices.reversed(tx, found);
        if (!isThere && isOver) {
          refunds.find(tx, refund.id()).ifPresent(row -> invoices.refunds().failed(tx, row));
        }
        return true;
      });
    }
  }

  private static boolean isSame(CardRefund found, RefundRow refund) {
    return found.key().equals(refund.id()) || found.id().equals(refund.progress().externalId());
  }

  private void scan(CardProcessor processor, Instant now) {
    switch (processor.listReversals(now.minus(REFUNDS_SCANNED), now.minus(DISPUTES_SCANNED))) {
      case ReversalsFound.Unknown(var why) ->
          LOG.warn("refunds and disputes cannot be listed: {}", why);
      case ReversalsFound.Found found -> {
        var news = db.<ReversalsFound.Found>read(tx -> invoices.refunds().news(tx, found));
        if (!news.refunds().isEmpty() || !news.disputes().isEmpty()) {
          db.inTx(tx -> {
            invoices.reversed(tx, news);
            return true;
          });
        }
      }
    }
  }
}

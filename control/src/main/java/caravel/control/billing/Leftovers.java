package caravel.control.billing;

import caravel.control.billing.CardStore.Intent;
import caravel.control.billing.CardStore.Page;
import caravel.control.db.Db;
import caravel.control.db.DbException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What closed invoices have left behind: looked up a last time, closed or taken back, so that no
/// money is missed and nobody pays for nothing. Each question may wait for an answer that does not
/// come, so all of it is the crew's: collecting goes on meanwhile.
final class Leftovers {
  /// Of each kind, asked about in one go.
  private static final int AT_ONCE_MAX = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final Db db;
  private final BillingRails rails;
  private final Lookout lookout;
  private final Around around;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final PaymentStore bolt11s = new PaymentStore();
  private final CardStore cards = new CardStore();

  /// How far each kind was gone through: one of which there is no answer comes again after all the
  /// others.
  private ScanCursor lastBolt11 = ScanCursor.START;

  private ScanCursor lastPage = ScanCursor.START;
  private ScanCursor lastIntent = ScanCursor.START;

  /// @param wall by which wallets go
  /// @param billing by which invoices are closed
  record Around(InstantSource wall, InstantSource billing, Executor crew) {}

  Leftovers(Db db, BillingRails rails, Lookout lookout, Around around) {
    this.db = db;
    this.rails = rails;
    this.lookout = lookout;
    this.around = around;
  }

  /// Begins, unless there is nothing or the last time has not ended.
  void clearUp() {
    var wall = around.wall().instant();
    var billing = around.billing().instant();
    if (db.<Boolean>read(tx -> bolt11s.hasUnresolved(tx, wall, billing))
        && underWay.compareAndSet(false, true)) {
      around.crew().execute(this::askAboutAll);
    }
  }

  private void askAboutAll() {
    try {
      if (rails.wallet() != null) {
        askAboutBolt11s();
      }
      if (rails.cards() != null) {
        askAboutPages();
        askAboutIntents();
      }
    } finally {
      underWay.set(false);
    }
  }

  private void askAboutBolt11s() {
    var now = around.wall().instant();
    var left =
        db.<List<LightningInvoice>>read(tx -> bolt11s.leftOver(tx, now, lastBolt11, AT_ONCE_MAX));
    lastBolt11 =
        last(left, one -> new ScanCursor(one.code().expiresAt().getEpochSecond(), one.id()));
    left.forEach(one -> ask(one.id(), () -> lookout.lookUp(one)));
  }

  private void askAboutPages() {
    var left = db.<List<Page>>read(tx -> cards.leftOverPages(tx, lastPage, AT_ONCE_MAX));
    lastPage = last(left, one -> new ScanCursor(one.expiresAt().getEpochSecond(), one.id()));
    left.forEach(one -> ask(one.id(), () -> lookout.close(one)));
  }

  private void askAboutIntents() {
    var now = around.billing().instant();
    var left = db.<List<Intent>>read(tx -> cards.leftOverIntents(tx, now, lastIntent, AT_ONCE_MAX));
    lastIntent = last(left, one -> new ScanCursor(one.createdAt().getEpochSecond(), one.id()));
    left.forEach(one -> ask(one.id(), () -> lookout.cancelLeftOver(one)));
  }

  /// The next time goes on after these, and begins anew where these were the last.
  private static <T> ScanCursor last(List<T> asked, Function<T, ScanCursor> mark) {
    return asked.size() < AT_ONCE_MAX ? ScanCursor.START : mark.apply(asked.getLast());
  }

  /// One's trouble is no other's.
  private static void ask(String id, Runnable question) {
    try {
      question.run();
    } catch (RuntimeException fault) {
      if (DbException.isSystemic(fault)) {
        throw fault;
      }
      LOG.error("what {} has brought cannot be found out", id, fault);
    }
  }
}

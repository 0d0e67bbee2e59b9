package caravel.control.billing;

import caravel.control.billing.CardStore.Intent;
import caravel.control.billing.CardStore.Page;
import caravel.control.db.Db;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/// What closed invoices have left behind: looked up a last time, closed or taken back, so that no
/// money is missed and nobody pays for nothing. Each question may wait for an answer that does not
/// come, so all of it is the crew's: collecting goes on meanwhile.
final class Leftovers {
  /// Of each kind, asked about in one go.
  private static final int AT_ONCE_MAX = 50;

  private final Db db;
  private final BillingRails rails;
  private final Lookout lookout;
  private final Around around;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final RailStore bolt11s = new RailStore();
  private final CardStore cards = new CardStore();

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
    if (db.<Boolean>read(tx -> bolt11s.anythingIsLeftOver(tx, wall, billing))
        && underWay.compareAndSet(false, true)) {
      around.crew().execute(this::askAboutAll);
    }
  }

  private void askAboutAll() {
    try {
      askWallet();
      askProcessor();
    } finally {
      underWay.set(false);
    }
  }

  private void askWallet() {
    if (rails.wallet() == null) {
      return;
    }
    var wall = around.wall().instant();
    for (var bolt11 : db.<List<GivenOut>>read(tx -> bolt11s.leftOver(tx, wall, AT_ONCE_MAX))) {
      lookout.lookUp(bolt11);
    }
  }

  private void askProcessor() {
    if (rails.cards() == null) {
      return;
    }
    for (var page : db.<List<Page>>read(tx -> cards.leftOverPages(tx, AT_ONCE_MAX))) {
      lookout.close(page);
    }
    var billing = around.billing().instant();
    for (var intent :
        db.<List<Intent>>read(tx -> cards.leftOverIntents(tx, billing, AT_ONCE_MAX))) {
      lookout.cancelLeftOver(intent);
    }
  }
}

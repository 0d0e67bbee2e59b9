package caravel.control.billing;

import caravel.control.activity.Activities;
import caravel.control.activity.Activity;
import caravel.control.billing.LedgerStore.Renewing;
import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.Tx;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Bills whom something has happened to, and whose next period has begun. It goes by what is
/// stored; what it hears only makes it sooner.
final class InvoicingWorker implements Activities.Follower {
  private static final Logger LOG = LoggerFactory.getLogger(InvoicingWorker.class);

  /// Tenants that are read at once.
  private static final int READ_MAX = 1_000;

  /// Tenants that share a transaction; nobody else writes meanwhile.
  private static final int TOGETHER_MAX = 100;

  private final Db db;
  private final InvoiceCollections collections;
  private final InstantSource clock;
  private final Runnable wake;
  private final MoneyHold hold;
  private final LedgerStore ledgers = new LedgerStore();
  private final Set<PublicKey> waiting = ConcurrentHashMap.newKeySet();

  /// @param wake called when there is something to do
  InvoicingWorker(
      Db db, InvoiceCollections collections, InstantSource clock, Runnable wake, MoneyHold hold) {
    this.hold = hold;
    this.db = db;
    this.collections = collections;
    this.clock = clock;
    this.wake = wake;
  }

  @Override
  public void recorded(Tx tx, Activity activity) {
    if (activity.entry().resource().type().equals("invoice")) {
      return; // Our own doing.
    }
    var tenant = activity.tenant();
    tx.afterCommit(() -> {
      waiting.add(tenant);
      wake.run();
    });
  }

  @Override
  public Instant notBefore(Tx tx, PublicKey tenant) {
    return ledgers.far(tx, tenant).until();
  }

  /// Looks at everybody to whom something may have happened while nobody listened.
  void catchUp(boolean everybody) {
    waiting.addAll(
        db.<List<PublicKey>>read(
            tx -> everybody ? ledgers.everybody(tx) : ledgers.unseen(tx, true)));
  }

  /// Bills one tenant now, where there is something to be billed.
  void upToDate(PublicKey tenant) {
    if (db.<Boolean>read(tx -> ledgers.isBehind(tx, tenant))) {
      bill(tenant);
    }
  }

  /// While money is on hold tenants wait.
  void bill(PublicKey tenant) {
    if (hold.isHeld()) {
      waiting.add(tenant);
      return;
    }
    billTogether(List.of(tenant));
  }

  /// They wait no longer before it begins: what happens to them meanwhile makes them wait again.
  private void billTogether(List<PublicKey> tenants) {
    tenants.forEach(waiting::remove);
    try {
      db.inTx(tx -> {
        collections.billAll(tx, tenants);
        return true;
      });
    } catch (RuntimeException fault) {
      waiting.addAll(tenants);
      throw fault;
    }
  }

  /// @return what went wrong, a line for each tenant that could not be billed; they stay as they
  ///   are and are tried again
  List<String> round() {
    if (hold.isHeld()) {
      return List.of();
    }
    var faults = new ArrayList<String>();
    // In the order of their keys, in which the database has them too.
    billAll(waiting.stream().sorted(Comparator.comparing(PublicKey::hex)).toList(), faults);
    var passed = ScanCursor.START;
    while (true) {
      var renewing = renewing(passed);
      billAll(renewing.stream().map(Renewing::tenant).toList(), faults);
      if (renewing.size() < READ_MAX) {
        return faults;
      }
      passed = renewing.getLast().cursor();
    }
  }

  private List<Renewing> renewing(ScanCursor after) {
    var now = clock.instant();
    return db.read(tx -> ledgers.renewing(tx, now, after, READ_MAX));
  }

  /// @param after what was due until then has had its turn
  @Nullable Instant nextRenewal(Instant after) {
    return db.read(tx -> ledgers.nextRenewal(tx, after));
  }

  private void billAll(List<PublicKey> tenants, List<String> faults) {
    for (var from = 0; from < tenants.size(); from += TOGETHER_MAX) {
      var together = tenants.subList(from, Math.min(tenants.size(), from + TOGETHER_MAX));
      try {
        billTogether(together);
      } catch (RuntimeException fault) {
        if (DbException.isSystemic(fault)) {
          throw fault;
        }
        together.forEach(tenant -> billAlone(tenant, faults));
      }
    }
  }

  /// One tenant's trouble is nobody else's.
  private void billAlone(PublicKey tenant, List<String> faults) {
    try {
      bill(tenant);
    } catch (RuntimeException fault) {
      if (DbException.isSystemic(fault)) {
        throw fault;
      }
      LOG.error("the tenant {} cannot be billed", tenant, fault);
      faults.add("the tenant " + tenant + " cannot be billed: " + fault);
    }
  }
}

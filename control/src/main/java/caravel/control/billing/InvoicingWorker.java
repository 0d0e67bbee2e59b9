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

/// Creates invoices for tenants with unbilled activity or a new period. Polls the database;
/// notifications only make it run earlier.
final class InvoicingWorker implements Activities.Follower {
  private static final Logger LOG = LoggerFactory.getLogger(InvoicingWorker.class);

  /// Tenants in one page of the scan.
  private static final int READ_MAX = 1_000;

  /// Tenants in one transaction. Other writers wait for its end.
  private static final int TOGETHER_MAX = 100;

  private final Db db;
  private final InvoiceCollections collections;
  private final InstantSource clock;
  private final Runnable wake;
  private final MoneyHold hold;
  private final LedgerStore ledgers = new LedgerStore();
  private final Set<PublicKey> waiting = ConcurrentHashMap.newKeySet();

  /// @param wake called when there is a tenant to bill
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
      return; // Billing itself recorded this activity.
    }
    var tenant = activity.tenant();
    tx.afterCommit(() -> {
      waiting.add(tenant);
      wake.run();
    });
  }

  @Override
  public Instant notBefore(Tx tx, PublicKey tenant) {
    return ledgers.billedUpTo(tx, tenant).until();
  }

  /// Queues the tenants that may have changed while the program did not run.
  void catchUp(boolean allTenants) {
    waiting.addAll(
        db.<List<PublicKey>>read(
            tx -> allTenants ? ledgers.everybody(tx) : ledgers.unseen(tx, true)));
  }

  /// Bills one tenant now, if the tenant has unbilled activity.
  void upToDate(PublicKey tenant) {
    if (db.<Boolean>read(tx -> ledgers.isBehind(tx, tenant))) {
      bill(tenant);
    }
  }

  /// Bills one tenant. While money is on hold the tenant is queued.
  void bill(PublicKey tenant) {
    if (hold.isHeld()) {
      waiting.add(tenant);
      return;
    }
    billTogether(List.of(tenant));
  }

  /// Takes the tenants off the queue first, so that an activity during the transaction queues them
  /// again.
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

  /// Bills the queued tenants and those with a new period.
  ///
  /// @return one line for each tenant that could not be billed and stays queued
  List<String> round() {
    if (hold.isHeld()) {
      return List.of();
    }
    var faults = new ArrayList<String>();
    // Sorted by key, as in the database's index.
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

  /// @param after renewals up to this time are handled already
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

  /// Bills one tenant alone, so that its failure delays no other.
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

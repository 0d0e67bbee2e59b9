package caravel.control.domain;

import caravel.control.activity.Activities;
import caravel.control.activity.Activity;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.Relays;
import java.time.Duration;
import java.util.Optional;

/// The operations of owners on custom domains. Keeps one row for each relay that has a domain.
final class DomainDesk implements Activities.Follower {
  /// A further request for a check within this time starts none.
  static final Duration CHECK_EVERY = Duration.ofSeconds(10);

  private final Db db;
  private final Relays relays;
  private final Runnable wake;
  private final DomainStore store = new DomainStore();

  /// @param wake called after each commit that makes a check due; returns at once
  DomainDesk(Db db, Relays relays, Runnable wake) {
    this.db = db;
    this.relays = relays;
    this.wake = wake;
  }

  /// A relay and the verification of its domain.
  record View(Relay relay, Optional<DomainVerification> domain) {}

  View view(RelayId id) {
    return db.read(tx -> view(tx, id));
  }

  /// Makes a check due now.
  ///
  /// @throws caravel.control.problem.ProblemException if the relay has no domain to be checked
  View check(RelayId id) {
    return db.inTx(tx -> {
      var view = view(tx, id);
      var row =
          view.domain()
              .orElseThrow(() ->
                  new Problem.Conflict("conflict", "This relay has no custom domain to check.")
                      .asException());
      if (tx.now().isBefore(row.times().requestedAt().plus(CHECK_EVERY))) {
        return view;
      }
      store.save(tx, row.requested(tx.now()));
      tx.afterCommit(wake);
      return view(tx, id);
    });
  }

  private View view(Tx tx, RelayId id) {
    var relay = relays.find(tx, id).orElseThrow(() -> Problem.notFound().asException());
    return new View(relay, store.find(tx, id));
  }

  /// Creates the rows of domains that were stored while custom domains were off.
  void adopt() {
    db.inTx(tx -> {
      relays.withCustomDomain(tx).forEach(relay -> follow(tx, relay.id()));
      return null;
    });
  }

  @Override
  public void recorded(Tx tx, Activity activity) {
    var resource = activity.entry().resource();
    if (resource.type().equals("relay")) {
      follow(tx, new RelayId(resource.id()));
    }
  }

  /// Makes the row follow the relay: another name begins anew, no name ends it.
  void follow(Tx tx, RelayId id) {
    var row = store.find(tx, id);
    var name =
        relays
            .find(tx, id)
            .filter(relay -> !relay.isDeleted())
            .map(relay -> relay.address().customDomain().name())
            .orElse("");
    if (row.map(DomainVerification::name).orElse("").equals(name)) {
      return;
    }
    if (name.isEmpty()) {
      store.delete(tx, id);
    } else {
      var token = tx.newId().replace("-", "");
      store.save(tx, DomainVerification.begin(id, name, token, tx.now()));
      tx.afterCommit(wake);
    }
  }
}

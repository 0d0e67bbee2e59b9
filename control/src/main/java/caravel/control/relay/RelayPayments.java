package caravel.control.relay;

import caravel.control.db.Tx;
import caravel.control.plan.Plans;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Changes of relays that billing makes because of payments: it pauses and starts them. Each change
/// is made in the caller's transaction, with its activity.
final class RelayPayments {
  private final RelayNews news;
  private final Reserving reserving;
  private final RelayStore store = new RelayStore();

  RelayPayments(RelayNews news, Plans plans) {
    this.news = news;
    this.reserving = new Reserving(plans);
  }

  /// Takes a relay offline because its charge was not paid. Deletes nothing. A relay that is not
  /// active stays unchanged.
  ///
  /// @return the relay if it is offline now
  Optional<Relay> pause(Tx tx, RelayId id, String actor) {
    var relay = store.byId(tx, id).filter(known -> known.status() == RelayStatus.ACTIVE);
    if (relay.isEmpty()) {
      return Optional.empty();
    }
    var next = relay.orElseThrow();
    var paused = next.standing().withBase(RelayStatus.DELINQUENT).withReservation(null);
    store.update(tx, next.with(paused), true);
    var after = existing(tx, id);
    news.happened(tx, after, "mark_relay_delinquent", actor, Map.of());
    news.wishesChanged(tx);
    return Optional.of(after);
  }

  /// Starts the plan that a relay waits for, because it is paid.
  ///
  /// @return false = the relay waits for nothing
  boolean startReserved(Tx tx, RelayId id, String actor) {
    var relay = store.byId(tx, id).filter(known -> !known.reservedPlan().isEmpty());
    if (relay.isEmpty()) {
      return false;
    }
    var before = relay.orElseThrow();
    store.update(tx, reserving.started(before, before.reservedPlan()), true);
    var after = existing(tx, id);
    if (before.awaitsPayment()) {
      news.happened(tx, after, "activate_relay", actor, Map.of());
    } else {
      var plans = new PlanMove(before.wishes().planId(), after.wishes().planId());
      Map<String, Object> detail = Map.of("changed", List.of("plan_id"), "plan_id", plans);
      news.happened(tx, after, "update_relay", actor, detail);
    }
    news.wishesChanged(tx);
    return true;
  }

  private record PlanMove(String from, String to) {}

  /// Cancels the plan that a relay waits for, because it was not paid.
  void cancelReserved(Tx tx, RelayId id, String actor) {
    var relay = store.byId(tx, id).filter(known -> known.standing().reservation() != null);
    if (relay.isPresent()) {
      var before = relay.orElseThrow();
      store.update(tx, before.with(before.standing().withReservation(null)), false);
      news.happened(tx, existing(tx, id), "cancel_relay_payment", actor, Map.of());
    }
  }

  /// @param invoiceId that a relay waits for; `""` = none is created yet
  void waitForInvoice(Tx tx, RelayId id, String invoiceId) {
    var relay = store.byId(tx, id);
    var reservation = relay.map(known -> known.standing().reservation()).orElse(null);
    if (reservation != null && !reservation.invoiceId().equals(invoiceId)) {
      var before = relay.orElseThrow();
      var next = new Relay.Reservation(reservation.planId(), invoiceId);
      store.update(tx, before.with(before.standing().withReservation(next)), false);
      news.seen(tx, existing(tx, id));
    }
  }

  List<Relay> waitingFor(Tx tx, String invoiceId) {
    return store.waitingFor(tx, invoiceId);
  }

  private Relay existing(Tx tx, RelayId id) {
    return store.byId(tx, id).orElseThrow();
  }
}

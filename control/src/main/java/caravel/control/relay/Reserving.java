package caravel.control.relay;

import caravel.control.plan.Plan;
import caravel.control.plan.Plans;

/// Applies a change to a relay whose tenant must pay first: a paid plan is reserved, and starts
/// when it is paid.
final class Reserving {
  private final Plans plans;

  Reserving(Plans plans) {
    this.plans = plans;
  }

  /// Starts a relay, which waits offline if its plan costs money.
  Relay start(Relay relay, boolean paysFirst) {
    var plan = relay.wishes().planId();
    var standing = relay.standing().withReservation(null);
    return relay.with(
        paysFirst && !isFree(plan)
            ? standing.withBase(RelayStatus.DELINQUENT).withReservation(Relay.Reservation.of(plan))
            : standing.withBase(RelayStatus.ACTIVE));
  }

  /// Changes the plan. An online relay stays on its plan until a more expensive one is paid. A
  /// relay that waits offline waits for the new plan, and starts at once on a free one.
  Relay move(Relay before, Relay after, boolean paysFirst) {
    var plan = after.wishes().planId();
    if (plan.equals(before.wishes().planId())) {
      return after;
    }
    if (before.standing().base() == RelayStatus.ACTIVE) {
      return paysFirst && isDearer(plan, before.wishes().planId())
          ? after
              .with(onOldPlan(before.wishes(), after.wishes()))
              .with(reserving(after.standing(), plan))
          : after.with(after.standing().withReservation(null));
    }
    if (before.standing().reservation() == null) {
      return after;
    }
    return isFree(plan)
        ? after.with(after.standing().withReservation(null).withBase(RelayStatus.ACTIVE))
        : after.with(reserving(after.standing(), plan));
  }

  /// Starts the reserved plan, which is paid.
  Relay started(Relay relay, String plan) {
    var wishes = relay.wishes();
    return relay
        .with(new Relay.Wishes(plan, wishes.profile(), wishes.settings()))
        .with(relay.standing().withReservation(null).withBase(RelayStatus.ACTIVE));
  }

  private static Relay.Standing reserving(Relay.Standing standing, String plan) {
    var known = standing.reservation();
    return known != null && known.planId().equals(plan)
        ? standing
        : standing.withReservation(Relay.Reservation.of(plan));
  }

  /// Features that only the new plan has stay off until it is paid.
  private Relay.Wishes onOldPlan(Relay.Wishes before, Relay.Wishes after) {
    var plan = plans.byId(before.planId()).orElse(null);
    var settings = after.settings();
    return new Relay.Wishes(
        before.planId(),
        after.profile(),
        RelaySettings.where(one -> settings.has(one) && one.isOffered(plan)));
  }

  private boolean isFree(String planId) {
    return plans.byId(planId).map(Plan::isFree).orElse(true);
  }

  private boolean isDearer(String planId, String otherId) {
    var price = plans.byId(planId).map(plan -> plan.price().amount()).orElse(0L);
    return price > plans.byId(otherId).map(plan -> plan.price().amount()).orElse(0L);
  }
}

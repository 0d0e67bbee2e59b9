package caravel.control.relay;

import caravel.control.money.BillingInterval;
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
    var wishes = startingWishes(relay.wishes());
    var standing = relay.standing().withReservation(null);
    return relay
        .with(wishes)
        .with(
            paysFirst && !isFree(wishes.planId())
                ? standing
                    .withBase(RelayStatus.DELINQUENT)
                    .withReservation(Relay.Reservation.of(wishes))
                : standing.withBase(RelayStatus.ACTIVE));
  }

  /// A relay that starts again is charged monthly if it can no longer begin to pay yearly.
  private Relay.Wishes startingWishes(Relay.Wishes wishes) {
    return plans.yearly().isOffered() ? wishes : wishes.on(wishes.planId(), BillingInterval.MONTH);
  }

  /// Changes the plan. An online relay stays on its plan until a more expensive one is paid. A
  /// relay that waits offline waits for the new plan, and starts at once on a free one.
  Relay move(Relay before, Relay after, boolean paysFirst) {
    var wishes = after.wishes();
    if (wishes.hasPlanOf(before.wishes())) {
      return after;
    }
    if (before.standing().base() == RelayStatus.ACTIVE) {
      return paysFirst && isDearer(wishes, before.wishes())
          ? after.with(onOldPlan(before.wishes(), wishes)).with(reserving(after.standing(), wishes))
          : after.with(after.standing().withReservation(null));
    }
    if (before.standing().reservation() == null) {
      return after;
    }
    return isFree(wishes.planId())
        ? after.with(after.standing().withReservation(null).withBase(RelayStatus.ACTIVE))
        : after.with(reserving(after.standing(), wishes));
  }

  /// Starts the reserved plan, which is paid.
  Relay started(Relay relay) {
    return relay
        .with(relay.wishes().on(relay.reservedPlan(), relay.reservedInterval()))
        .with(relay.standing().withReservation(null).withBase(RelayStatus.ACTIVE));
  }

  private static Relay.Standing reserving(Relay.Standing standing, Relay.Wishes wishes) {
    var known = standing.reservation();
    return known != null && known.isOf(wishes)
        ? standing
        : standing.withReservation(Relay.Reservation.of(wishes));
  }

  /// Features that only the new plan has stay off until it is paid.
  private Relay.Wishes onOldPlan(Relay.Wishes before, Relay.Wishes after) {
    var plan = plans.byId(before.planId()).orElse(null);
    var settings = after.settings();
    return new Relay.Wishes(
        before.planId(),
        before.interval(),
        after.profile(),
        RelaySettings.where(one -> settings.has(one) && one.isOffered(plan)));
  }

  private boolean isFree(String planId) {
    return plans.byId(planId).map(Plan::isFree).orElse(true);
  }

  /// Whether a plan has a higher price a month, or is paid for a year instead of a month.
  private boolean isDearer(Relay.Wishes next, Relay.Wishes now) {
    return price(next) > price(now)
        || (next.interval().months() > now.interval().months() && !isFree(next.planId()));
  }

  private long price(Relay.Wishes wishes) {
    return plans.byId(wishes.planId()).map(plan -> plan.price().amount()).orElse(0L);
  }
}

package caravel.control.relay;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.activity.Entry;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.control.http.TeamRole;
import caravel.control.money.BillingInterval;
import caravel.control.plan.Plans;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Records changes of relays as activities, and publishes them.
final class RelayEvents {
  /// The activity of a relay that came from an earlier platform.
  static final String ADOPT = "adopt_relay";

  /// The activity of a relay that got another owner, in the history of each.
  static final String TRANSFER = "accept_transfer";

  private final Activities activities;
  private final ActivityStream stream;
  private final Plans plans;
  private final Runnable changed;
  private final TeamStore team = new TeamStore();
  private final PaidElsewhereStore paidTimes = new PaidElsewhereStore();

  /// @param changed called after the commit of every change that zooid needs
  RelayEvents(Activities activities, ActivityStream stream, Plans plans, Runnable changed) {
    this.activities = activities;
    this.stream = stream;
    this.plans = plans;
    this.changed = changed;
  }

  /// Records a change of the desired state, with the state right after it. The detail names the
  /// role of an actor in the relay's team.
  void happened(Tx tx, Relay after, String type, String actor, Map<String, Object> detail) {
    happened(tx, after, new Act(type, actor, detail, Instant.EPOCH));
  }

  /// An act of a person or a worker.
  ///
  /// @param type imperative verb, then noun
  /// @param notBefore the earliest instant on the billing clock
  record Act(String type, String actor, Map<String, Object> detail, Instant notBefore) {
    /// Whether a relay is new for its tenant, and may be paid for already.
    private boolean beginsHistory() {
      return type.equals(ADOPT) || type.equals(TRANSFER);
    }
  }

  /// As the other `happened`, but not before an instant.
  void happened(Tx tx, Relay after, Act act) {
    var members = team.list(tx, after.id());
    var shown = new LinkedHashMap<>(act.detail());
    for (var member : members) {
      if (member.pubkey().hex().equals(act.actor())) {
        shown.put("actor_role", member.role().word());
      }
    }
    var snapshot = snapshot(after);
    if (act.beginsHistory()) {
      paidTimes
          .find(tx, after.id())
          .filter(paid -> act.type().equals(ADOPT) || paid.paidUntil().isAfter(tx.now()))
          .ifPresent(paid -> snapshot.put("adopted", PaidElsewhereStore.snapshot(paid)));
    }
    var activity =
        activities.record(
            tx,
            new Entry(
                after.tenant(),
                act.type(),
                resource(after.id()),
                act.actor(),
                ApiJson.tree(shown),
                ApiJson.tree(snapshot)),
            act.notBefore());
    for (var member : members) {
      stream.publishCopy(tx, member.pubkey(), "activity", activity::shown);
    }
    seen(tx, after);
  }

  /// Records that a relay leaves its tenant: for this tenant it is offline from now on.
  void left(Tx tx, Relay before, Act act) {
    var snapshot = snapshot(before);
    snapshot.put("status", RelayStatus.INACTIVE.word());
    activities.record(
        tx,
        new Entry(
            before.tenant(),
            act.type(),
            resource(before.id()),
            act.actor(),
            ApiJson.tree(act.detail()),
            ApiJson.tree(snapshot)),
        act.notBefore());
  }

  /// Publishes an object to one person who is no owner of it. Operators get no copy.
  ///
  /// @param object computed only if the person listens
  void publishTo(Tx tx, PublicKey reader, String name, Supplier<Object> object) {
    stream.publishCopy(tx, reader, name, object);
  }

  /// The instant, on the billing clock, of an activity that two tenants would have at once now.
  Instant nextBillingAt(Tx tx, PublicKey tenant, PublicKey other) {
    return activities.nextBillingAt(tx, tenant, other);
  }

  /// Publishes an observed change, which is no activity, to the owner and to the relay's team.
  void seen(Tx tx, Relay relay) {
    stream.publish(tx, relay.tenant(), "relay", RelayJson.of(relay, TeamRole.OWNER));
    for (var member : team.list(tx, relay.id())) {
      stream.publishCopy(tx, member.pubkey(), "relay", () -> RelayJson.of(relay, member.role()));
    }
  }

  void wishesChanged(Tx tx) {
    tx.afterCommit(changed);
  }

  static Entry.Resource resource(RelayId id) {
    return new Entry.Resource("relay", id.value());
  }

  /// The state on which later decisions are based, instead of the current settings.
  private Map<String, Object> snapshot(Relay relay) {
    var snapshot = new LinkedHashMap<String, Object>();
    var planId = relay.wishes().planId();
    snapshot.put("plan_id", planId);
    putPrice(snapshot, "", planId, relay.wishes().interval());
    snapshot.put("currency", plans.currency().word());
    snapshot.put("status", relay.status().word());
    snapshot.put("deleted", relay.isDeleted());
    var reserved = relay.reservedPlan();
    if (!reserved.isEmpty()) {
      snapshot.put("reserved_plan_id", reserved);
      putPrice(snapshot, "reserved_", reserved, relay.reservedInterval());
    }
    return snapshot;
  }

  /// The price of the whole period, as it is now.
  private void putPrice(
      Map<String, Object> snapshot, String prefix, String planId, BillingInterval interval) {
    var period = plans.period(interval);
    var price = plans.byId(planId).map(plan -> period.price(plan.price()).amount()).orElse(0L);
    snapshot.put(prefix + "amount", price);
    if (interval == BillingInterval.YEAR) {
      snapshot.put(prefix + "interval", interval.word());
      snapshot.put(prefix + "free_months", period.freeMonths());
    }
  }
}

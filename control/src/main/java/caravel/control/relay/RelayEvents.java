package caravel.control.relay;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.activity.Entry;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import java.util.LinkedHashMap;
import java.util.Map;

/// Records changes of relays as activities, and publishes them.
final class RelayEvents {
  private final Activities activities;
  private final ActivityStream stream;
  private final Plans plans;
  private final Runnable changed;

  /// @param changed called after the commit of every change that zooid needs
  RelayEvents(Activities activities, ActivityStream stream, Plans plans, Runnable changed) {
    this.activities = activities;
    this.stream = stream;
    this.plans = plans;
    this.changed = changed;
  }

  /// Records a change of the desired state, with the state right after it.
  void happened(Tx tx, Relay after, String type, String actor, Map<String, Object> detail) {
    activities.record(
        tx,
        new Entry(
            after.tenant(),
            type,
            resource(after.id()),
            actor,
            ApiJson.tree(detail),
            ApiJson.tree(snapshot(after))));
    seen(tx, after);
  }

  /// Publishes an observed change, which is no activity.
  void seen(Tx tx, Relay relay) {
    stream.publish(tx, relay.tenant(), "relay", RelayJson.of(relay));
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
    snapshot.put("amount", amount(planId));
    snapshot.put("currency", plans.currency().word());
    snapshot.put("status", relay.status().word());
    snapshot.put("deleted", relay.isDeleted());
    var reserved = relay.reservedPlan();
    if (!reserved.isEmpty()) {
      snapshot.put("reserved_plan_id", reserved);
      snapshot.put("reserved_amount", amount(reserved));
    }
    return snapshot;
  }

  private long amount(String planId) {
    return plans.byId(planId).map(Plan::price).map(price -> price.amount()).orElse(0L);
  }
}

package caravel.control.activity;

import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.nostr.PublicKey;
import java.time.Instant;

/// The history of every tenant: written in the transaction of the change itself, read newest first.
public final class Activities {
  private final ActivityStore store = new ActivityStore();
  private final ActivityStream stream;

  public Activities(ActivityStream stream) {
    this.stream = stream;
  }

  /// Records `entry` under the tenant's next sequence number, and tells the stream after the
  /// commit. A time before the tenant's previous one is raised to it: clocks step back, histories
  /// do not.
  public Activity record(Tx tx, Entry entry) {
    var previous = store.last(tx, entry.tenant());
    var sequence = previous.map(last -> last.sequence() + 1).orElse(1L);
    var at = previous.map(ActivityStore.Last::at).filter(tx.now()::isBefore).orElse(tx.now());
    var activity = new Activity(tx.newId(), sequence, at, entry);
    store.insert(tx, activity);
    stream.publish(tx, entry.tenant(), "activity", activity.shown());
    return activity;
  }

  /// What happened to a tenant and everything of it.
  public Page<Activity> ofTenant(Tx tx, PublicKey tenant, ListQuery query) {
    return page(tx, new ActivityStore.Scope(tenant, null), query);
  }

  /// What happened to one object of a tenant.
  public Page<Activity> ofResource(
      Tx tx, PublicKey tenant, Entry.Resource resource, ListQuery query) {
    return page(tx, new ActivityStore.Scope(tenant, resource), query);
  }

  private Page<Activity> page(Tx tx, ActivityStore.Scope scope, ListQuery query) {
    return Page.of(
        store.list(tx, scope, query),
        query.limit(),
        activity -> new Cursor(activity.sequence(), activity.id()),
        store.total(tx, scope),
        store.matched(tx, scope, query));
  }

  /// When the tenant's latest activity was, for decisions that must not come before it.
  public Instant latest(Tx tx, PublicKey tenant) {
    return store.last(tx, tenant).map(ActivityStore.Last::at).orElse(Instant.EPOCH);
  }
}

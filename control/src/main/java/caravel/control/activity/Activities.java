package caravel.control.activity;

import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The activity history of every tenant: written in the transaction of the change itself, read
/// newest first.
public final class Activities {
  private final ActivityStore store = new ActivityStore();
  private final ActivityStream stream;
  private final InstantSource billingClock;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  /// @param billingClock the clock of billing; it may be ahead of the wall clock
  public Activities(ActivityStream stream, InstantSource billingClock) {
    this.stream = stream;
    this.billingClock = billingClock;
  }

  /// A component that acts on activities.
  @FunctionalInterface
  public interface Follower {
    /// Called in the transaction of each activity, after it. Must be short; further work belongs
    /// after the commit.
    void recorded(Tx tx, Activity activity);

    /// The earliest instant, on the billing clock, for the tenant's next activity.
    default Instant notBefore(Tx tx, PublicKey tenant) {
      return Instant.EPOCH;
    }
  }

  /// Adds a follower. Called only while the program is assembled.
  public void follow(Follower follower) {
    followers.add(follower);
  }

  /// Records `entry` under the tenant's next sequence number, and publishes it on the stream after
  /// the commit. A time before the tenant's previous one is raised to it, because clocks may step
  /// back.
  public Activity record(Tx tx, Entry entry) {
    return record(tx, entry, Instant.EPOCH);
  }

  /// Records an activity whose instant on the billing clock is not before `notBefore`.
  public Activity record(Tx tx, Entry entry, Instant notBefore) {
    var previous = store.last(tx, entry.tenant());
    var sequence = previous.map(last -> last.sequence() + 1).orElse(1L);
    var at = previous.map(ActivityStore.Last::at).filter(tx.now()::isBefore).orElse(tx.now());
    var next = nextBillingAt(tx, entry.tenant(), previous);
    var billingAt = next.isBefore(notBefore) ? notBefore : next;
    var activity = new Activity(tx.newId(), sequence, at, billingAt, entry);
    store.insert(tx, activity);
    stream.publish(tx, entry.tenant(), "activity", activity::shown);
    followers.forEach(follower -> follower.recorded(tx, activity));
    return activity;
  }

  /// The instant, on the billing clock, of an activity that the tenant would have now. It is later
  /// than the clock if the clock has stepped back since the previous activity.
  public Instant nextBillingAt(Tx tx, PublicKey tenant) {
    return nextBillingAt(tx, tenant, store.last(tx, tenant));
  }

  /// The earliest instant, on the billing clock, of an activity that two tenants have at once.
  public Instant nextBillingAt(Tx tx, PublicKey tenant, PublicKey other) {
    var one = nextBillingAt(tx, tenant);
    var two = nextBillingAt(tx, other);
    return one.isBefore(two) ? two : one;
  }

  private Instant nextBillingAt(Tx tx, PublicKey tenant, Optional<ActivityStore.Last> previous) {
    var last = previous.map(ActivityStore.Last::billingAt).orElse(Instant.EPOCH);
    var at = billingClock.instant().truncatedTo(ChronoUnit.SECONDS);
    at = at.isBefore(last) ? last : at;
    for (var follower : followers) {
      var floor = follower.notBefore(tx, tenant);
      at = at.isBefore(floor) ? floor : at;
    }
    return at;
  }

  /// Lists the activities of a tenant and of all its objects.
  public Page<Activity> ofTenant(Tx tx, PublicKey tenant, ListQuery query) {
    return page(tx, new ActivityStore.Scope(tenant, null), query);
  }

  /// Lists the activities of one object of a tenant.
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

  /// The time of the tenant's latest activity, for decisions that must not come before it.
  public Instant latest(Tx tx, PublicKey tenant) {
    return store.last(tx, tenant).map(ActivityStore.Last::at).orElse(Instant.EPOCH);
  }
}

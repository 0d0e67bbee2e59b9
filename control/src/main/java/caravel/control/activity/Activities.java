package caravel.control.activity;

import caravel.control.db.Tx;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.List;

/// The history of every tenant: written in the transaction of the change itself, read newest first.
public final class Activities {
  /// The longest list that is read at once.
  public static final int LIMIT_MAX = 500;

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

  /// A tenant's newest activities, at most `limit`.
  public List<Activity> ofTenant(Tx tx, PublicKey tenant, int limit) {
    return store.ofTenant(tx, tenant, Math.min(limit, LIMIT_MAX));
  }

  /// The newest activities of one object, at most `limit`.
  public List<Activity> ofResource(Tx tx, Entry.Resource resource, int limit) {
    return store.ofResource(tx, resource, Math.min(limit, LIMIT_MAX));
  }

  /// When the tenant's latest activity was, for decisions that must not come before it.
  public Instant latest(Tx tx, PublicKey tenant) {
    return store.last(tx, tenant).map(ActivityStore.Last::at).orElse(Instant.EPOCH);
  }
}

package caravel.control.hosting;

import caravel.control.activity.Activities;
import caravel.control.activity.Activity;
import caravel.control.db.Tx;
import caravel.control.relay.RelayId;
import caravel.control.trace.TraceContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/// The request that changed each relay last, so that the work that follows from it has the ids of
/// the request. They are kept in memory: a restart loses them, and the work goes on without.
final class RelayCauses implements Activities.Follower {
  /// The relays that changed last.
  private static final int RELAYS_MAX = 10_000;

  private final Cache<String, TraceContext> causes =
      Caffeine.newBuilder().maximumSize(RELAYS_MAX).build();

  @Override
  public void recorded(Tx tx, Activity activity) {
    var resource = activity.entry().resource();
    var cause = TraceContext.current();
    if (cause != null && resource.type().equals("relay")) {
      tx.afterCommit(() -> causes.put(resource.id(), cause));
    }
  }

  /// Gives this thread the ids of the relay and of the request that changed it last.
  TraceContext.Scope enter(RelayId id) {
    var trace = TraceContext.enter(causes.getIfPresent(id.value()));
    var relay = TraceContext.relay(id.value());
    return () -> {
      relay.close();
      trace.close();
    };
  }

  /// Forgets the request: the relay is in its desired state.
  void settled(RelayId id) {
    causes.invalidate(id.value());
  }
}

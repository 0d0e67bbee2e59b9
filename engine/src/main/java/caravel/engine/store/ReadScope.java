package caravel.engine.store;

import java.util.function.Predicate;

/// The events that a query may return, and the time that it may take.
///
/// @param now unix seconds; events that are expired then (NIP-40) are left out
/// @param visible whether the reader may see an event. Called for events that the filter selects,
///   sometimes under the query's time limit; it must be fast and must not block
/// @param budget of the query
public record ReadScope(long now, Predicate<StoredEvent> visible, QueryBudget budget) {
  /// All events, without a time limit.
  public static ReadScope all(long now) {
    return new ReadScope(now, _ -> true, QueryBudget.unlimited());
  }

  /// Whether a stored event may be returned.
  boolean includes(StoredEvent event) {
    return !Expiry.hasPassed(event, now) && visible.test(event);
  }
}

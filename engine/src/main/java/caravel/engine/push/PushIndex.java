package caravel.engine.push;

import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The push subscriptions of one relay in memory, found by the kinds that their filters name.
///
/// Safe for use by many threads.
public final class PushIndex {
  /// Most subscriptions of one relay.
  private static final int SUBSCRIPTIONS_MAX = 5_000;

  /// Most heap of the subscriptions of one relay.
  private static final long HEAP_BYTES_MAX = 8L * 1024 * 1024;

  /// Failed deliveries in a row that end a subscription.
  private static final int FAILURES_MAX = 10;

  private final Map<Address, Entry> entries = new HashMap<>();
  private final Map<Integer, Set<Entry>> byKind = new HashMap<>();
  private final Set<Entry> ofAnyKind = new LinkedHashSet<>();
  private long heapBytes;

  private record Address(PublicKey author, String identifier) {
    static Address of(PushSubscription subscription) {
      return new Address(subscription.author(), subscription.identifier());
    }
  }

  private static final class Entry {
    private final PushSubscription subscription;
    private int failures;

    Entry(PushSubscription subscription) {
      this.subscription = subscription;
    }
  }

  /// Whether another subscription of this size fits. One that replaces another may be refused too.
  public synchronized boolean hasRoomFor(PushSubscription subscription) {
    return entries.size() < SUBSCRIPTIONS_MAX
        && heapBytes + subscription.heapBytes() <= HEAP_BYTES_MAX;
  }

  /// Adds a subscription, in place of the one with the same author and identifier.
  public synchronized void put(PushSubscription subscription) {
    var entry = new Entry(subscription);
    var replaced = entries.put(Address.of(subscription), entry);
    if (replaced != null) {
      forget(replaced);
    }
    heapBytes += subscription.heapBytes();
    for (var filter : subscription.filters()) {
      if (filter.kinds().isEmpty()) {
        ofAnyKind.add(entry);
      }
      filter.kinds().forEach(kind -> byKind.computeIfAbsent(kind, _ -> new HashSet<>()).add(entry));
    }
  }

  /// Removes exactly this subscription, not a newer one in its place.
  public synchronized void remove(PushSubscription subscription) {
    var entry = find(subscription);
    if (entry != null) {
      entries.remove(Address.of(subscription));
      forget(entry);
    }
  }

  private void forget(Entry entry) {
    heapBytes -= entry.subscription.heapBytes();
    for (var filter : entry.subscription.filters()) {
      ofAnyKind.remove(entry);
      for (var kind : filter.kinds()) {
        byKind.computeIfPresent(
            kind,
            (_, set) -> {
              set.remove(entry);
              return set.isEmpty() ? null : set;
            });
      }
    }
  }

  private @Nullable Entry find(PushSubscription subscription) {
    var entry = entries.get(Address.of(subscription));
    return entry != null && entry.subscription.id().equals(subscription.id()) ? entry : null;
  }

  /// The subscriptions that match an event.
  ///
  /// @param progress called with the number of subscriptions compared so far
  public List<PushSubscription> matching(Event event, IntConsumer progress) {
    var matching = new ArrayList<PushSubscription>();
    int compared = 0;
    for (var candidate : candidates(event.kind())) {
      if (candidate.matches(event)) {
        matching.add(candidate);
      }
      progress.accept(++compared);
    }
    return matching;
  }

  private synchronized List<PushSubscription> candidates(int kind) {
    var candidates = new LinkedHashSet<>(byKind.getOrDefault(kind, Set.of()));
    candidates.addAll(ofAnyKind);
    return candidates.stream().map(entry -> entry.subscription).toList();
  }

  /// Clears the count of failures.
  public synchronized void recordSuccess(PushSubscription subscription) {
    var entry = find(subscription);
    if (entry != null) {
      entry.failures = 0;
    }
  }

  /// Counts a failure.
  ///
  /// @return whether the subscription has failed so often that it must end
  public synchronized boolean recordFailure(PushSubscription subscription) {
    var entry = find(subscription);
    return entry != null && ++entry.failures >= FAILURES_MAX;
  }
}

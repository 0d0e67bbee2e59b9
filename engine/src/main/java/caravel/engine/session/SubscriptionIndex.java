package caravel.engine.session;

import caravel.nostr.Event;
import caravel.nostr.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Finds the open subscriptions that may match an event without checking all of them. Each filter
/// is indexed under the condition that probably matches fewest events.
///
/// A subscription that was added is found by every later call of [#candidates].
final class SubscriptionIndex {
  private static final String EVERYTHING = "*";

  /// Most values of one condition in the index. A wider filter is matched against every event, or
  /// every event of its kinds: that costs less than its entries.
  static final int KEYS_PER_FILTER_MAX = 2_000;

  private final Map<String, Set<Subscription>> entries = new ConcurrentHashMap<>();

  void add(Subscription subscription) {
    for (var key : keys(subscription.filters())) {
      entries.compute(
          key,
          (_, found) -> {
            Set<Subscription> subscriptions = found == null ? ConcurrentHashMap.newKeySet() : found;
            subscriptions.add(subscription);
            return subscriptions;
          });
    }
  }

  void remove(Subscription subscription) {
    for (var key : keys(subscription.filters())) {
      entries.computeIfPresent(
          key,
          (_, found) -> {
            found.remove(subscription);
            return found.isEmpty() ? null : found;
          });
    }
  }

  /// Returns each candidate once. The caller must still match the filters.
  Collection<Subscription> candidates(Event event) {
    var found = new ArrayList<Set<Subscription>>();
    addIfPresent(found, EVERYTHING);
    addIfPresent(found, "k" + event.kind());
    addIfPresent(found, "a" + event.pubkey().hex());
    addIfPresent(found, "i" + event.id().hex());
    for (var tag : event.tags()) {
      if (tag.size() >= 2) {
        addIfPresent(found, tagKey(tag.getFirst(), tag.get(1)));
      }
    }
    if (found.isEmpty()) {
      return List.of();
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    var once = new HashSet<Subscription>();
    found.forEach(once::addAll);
    return once;
  }

  private void addIfPresent(List<Set<Subscription>> found, String key) {
    var subscriptions = entries.get(key);
    if (subscriptions != null) {
      found.add(subscriptions);
    }
  }

  static Set<String> keys(List<Filter> filters) {
    var keys = new HashSet<String>();
    for (var filter : filters) {
      var narrowest = narrowest(filter);
      if (!narrowest.isEmpty() && narrowest.size() <= KEYS_PER_FILTER_MAX) {
        keys.addAll(narrowest);
      } else if (!filter.kinds().isEmpty() && filter.kinds().size() <= KEYS_PER_FILTER_MAX) {
        filter.kinds().forEach(kind -> keys.add("k" + kind));
      } else {
        keys.add(EVERYTHING);
      }
    }
    return keys;
  }

  /// The keys of the condition that probably matches fewest events; empty when there is only a kind
  /// condition. No keys are built for a condition that is too wide.
  private static List<String> narrowest(Filter filter) {
    if (!filter.ids().isEmpty()) {
      return keys(filter.ids(), "i");
    }
    if (!filter.tags().isEmpty()) {
      var tag =
          filter.tags().entrySet().stream()
              .min(Comparator.comparingInt(values -> values.getValue().size()))
              .orElseThrow();
      return keys(tag.getValue(), tagKey(tag.getKey(), ""));
    }
    return keys(filter.authors(), "a");
  }

  private static List<String> keys(Collection<?> values, String prefix) {
    return values.size() > KEYS_PER_FILTER_MAX
        ? List.of()
        : values.stream().map(value -> prefix + value).toList();
  }

  private static String tagKey(String name, String value) {
    return "#" + name + "=" + value;
  }
}

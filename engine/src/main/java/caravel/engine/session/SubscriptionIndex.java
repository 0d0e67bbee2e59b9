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

/// Finds the open subscriptions an event may belong to without looking at all of them: each filter
/// stands under one of its conditions, the one that most likely picks least.
///
/// Whoever is added is found by every [#candidates] that starts afterwards.
final class SubscriptionIndex {
  private static final String EVERYTHING = "*";

  /// Values of one condition under which a filter is indexed. A wider filter is found by every
  /// event of its kinds, or by every event, and then matched: that costs less than its entries.
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

  /// Each one once; whether a filter really matches is still to be asked.
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

  /// The keys of the condition that most likely picks least; empty for no condition but kinds.
  /// Nothing is built for a condition that is too wide.
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

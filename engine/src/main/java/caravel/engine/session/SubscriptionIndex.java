package caravel.engine.session;

import caravel.nostr.Event;
import caravel.nostr.Filter;
import java.util.ArrayList;
import java.util.Collection;
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

  private static Set<String> keys(List<Filter> filters) {
    var keys = new HashSet<String>();
    for (var filter : filters) {
      if (!filter.ids().isEmpty()) {
        filter.ids().forEach(id -> keys.add("i" + id));
      } else if (!filter.tags().isEmpty()) {
        addTagKeys(keys, filter.tags());
      } else if (!filter.authors().isEmpty()) {
        filter.authors().forEach(author -> keys.add("a" + author));
      } else if (!filter.kinds().isEmpty()) {
        filter.kinds().forEach(kind -> keys.add("k" + kind));
      } else {
        keys.add(EVERYTHING);
      }
    }
    return keys;
  }

  /// Under the tag with the fewest values.
  private static void addTagKeys(Set<String> keys, Map<String, Set<String>> tags) {
    tags.entrySet().stream()
        .min((left, right) -> Integer.compare(left.getValue().size(), right.getValue().size()))
        .ifPresent(tag -> tag.getValue().forEach(value -> keys.add(tagKey(tag.getKey(), value))));
  }

  private static String tagKey(String name, String value) {
    return "#" + name + "=" + value;
  }
}

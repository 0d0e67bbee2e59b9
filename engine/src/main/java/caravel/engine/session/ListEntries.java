package caravel.engine.session;

import caravel.nostr.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The entries of a [ManagedList], each with its reason. Immutable.
///
/// @param reasons by entry, earliest first; a reason may be empty
/// @param at time of the stored list, in unix seconds; 0 = there is none
record ListEntries(Map<String, String> reasons, long at) {
  static final ListEntries EMPTY = new ListEntries(Map.of(), 0);

  ListEntries {
    reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
  }

  /// Reads a stored list. Malformed tags are left out.
  static ListEntries of(ManagedList list, Event stored) {
    var reasons = new LinkedHashMap<String, String>();
    RelayTags.forEach(
        stored,
        list.tag,
        tag -> reasons.putIfAbsent(list.checked(tag.get(1)), tag.size() < 3 ? "" : tag.get(2)));
    return new ListEntries(reasons, stored.createdAt());
  }

  /// With one more entry. An entry that is listed already keeps its reason.
  ListEntries plus(String entry, String reason) {
    var more = new LinkedHashMap<>(reasons);
    more.putIfAbsent(entry, reason);
    return new ListEntries(more, at);
  }

  ListEntries minus(String entry) {
    var fewer = new LinkedHashMap<>(reasons);
    fewer.remove(entry);
    return new ListEntries(fewer, at);
  }

  /// The tags of a stored list.
  List<List<String>> tags(ManagedList list) {
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("d", list.identifier));
    reasons.forEach((entry, reason) -> tags.add(List.of(list.tag, entry, reason)));
    return tags;
  }
}

package caravel.engine.session;

import caravel.engine.policy.KindRules;
import caravel.nostr.EventId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The lists that the managers of a relay change. Immutable.
///
/// @param entries of each list; an absent list is empty
/// @param bannedEvents those of [ManagedList#BANNED_EVENTS]
/// @param kinds those of the two lists of kinds
record ManagedLists(
    Map<ManagedList, ListEntries> entries, Set<EventId> bannedEvents, KindRules kinds) {
  static final ManagedLists EMPTY = of(Map.of());

  ManagedLists {
    entries = Map.copyOf(entries);
  }

  static ManagedLists of(Map<ManagedList, ListEntries> entries) {
    var allowed = numbers(entries.getOrDefault(ManagedList.ALLOWED_KINDS, ListEntries.EMPTY));
    var disallowed = numbers(entries.getOrDefault(ManagedList.DISALLOWED_KINDS, ListEntries.EMPTY));
    allowed.removeAll(disallowed);
    var banned =
        entries.getOrDefault(ManagedList.BANNED_EVENTS, ListEntries.EMPTY).reasons().keySet();
    return new ManagedLists(
        entries,
        banned.stream().map(EventId::new).collect(Collectors.toUnmodifiableSet()),
        new KindRules(allowed, disallowed));
  }

  private static Set<Integer> numbers(ListEntries entries) {
    return entries.reasons().keySet().stream().map(Integer::valueOf).collect(Collectors.toSet());
  }

  ListEntries get(ManagedList list) {
    return entries.getOrDefault(list, ListEntries.EMPTY);
  }

  Set<String> blockedAddresses() {
    return get(ManagedList.BLOCKED_ADDRESSES).reasons().keySet();
  }

  /// The same lists with others in place of some.
  ManagedLists with(Map<ManagedList, ListEntries> changed) {
    var next = new EnumMap<ManagedList, ListEntries>(ManagedList.class);
    next.putAll(entries);
    next.putAll(changed);
    return of(next);
  }
}

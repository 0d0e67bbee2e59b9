package caravel.control.hosting.mirror;

import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.PublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Decides which events of a mirror a restore has. It first takes the events that arrived after the
/// copy, in their order, and applies their deletions. Then it says of each event whether it
/// survives. It holds no whole events.
final class SurvivingEvents {
  private static final int GROUP_DELETION = 9_008;
  private static final int GROUP_METADATA = 39_000;
  private static final int GROUP_METADATA_LAST = 39_009;
  private static final String BANNED_EVENTS = "zooid/banned_events";
  private static final int ADDRESS_PARTS = 3;

  private final PublicKey relay;
  private final Set<PublicKey> bannedAuthors;
  private final Map<String, Trace> logged = new HashMap<>();
  private final Map<String, Trace> versions = new HashMap<>();
  private final Map<String, PublicKey> deletedIds = new HashMap<>();
  private final Map<String, Long> deletedAddresses = new HashMap<>();
  private final Set<String> deletedGroups = new HashSet<>();
  private final Set<String> bannedIds = new HashSet<>();

  /// @param relay the relay's own key
  SurvivingEvents(PublicKey relay, Set<PublicKey> bannedAuthors) {
    this.relay = relay;
    this.bannedAuthors = Set.copyOf(bannedAuthors);
  }

  /// The parts of an event by which deletions find it.
  ///
  /// @param address kind, author and identifier of an event with versions; `""` = it has none
  /// @param group `""` = none
  private record Trace(
      String id, PublicKey author, int kind, long createdAt, String address, String group) {
    static Trace of(Event event) {
      int kind = event.kind();
      var identifier = event.tagValue("d").orElse("");
      var hasVersions = Kinds.isReplaceable(kind) || Kinds.isAddressable(kind);
      var isMetadata = kind >= GROUP_METADATA && kind <= GROUP_METADATA_LAST;
      return new Trace(
          event.id().hex(),
          event.pubkey(),
          kind,
          event.createdAt(),
          hasVersions
              ? kind
                  + ":"
                  + event.pubkey().hex()
                  + ":"
                  + (Kinds.isAddressable(kind) ? identifier : "")
              : "",
          isMetadata ? identifier : event.tagValue("h").orElse(""));
    }
  }

  /// Takes the next event that arrived after the copy had begun.
  void log(Event event) {
    if (event.kind() == Kinds.DELETION) {
      delete(event);
    } else if (event.kind() == GROUP_DELETION) {
      event.tagValue("h").filter(group -> !group.isEmpty()).ifPresent(deletedGroups::add);
      logged.values().removeIf(this::isOfDeletedGroup);
    } else if (event.pubkey().equals(relay)
        && event.tagValue("d").orElse("").equals(BANNED_EVENTS)) {
      bannedIds.addAll(event.tagValues("event"));
    }
    // An event that arrives after its deletion was published again.
    var trace = Trace.of(event);
    if (!trace.address().isEmpty()) {
      var known = versions.get(trace.address());
      if (known != null && known.createdAt() > trace.createdAt()) {
        return;
      }
      if (known != null) {
        logged.remove(known.id());
      }
      versions.put(trace.address(), trace);
    }
    logged.put(trace.id(), trace);
  }

  private void delete(Event deletion) {
    for (var id : deletion.tagValues("e")) {
      deletedIds.put(id, deletion.pubkey());
      var target = logged.get(id);
      if (target != null && target.author().equals(deletion.pubkey())) {
        logged.remove(id);
      }
    }
    for (var address : deletion.tagValues("a")) {
      var parts = address.split(":", ADDRESS_PARTS);
      if (parts.length == ADDRESS_PARTS && parts[1].equals(deletion.pubkey().hex())) {
        deletedAddresses.merge(address, deletion.createdAt(), Math::max);
        var target = versions.get(address);
        if (target != null && target.createdAt() <= deletion.createdAt()) {
          logged.remove(target.id());
        }
      }
    }
  }

  private boolean isOfDeletedGroup(Trace trace) {
    return deletedGroups.contains(trace.group()) && trace.kind() != GROUP_DELETION;
  }

  private boolean isBanned(Event event) {
    return bannedAuthors.contains(event.pubkey()) || bannedIds.contains(event.id().hex());
  }

  /// Whether an event of the copy survives. One that arrived again later is not taken from the
  /// copy.
  boolean keepsCopied(Event event) {
    var trace = Trace.of(event);
    var version = versions.get(trace.address());
    if (version != null && version.createdAt() >= trace.createdAt()) {
      return false;
    }
    var survives =
        !logged.containsKey(trace.id())
            && !isBanned(event)
            && !trace.author().equals(deletedIds.get(trace.id()))
            && trace.createdAt() > deletedAddresses.getOrDefault(trace.address(), -1L)
            && !isOfDeletedGroup(trace);
    if (survives && version != null) {
      // An older version arrived later, which the relay did not store.
      logged.remove(version.id());
    }
    return survives;
  }

  /// Whether an event that arrived later survives. True once for each.
  boolean keepsLogged(Event event) {
    return logged.remove(event.id().hex()) != null && !isBanned(event);
  }
}

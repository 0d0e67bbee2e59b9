package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.nostr.EventId;

/// A list that the managers of a relay change (NIP-86). One event of the relay stores it.
enum ManagedList {
  BANNED_EVENTS(CommunityKinds.BANNED_EVENTS, "event", 10_000),
  ALLOWED_KINDS(CommunityKinds.INTERNAL_PREFIX + "allowed_kinds", "kind", 1_000),
  DISALLOWED_KINDS(CommunityKinds.INTERNAL_PREFIX + "disallowed_kinds", "kind", 1_000),
  BLOCKED_ADDRESSES(CommunityKinds.INTERNAL_PREFIX + "blocked_ips", "ip", 1_000);

  /// The `d` value of the stored event.
  final String identifier;

  /// The name of the tag that stores one entry.
  final String tag;

  final int entriesMax;

  ManagedList(String identifier, String tag, int entriesMax) {
    this.identifier = identifier;
    this.tag = tag;
    this.entriesMax = entriesMax;
  }

  /// Returns the entry in its usual form.
  ///
  /// @throws IllegalArgumentException when the text cannot be an entry
  String checked(String entry) {
    return switch (this) {
      case BANNED_EVENTS -> new EventId(entry).hex();
      case ALLOWED_KINDS, DISALLOWED_KINDS -> Integer.toString(Integer.parseInt(entry));
      case BLOCKED_ADDRESSES -> entry;
    };
  }
}

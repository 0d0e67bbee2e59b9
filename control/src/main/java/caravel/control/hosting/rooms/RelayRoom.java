package caravel.control.hosting.rooms;

import caravel.nostr.PublicKey;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// A room of a relay (NIP-29 group), as the relay's events describe it.
///
/// @param otherTags tags of its metadata that are not settings, such as its picture; an edit keeps
///   them
/// @param changedAt time of its metadata, in unix seconds
record RelayRoom(
    String id,
    Settings settings,
    List<List<String>> otherTags,
    long changedAt,
    MemberList members) {
  RelayRoom {
    otherTags = otherTags.stream().map(List::copyOf).toList();
  }

  RelayRoom with(MemberList next) {
    return new RelayRoom(id, settings, otherTags, changedAt, next);
  }

  RelayRoom with(Settings next) {
    return new RelayRoom(id, next, otherTags, changedAt, members);
  }

  /// A property of a room that is on or off. Its tag and its name in JSON are the same.
  enum Flag {
    /// Only members read the messages.
    PRIVATE,

    /// Join requests wait for a manager, and only members write.
    CLOSED,

    /// Others do not see that the room exists.
    HIDDEN,

    /// Only members write.
    RESTRICTED,

    /// Members may call each other.
    LIVEKIT;

    String field() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The choices of the relay's owner for a room.
  ///
  /// @param name `""` = none
  /// @param on the flags that are on
  record Settings(String name, String about, Set<Flag> on) {
    Settings {
      var copy = EnumSet.noneOf(Flag.class);
      copy.addAll(on);
      on = Collections.unmodifiableSet(copy);
    }
  }

  /// The members of a room, ascending.
  ///
  /// @param listedAt time of the relay's list, in unix seconds; 0 = it has none
  record MemberList(List<PublicKey> keys, long listedAt) {
    static final MemberList EMPTY = new MemberList(List.of(), 0);

    MemberList {
      keys = keys.stream().distinct().sorted().toList();
    }

    MemberList plus(PublicKey key) {
      return new MemberList(Stream.concat(keys.stream(), Stream.of(key)).toList(), listedAt);
    }

    MemberList minus(PublicKey key) {
      return new MemberList(keys.stream().filter(one -> !one.equals(key)).toList(), listedAt);
    }
  }
}

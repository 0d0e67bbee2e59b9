package caravel.engine.session;

import caravel.engine.session.LiveRelay.Ban;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The banned pubkeys of a relay. Immutable.
///
/// @param bans earliest first
/// @param pubkeys those of the bans
/// @param at time of the stored list, in unix seconds; 0 = there is none
record BanList(List<Ban> bans, Set<PublicKey> pubkeys, long at) {
  static final BanList EMPTY = of(List.of(), 0);

  private static final String TAG = "banned";

  BanList {
    bans = List.copyOf(bans);
    pubkeys = Set.copyOf(pubkeys);
  }

  static BanList of(Collection<Ban> bans, long at) {
    var pubkeys = bans.stream().map(Ban::who).collect(Collectors.toSet());
    return new BanList(List.copyOf(bans), pubkeys, at);
  }

  /// Reads a stored list. Malformed tags are left out.
  static BanList of(Event list) {
    var bans = new LinkedHashMap<PublicKey, Ban>();
    RelayTags.forEach(
        list,
        TAG,
        tag -> {
          var who = new PublicKey(tag.get(1));
          bans.put(who, new Ban(who, tag.size() < 3 ? "" : tag.get(2)));
        });
    return of(bans.values(), list.createdAt());
  }

  boolean contains(PublicKey who) {
    return pubkeys.contains(who);
  }

  /// The other bans, without this key's.
  List<Ban> without(PublicKey who) {
    return bans.stream().filter(ban -> !ban.who().equals(who)).toList();
  }

  /// The tags of a stored list.
  static List<List<String>> tags(Collection<Ban> bans) {
    return bans.stream().map(ban -> List.of(TAG, ban.who().hex(), ban.reason())).toList();
  }
}

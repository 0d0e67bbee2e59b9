package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Reads the members as the relay itself publishes them (kind 13534, NIP-43), with its own key. For
/// zooids whose API has no members route.
final class MemberList {
  private static final int MEMBERS_KIND = 13_534;

  private final RelayTalk talk;

  MemberList(RelayTalk talk) {
    this.talk = talk;
  }

  Membership read(RelaySpec spec) {
    if (spec.inactive()) {
      return new Membership.Unknown("this zooid tells members only of a relay that is online");
    }
    var self = spec.identity().secret().publicKey();
    return switch (talk.ask(spec, question(self))) {
      case RelayTalk.Heard.Nothing(var why) -> new Membership.Unknown(why);
      case RelayTalk.Heard.Events(var events) ->
          new Membership.Listed(
              events.stream()
                  .filter(event -> event.kind() == MEMBERS_KIND && event.pubkey().equals(self))
                  .max(Comparator.comparingLong(Event::createdAt))
                  .map(newest -> keys(newest.tagValues("member").stream(), self))
                  .orElse(List.of()));
    };
  }

  private static Filter question(PublicKey self) {
    return Filter.all().withAuthors(List.of(self)).withKinds(MEMBERS_KIND).withLimit(1);
  }

  /// Ascending, without duplicates, without `self` and without invalid keys.
  static List<PublicKey> keys(Stream<String> hex, PublicKey self) {
    return hex.flatMap(MemberList::key)
        .filter(key -> !key.equals(self))
        .distinct()
        .sorted()
        .toList();
  }

  static Stream<PublicKey> key(String hex) {
    try {
      return Stream.of(PublicKey.parse(hex));
    } catch (IllegalArgumentException _) {
      return Stream.empty();
    }
  }
}

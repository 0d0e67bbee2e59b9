package caravel.control.hosting.members;

import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.RelayAccess.Target;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.Kinds;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds members by the beginning of their key, and by the names that they published on the relay
/// itself (kind 0, searched with NIP-50). Names that exist on other relays only are not found.
public final class MemberSearch {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSearch.class);

  /// Most profiles of one search that are read, newest first.
  private static final int PROFILES_MAX = 1_000;

  /// Most people with a matching name that are compared with the members.
  private static final int NAMES_MAX = 500;

  private final RelayAccess access;

  public MemberSearch(RelayAccess access) {
    this.access = access;
  }

  /// Which of the names on the relay were searched.
  public enum Names {
    ALL,
    /// The newest profiles only, because more matched.
    NEWEST,
    /// None, because the relay is offline or did not answer.
    NONE;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public record Found(MemberPage page, Names names) {}

  private record NamedPeople(Set<PublicKey> keys, Names names) {}

  public Found find(Target target, MemberQuery query) {
    var range = KeyRange.ofPrefix(query.search());
    var byKey =
        range.map(wanted ->
            RelayAccess.answer(
                target,
                target.host().memberPage(target.spec(), wanted, query.after(), query.limit())));
    var people =
        KeyRange.isKey(query.search())
            ? new NamedPeople(Set.of(), Names.ALL)
            : named(target, query.search());
    var others = new ArrayList<>(people.keys());
    others.removeIf(key -> range.isPresent() && range.get().contains(key));
    if (others.isEmpty()) {
      return new Found(byKey.orElseGet(() -> none(target)), people.names());
    }
    var byName = RelayAccess.answer(target, target.host().membersAmong(target.spec(), others));
    return new Found(
        merged(byKey.orElse(new MemberPage(List.of(), 0, 0, false)), byName, query),
        people.names());
  }

  /// Both in the order of the keys. No member is in both.
  ///
  /// @param byKey after the cursor
  /// @param byName all of them
  private static MemberPage merged(MemberPage byKey, MemberPage byName, MemberQuery query) {
    var after = query.after();
    var rest = new TreeSet<>(byKey.members());
    byName.members().stream()
        .filter(key -> after == null || key.compareTo(after) > 0)
        .forEach(rest::add);
    var page = rest.stream().limit(query.limit()).toList();
    return new MemberPage(
        page,
        byName.total(),
        byKey.matched() + byName.matched(),
        byKey.hasMore() || rest.size() > page.size());
  }

  private static MemberPage none(Target target) {
    var total =
        RelayAccess.answer(target, target.host().memberPage(target.spec(), KeyRange.ALL, null, 1))
            .total();
    return new MemberPage(List.of(), total, 0, false);
  }

  private NamedPeople named(Target target, String text) {
    if (!target.relay().wantedOnline()) {
      return new NamedPeople(Set.of(), Names.NONE);
    }
    // A quotation mark would begin a phrase.
    var terms = text.replace('"', ' ');
    var filter = Filter.all().withKinds(Kinds.PROFILE).withSearch(terms).withLimit(PROFILES_MAX);
    return switch (access.content(target).query(target.spec(), filter)) {
      case RelayReply.Answered<List<Event>>(var profiles) -> {
        var all = ProfileNames.matching(profiles, text);
        var isPart = profiles.size() >= PROFILES_MAX || all.size() > NAMES_MAX;
        yield new NamedPeople(
            all.stream().limit(NAMES_MAX).collect(Collectors.toSet()),
            isPart ? Names.NEWEST : Names.ALL);
      }
      case RelayReply.Refused<List<Event>>(var sentence) -> silent(target, sentence);
      case RelayReply.Off<List<Event>> _ -> silent(target, "it is off");
      case RelayReply.Unknown<List<Event>>(var why) -> silent(target, why);
    };
  }

  private static NamedPeople silent(Target target, String why) {
    LOG.info("the names on relay {} cannot be searched: {}", target.relay().id(), why);
    return new NamedPeople(Set.of(), Names.NONE);
  }
}

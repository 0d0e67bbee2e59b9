package caravel.control.hosting.members;

import caravel.control.http.ListQuery;
import caravel.nostr.PublicKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of the members of a relay, without the relay's own key.
///
/// @param members in ascending order, each once
/// @param total all members of the relay
/// @param matched all members of the range or the keys that were requested
/// @param hasMore whether more of them follow
public record MemberPage(List<PublicKey> members, int total, int matched, boolean hasMore) {
  /// Most members of a page.
  public static final int LIMIT_MAX = ListQuery.LIMIT_MAX;

  public MemberPage {
    members = List.copyOf(members);
  }

  /// A page of a list that is known as a whole.
  ///
  /// @param all in ascending order, each once
  /// @param after the last key of the page before; null = the first page
  public static MemberPage of(
      List<PublicKey> all, KeyRange range, @Nullable PublicKey after, int limit) {
    var matching = all.stream().filter(range::contains).toList();
    var rest = matching.stream().filter(key -> after == null || key.compareTo(after) > 0).toList();
    var hasMore = rest.size() > limit;
    var page = hasMore ? rest.subList(0, limit) : rest;
    return new MemberPage(page, all.size(), matching.size(), hasMore);
  }

  /// The members among some keys, of a list that is known as a whole.
  public static MemberPage among(List<PublicKey> all, Collection<PublicKey> keys) {
    var wanted = new HashSet<>(keys);
    var found = all.stream().filter(wanted::contains).toList();
    return new MemberPage(found, all.size(), found.size(), false);
  }
}

package caravel.nostr;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a subscription asks for (NIP-01). Conditions combine with AND, the values of one with OR;
/// an empty set is a condition that is not there.
///
/// @param ids lower-case; text that is not an id is kept and matches nothing
/// @param authors likewise
/// @param kinds any integers
/// @param tags values by tag name without `#`; names of any length, never an empty set
/// @param since unix seconds, inclusive; 0 = from the start
/// @param until unix seconds, inclusive; [Long#MAX_VALUE] = to the end
/// @param limit number of stored events wanted, newest first; null = as many as the relay gives; 0
///   = none, only live
/// @param search substring of the content in any letter case (NIP-50), `""` = none; [#matches]
///   knows it, live delivery ignores it
public record Filter(
    Set<String> ids,
    Set<String> authors,
    Set<Integer> kinds,
    Map<String, Set<String>> tags,
    long since,
    long until,
    @Nullable Integer limit,
    String search) {

  public Filter {
    ids = Set.copyOf(ids);
    authors = Set.copyOf(authors);
    kinds = Set.copyOf(kinds);
    tags = Map.copyOf(tags);
  }

  /// The one definition of what a filter selects; `limit` is not part of it.
  public boolean matches(Event event) {
    return (ids.isEmpty() || ids.contains(event.id().hex()))
        && (authors.isEmpty() || authors.contains(event.pubkey().hex()))
        && (kinds.isEmpty() || kinds.contains(event.kind()))
        && event.createdAt() >= since
        && event.createdAt() <= until
        && tags.entrySet().stream()
            .allMatch(
                tag -> event.tagValues(tag.getKey()).stream().anyMatch(tag.getValue()::contains))
        && event.content().toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT));
  }
}

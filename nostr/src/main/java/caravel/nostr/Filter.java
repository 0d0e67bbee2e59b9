package caravel.nostr;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/// The filter of a subscription (NIP-01). Conditions combine with AND, the values of one condition
/// with OR. An empty set is no condition.
///
/// @param ids lower-case; text that is not an id is kept and matches nothing
/// @param authors likewise
/// @param kinds any integers
/// @param tags values by tag name without `#`; names of any length, never an empty set
/// @param since unix seconds, inclusive; 0 = from the start
/// @param until unix seconds, inclusive; [Long#MAX_VALUE] = to the end
/// @param limit number of stored events, newest first; null = the relay's maximum; 0 = live events
///   only
/// @param search what the content must have (NIP-50); [#matches] applies it, live delivery ignores
///   it
public record Filter(
    Set<String> ids,
    Set<String> authors,
    Set<Integer> kinds,
    Map<String, Set<String>> tags,
    long since,
    long until,
    @Nullable Integer limit,
    SearchTerms search) {
  private static final Filter ALL =
      new Filter(Set.of(), Set.of(), Set.of(), Map.of(), 0, Long.MAX_VALUE, null, SearchTerms.NONE);

  public Filter {
    ids = copy(ids);
    authors = copy(authors);
    kinds = copy(kinds);
    tags = Collections.unmodifiableMap(new HashMap<>(tags));
  }

  /// [Set#copyOf] is not used: its sets take quadratic time for values chosen to collide.
  private static <T> Set<T> copy(Set<T> values) {
    return values.isEmpty() ? Set.of() : Collections.unmodifiableSet(new HashSet<>(values));
  }

  /// A filter without conditions.
  public static Filter all() {
    return ALL;
  }

  /// Reads a filter from a JSON tree; null reads as [#all()].
  ///
  /// @throws MalformedException as [#read]
  public static Filter parse(JsonNode filter) {
    try (var parser = Json.mapper().treeAsTokens(filter)) {
      parser.nextToken();
      return read(parser);
    }
  }

  /// Reads a filter from a parser at its first token, and leaves the parser at the last one. An
  /// empty list, null, and a `since` or `until` of 0 are no conditions. A negative `limit` is
  /// ignored, and so are unknown keys. Ids and authors are read in any letter case.
  ///
  /// @throws MalformedException when it is not a filter: a wrong type, a number that is not an
  ///   integer, a bound of [Json] exceeded, a key twice
  public static Filter read(JsonParser parser) {
    return FilterJson.read(parser);
  }

  /// Writes one line of JSON, the same for equal filters.
  public String write() {
    return FilterJson.write(this);
  }

  /// Whether the filter selects this event. The only definition of matching; ignores `limit`.
  public boolean matches(Event event) {
    return (ids.isEmpty() || ids.contains(event.id().hex()))
        && (authors.isEmpty() || authors.contains(event.pubkey().hex()))
        && (kinds.isEmpty() || kinds.contains(event.kind()))
        && event.createdAt() >= since
        && event.createdAt() <= until
        && (tags.isEmpty() || tagsMatch(event))
        && search.matches(event);
  }

  private boolean tagsMatch(Event event) {
    for (var condition : tags.entrySet()) {
      if (!hasTag(event, condition.getKey(), condition.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasTag(Event event, String name, Set<String> values) {
    for (var tag : event.tags()) {
      if (tag.size() >= 2 && tag.getFirst().equals(name) && values.contains(tag.get(1))) {
        return true;
      }
    }
    return false;
  }

  public Filter withIds(Collection<EventId> wanted) {
    var texts = wanted.stream().map(EventId::hex).collect(Collectors.toSet());
    return new Filter(texts, authors, kinds, tags, since, until, limit, search);
  }

  public Filter withAuthors(Collection<PublicKey> wanted) {
    var texts = wanted.stream().map(PublicKey::hex).collect(Collectors.toSet());
    return new Filter(ids, texts, kinds, tags, since, until, limit, search);
  }

  public Filter withKinds(Integer... wanted) {
    return new Filter(ids, authors, Set.of(wanted), tags, since, until, limit, search);
  }

  /// Adds or replaces the condition on one tag name; no values remove it.
  public Filter withTag(String name, Collection<String> values) {
    var changed = new HashMap<>(tags);
    if (values.isEmpty()) {
      changed.remove(name);
    } else {
      changed.put(name, Set.copyOf(values));
    }
    return new Filter(ids, authors, kinds, changed, since, until, limit, search);
  }

  public Filter withSince(long seconds) {
    return new Filter(ids, authors, kinds, tags, seconds, until, limit, search);
  }

  public Filter withUntil(long seconds) {
    return new Filter(ids, authors, kinds, tags, since, seconds, limit, search);
  }

  public Filter withLimit(@Nullable Integer events) {
    return new Filter(ids, authors, kinds, tags, since, until, events, search);
  }

  /// @throws MalformedException when the text is too long
  public Filter withSearch(String text) {
    return new Filter(ids, authors, kinds, tags, since, until, limit, SearchTerms.parse(text));
  }
}

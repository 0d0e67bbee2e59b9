package caravel.engine.http;

import caravel.engine.tenancy.Outcome;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The members of a relay in the management API: all of them as zooid lists them, or parts.
final class MemberListing {
  /// Most members of a page.
  static final int PAGE_MAX = 1_000;

  /// Most keys that one request may look up.
  static final int KEYS_MAX = 100;

  private static final PublicKey FIRST = new PublicKey("0".repeat(64));
  private static final PublicKey LAST = new PublicKey("f".repeat(64));

  private MemberListing() {}

  /// Answers without a query as zooid does. Not in zooid: with `limit`, a page of the members in
  /// the order of their keys. It may have `from` and `to`, the first and the last key to list, and
  /// `after`, the `next` of the page before. With `keys`, separated by commas, those of them that
  /// are members. Both leave out the relay's own key, and have the number of all members (`total`)
  /// and of those between `from` and `to` (`matched`).
  ///
  /// A page costs O(log n): the trees of the state know the sizes of their ranges.
  ///
  /// @throws IllegalArgumentException when the query has a fault
  static void list(RequestContext context, Outcome.Members all) {
    context.answer(200, RequestContext.JSON, json(context, all) + "\n");
  }

  private static String json(RequestContext context, Outcome.Members all) {
    if (!context.query("keys").isEmpty()) {
      var found = among(all, context.query("keys"));
      return json(found, size(all.members(), all.self()), found.size(), "");
    }
    if (!context.query("limit").isEmpty()) {
      return page(context, all);
    }
    return hex(all.members().stream()).collect(Collectors.joining(",", "{\"members\":[", "]}"));
  }

  private static String page(RequestContext context, Outcome.Members all) {
    var limit = limit(context.query("limit"));
    var from = key(context, "from", FIRST);
    var to = key(context, "to", LAST);
    if (from.compareTo(to) > 0) {
      throw new IllegalArgumentException("from must not be greater than to");
    }
    var range = all.members().subSet(from, true, to, true);
    var after = context.query("after");
    var rest = after.isEmpty() ? range : range.tailSet(key(context, "after", FIRST), false);
    var found = rest.stream().filter(who -> !who.equals(all.self())).limit(limit + 1L).toList();
    var page = found.subList(0, Math.min(limit, found.size()));
    return json(
        page,
        size(all.members(), all.self()),
        size(range, all.self()),
        found.size() > limit ? page.getLast().hex() : "");
  }

  private static List<PublicKey> among(Outcome.Members all, String text) {
    var keys = List.of(text.split(",", -1));
    if (keys.size() > KEYS_MAX) {
      throw new IllegalArgumentException("keys may have at most " + KEYS_MAX + " keys");
    }
    return keys.stream()
        .map(PublicKey::new)
        .filter(who -> all.members().contains(who) && !who.equals(all.self()))
        .distinct()
        .sorted()
        .toList();
  }

  private static int size(NavigableSet<PublicKey> range, PublicKey self) {
    return range.size() - (range.contains(self) ? 1 : 0);
  }

  private static String json(Collection<PublicKey> members, int total, int matched, String next) {
    var json = Json.mapper().createObjectNode();
    var list = json.putArray("members");
    members.forEach(member -> list.add(member.hex()));
    return json.put("total", total).put("matched", matched).put("next", next).toString();
  }

  private static Stream<String> hex(Stream<PublicKey> members) {
    return members.map(member -> '"' + member.hex() + '"');
  }

  private static PublicKey key(RequestContext context, String name, PublicKey absent) {
    var text = context.query(name);
    try {
      return text.isEmpty() ? absent : new PublicKey(text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(name + ": " + malformed.getMessage(), malformed);
    }
  }

  private static int limit(String text) {
    var message = "limit must be a whole number from 1 to " + PAGE_MAX;
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= PAGE_MAX) {
        return limit;
      }
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(message);
    }
    throw new IllegalArgumentException(message);
  }
}

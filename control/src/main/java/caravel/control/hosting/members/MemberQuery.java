package caravel.control.hosting.members;

import caravel.control.http.Request;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The parameters of a page of members.
///
/// @param search trimmed; `""` = all members
/// @param after the last key of the page before; null = the first page
public record MemberQuery(String search, int limit, @Nullable PublicKey after) {
  private static final int LIMIT_DEFAULT = 100;
  private static final int SEARCH_CHARACTERS_MAX = 200;
  private static final Pattern CURSOR = Pattern.compile("[0-9a-f]{64}");

  /// Reads the query string. Empty = without any of these parameters, the whole list is wanted.
  public static Optional<MemberQuery> of(Request request) {
    if (Stream.of("limit", "cursor", "q").noneMatch(name -> request.query(name).isPresent())) {
      return Optional.empty();
    }
    var search = request.query("q").orElse("").strip();
    if (search.length() > SEARCH_CHARACTERS_MAX) {
      throw Problem.invalid("q", "Search for something shorter.").asException();
    }
    if (search.chars().anyMatch(Character::isISOControl)) {
      throw Problem.invalid("q", "A search has no control characters.").asException();
    }
    var limit = request.query("limit").map(MemberQuery::limit).orElse(LIMIT_DEFAULT);
    return Optional.of(new MemberQuery(search, limit, cursor(request.query("cursor").orElse(""))));
  }

  private static @Nullable PublicKey cursor(String text) {
    if (text.isEmpty()) {
      return null;
    }
    if (!CURSOR.matcher(text).matches()) {
      throw Problem.invalid("cursor", "This cursor isn’t one of ours.").asException();
    }
    return new PublicKey(text);
  }

  private static int limit(String text) {
    try {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MemberPage.LIMIT_MAX) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, like a number out of range.
    }
    throw Problem.invalid("limit", "The limit is a number from 1 to " + MemberPage.LIMIT_MAX + ".")
        .asException();
  }
}

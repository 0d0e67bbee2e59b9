package caravel.control.http;

import caravel.control.problem.Problem;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The parameters of every list: search text, status, limit and cursor.
///
/// @param q trimmed; `""` = no search
/// @param status `""` = every status
/// @param from the row before the first one wanted
public record ListQuery(String q, String status, int limit, Cursor from) {
  public static final int LIMIT_DEFAULT = 100;
  public static final int LIMIT_MAX = 500;
  static final int Q_CHARACTERS_MAX = 200;

  /// Most rows that are counted by reading them.
  public static final int COUNT_MAX = 10_000;

  private static final Pattern PUBLIC_KEY = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final List<String> NAMES = List.of("q", "status", "limit", "cursor");

  /// Reads the query string. Without any parameter a list has its maximum length.
  ///
  /// @param filters further parameters of this list
  public static ListQuery of(Request request, String... filters) {
    var asked =
        NAMES.stream().anyMatch(name -> request.query(name).isPresent())
            || List.of(filters).stream().anyMatch(name -> request.query(name).isPresent());
    var limit = request.query("limit").map(ListQuery::limit).orElse(LIMIT_DEFAULT);
    var from =
        request
            .query("cursor")
            .filter(text -> !text.isEmpty())
            .map(text ->
                Cursor.parse(text)
                    .orElseThrow(() ->
                        Problem.invalid("cursor", "This cursor isn’t one of ours.").asException()))
            .orElse(Cursor.START);
    var q = request.query("q").orElse("").trim();
    if (q.length() > Q_CHARACTERS_MAX) {
      throw Problem.invalid("q", "Search for something shorter.").asException();
    }
    var status = request.query("status").orElse("").trim();
    return new ListQuery(q, status, asked ? limit : LIMIT_MAX, from);
  }

  /// [#q] as a lower-case `LIKE` pattern for a substring, with `\` as its escape.
  public String pattern() {
    var escaped = q.toLowerCase(Locale.ROOT).replace("\\", "\\\\").replace("%", "\\%");
    return "%" + escaped.replace("_", "\\_") + "%";
  }

  /// [#q] as a whole id: an `npub1…` as hex, otherwise unchanged.
  public String id() {
    if (!q.startsWith("npub1")) {
      return q.toLowerCase(Locale.ROOT);
    }
    try {
      return PublicKey.parse(q).hex();
    } catch (MalformedException | IllegalArgumentException notYetWhole) {
      return q;
    }
  }

  /// Whether [#id] is a whole public key in hex.
  public boolean isPublicKey() {
    return PUBLIC_KEY.matcher(id()).matches();
  }

  /// Whether [#id] has the form of a row's id.
  public boolean isUuid() {
    return UUID.matcher(id()).matches();
  }

  private static int limit(String text) {
    try {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LIMIT_MAX) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, like a number out of range.
    }
    throw Problem.invalid("limit", "The limit is a number from 1 to " + LIMIT_MAX + ".")
        .asException();
  }
}

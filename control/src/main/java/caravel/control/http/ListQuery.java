package caravel.control.http;

import caravel.control.problem.Problem;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What every list can be asked: part of a name, a status, how many, and from where on.
///
/// @param q trimmed; `""` where nothing is looked for
/// @param status `""` for every status
/// @param from the row before the first one wanted
public record ListQuery(String q, String status, int limit, Cursor from) {
  public static final int LIMIT_DEFAULT = 100;
  public static final int LIMIT_MAX = 500;
  static final int Q_CHARACTERS_MAX = 200;

  /// Rows that have to be read in order to be counted are counted up to this many.
  public static final int COUNT_MAX = 10_000;

  private static final Pattern PUBLIC_KEY = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final List<String> NAMES = List.of("q", "status", "limit", "cursor");

  /// Reads it from the query string. Asked nothing at all, a list is as long as it may be.
  ///
  /// @param filters further parameters of this list that count as being asked something
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

  /// [#q] as a `LIKE` pattern of lower-case text that may stand anywhere, with `\` as its escape.
  public String pattern() {
    var escaped = q.toLowerCase(Locale.ROOT).replace("\\", "\\\\").replace("%", "\\%");
    return "%" + escaped.replace("_", "\\_") + "%";
  }

  /// [#q] as a whole id: the hex of a public key where an `npub1…` was given, else as it is.
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

  /// Whether [#id] is the hex of a whole public key.
  public boolean isPublicKey() {
    return PUBLIC_KEY.matcher(id()).matches();
  }

  /// Whether [#id] has the form of a whole id of a row.
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
      // Answered below, as a number out of range is.
    }
    throw Problem.invalid("limit", "The limit is a number from 1 to " + LIMIT_MAX + ".")
        .asException();
  }
}

package caravel.control.http;

import java.util.Optional;
import java.util.regex.Pattern;

/// The position of a row in a list that is ordered newest first: its time, then its id.
///
/// @param at unix seconds, or another number that grows from row to row
/// @param id letters, digits and hyphens
public record Cursor(long at, String id) {
  /// The start of a list.
  public static final Cursor START = new Cursor(Long.MAX_VALUE, "");

  /// The form of [#text], also stated in `docs/openapi.yaml`. Every text of this form is a cursor.
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})[.]([0-9A-Za-z-]{1,64})");

  /// The form for clients, to whom it is opaque.
  public String text() {
    return at + "." + id;
  }

  static Optional<Cursor> parse(String text) {
    var parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(new Cursor(Long.parseLong(parts.group(1)), parts.group(2)))
        : Optional.empty();
  }
}

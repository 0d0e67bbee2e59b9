package caravel.control.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The place of a row in a list that is ordered newest first: its time, then its id.
///
/// @param at unix seconds
public record Cursor(long at, String id) {
  /// Before every row.
  public static final Cursor START = new Cursor(Long.MAX_VALUE, "");

  static final int TEXT_CHARACTERS_MAX = 300;

  /// The opaque form that clients hand back.
  public String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
  }

  static Optional<Cursor> parse(String text) {
    if (text.length() > TEXT_CHARACTERS_MAX) {
      return Optional.empty();
    }
    try {
      var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      var space = plain.indexOf(' ');
      return space < 1
          ? Optional.empty()
          : Optional.of(
              new Cursor(Long.parseLong(plain.substring(0, space)), plain.substring(space + 1)));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }
}

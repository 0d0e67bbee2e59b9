package caravel.invite;

/// Text from strangers, made safe for a page.
final class HtmlText {
  private HtmlText() {}

  /// Returns the text for any place in HTML, also inside quotes.
  static String escape(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    for (var i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(text.charAt(i));
      }
    }
    return escaped.toString();
  }

  /// Returns the text on one line, without characters that steer the direction of other text, and
  /// not longer than this.
  static String line(String text, int charactersMax) {
    return cut(shown(text, false).strip().replaceAll("\\s+", " "), charactersMax);
  }

  /// As [#line], with line breaks.
  static String lines(String text, int charactersMax) {
    return cut(shown(text, true).strip().replaceAll("\n{3,}", "\n\n"), charactersMax);
  }

  private static String shown(String text, boolean hasLines) {
    var shown = new StringBuilder();
    text.replace("\r\n", "\n")
        .codePoints()
        .filter(c -> !isSteering(c))
        .forEach(c -> {
          if (c == '\n' && hasLines) {
            shown.append('\n');
          } else {
            shown.appendCodePoint(Character.isISOControl(c) || isSurrogate(c) ? ' ' : c);
          }
        });
    return shown.toString();
  }

  /// Marks, embeddings, overrides and isolates of bidirectional text (UAX 9).
  private static boolean isSteering(int c) {
    return c == 0x200e
        || c == 0x200f
        || c == 0x061c
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /// Half of a character whose other half is missing.
  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  private static String cut(String text, int charactersMax) {
    if (text.codePointCount(0, text.length()) <= charactersMax) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, charactersMax - 1)).strip() + "…";
  }
}

package caravel.control.hosting.moderation;

import java.util.regex.Pattern;

/// Texts of strangers in a form that is safe to show: bounded, without control characters and
/// without characters that reverse the direction of the text around them.
final class MessageText {
  private static final Pattern BIDI_CONTROLS =
      Pattern.compile("[\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\n]]+");
  private static final Pattern HALF_CHARACTERS = Pattern.compile("\\p{Cs}");

  private MessageText() {}

  /// Returns at most `max` characters, with `…` in the place of the rest. Line breaks stay.
  static String text(String hostile, int max) {
    // Cutting first bounds the work. Nothing that is removed below makes a text longer.
    var isCut = hostile.length() > max;
    var text = isCut ? hostile.substring(0, max) : hostile;
    text = BIDI_CONTROLS.matcher(text.replace("\r\n", "\n")).replaceAll("");
    text = CONTROLS.matcher(text).replaceAll(" ");
    text = HALF_CHARACTERS.matcher(text).replaceAll("").strip();
    return isCut ? text + "…" : text;
  }

  /// Returns one line of at most `max` characters.
  static String line(String hostile, int max) {
    return text(hostile, max).replace('\n', ' ');
  }
}

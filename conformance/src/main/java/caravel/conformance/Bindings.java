package caravel.conformance;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values of the placeholders of one transcript, as far as they are known.
final class Bindings {
  /// The server's clock, ours, and the length of a replay.
  private static final long NOW_TOLERANCE_SECONDS = 300;

  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "<(port|challenge|sig|now([+-]\\d+)?|id:[^<>]+|claim:\\d+( in lower case)?)>");
  private static final String LOWER_CASE = " in lower case";

  private final Map<String, String> known = new HashMap<>();
  private final long now;

  Bindings(int port, long now) {
    this.now = now;
    known.put("port", Integer.toString(port));
  }

  private Bindings(Bindings other) {
    this.now = other.now;
    known.putAll(other.known);
  }

  Bindings copy() {
    return new Bindings(this);
  }

  void take(Bindings other) {
    known.putAll(other.known);
  }

  void bind(String name, String value) {
    known.put(name, value);
  }

  /// The text with everything filled in; what is not known yet becomes zeros.
  String fill(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
  }

  private String value(String name) {
    if (name.startsWith("now")) {
      return Long.toString(time(name));
    }
    var text = known.get(plain(name));
    if (text == null) {
      return name.startsWith("claim:") ? "00000000" : "0".repeat(64);
    }
    return name.endsWith(LOWER_CASE) ? text.toLowerCase(Locale.ROOT) : text;
  }

  private static String plain(String name) {
    return name.endsWith(LOWER_CASE)
        ? name.substring(0, name.length() - LOWER_CASE.length())
        : name;
  }

  private long time(String name) {
    var offset = name.substring("now".length());
    return offset.isEmpty() ? now : now + Long.parseLong(offset);
  }

  /// Whether a text that was received may be what was recorded; learns what it shows.
  boolean matches(String recorded, String received) {
    var pattern = new StringBuilder();
    var placeholder = PLACEHOLDER.matcher(recorded);
    int end = 0;
    while (placeholder.find()) {
      pattern.append(Pattern.quote(recorded.substring(end, placeholder.start())));
      pattern.append(form(placeholder.group(1)));
      end = placeholder.end();
    }
    pattern.append(Pattern.quote(recorded.substring(end)));
    var match = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(received);
    return match.matches() && learn(recorded, match);
  }

  private String form(String name) {
    var text = known.get(name);
    if (text != null) {
      return "(" + Pattern.quote(text) + ")";
    }
    if (name.startsWith("now")) {
      return "(\\d{1,12})";
    }
    return name.equals("sig")
        ? "([0-9a-f]{128})"
        : name.startsWith("claim:") ? "([0-9A-Z]{8})" : "([0-9a-f]{64})";
  }

  private boolean learn(String recorded, Matcher match) {
    var placeholder = PLACEHOLDER.matcher(recorded);
    for (int group = 1; placeholder.find(); group++) {
      var name = placeholder.group(1);
      var text = match.group(group);
      if (name.startsWith("now")) {
        if (Math.abs(Long.parseLong(text) - time(name)) > NOW_TOLERANCE_SECONDS) {
          return false;
        }
      } else if (!name.equals("sig")) {
        known.put(name, text);
      }
    }
    return true;
  }
}

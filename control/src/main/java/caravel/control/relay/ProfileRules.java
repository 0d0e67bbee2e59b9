package caravel.control.relay;

import caravel.control.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/// The rules for a relay's profile: name, icon and description.
final class ProfileRules {
  static final int NAME_CHARACTERS_MAX = 100;
  static final int DESCRIPTION_CHARACTERS_MAX = 2_000;
  static final int ICON_DATA_BYTES_MAX = 48 * 1024;
  static final int ICON_URL_CHARACTERS_MAX = 2_048;

  /// Base64 or percent-encoded: plain ASCII without blanks.
  private static final Pattern DATA_IMAGE =
      Pattern.compile("data:image/[a-zA-Z0-9.+-]+(;[a-zA-Z0-9=._-]+)*,[!-~]*");

  private ProfileRules() {}

  static Optional<Problem> nameFault(String name) {
    return hasControls(name, "")
        ? Optional.of(Problem.invalid("info_name", "Keep the name on one line."))
        : Optional.empty();
  }

  static Optional<Problem> descriptionFault(String description) {
    return hasControls(description, "\n\r\t")
        ? Optional.of(
            Problem.invalid(
                "info_description", "The description contains characters that aren’t allowed."))
        : Optional.empty();
  }

  /// An icon is empty, an `https:` URL, or a picture in a `data:` URL.
  static Optional<Problem> iconFault(String icon) {
    if (icon.isEmpty()) {
      return Optional.empty();
    }
    if (icon.startsWith("data:")) {
      if (icon.length() > ICON_DATA_BYTES_MAX) {
        return icon("An uploaded picture can be 48 KiB at most.");
      }
      return DATA_IMAGE.matcher(icon).matches()
          ? Optional.empty()
          : icon("We can’t show this picture.");
    }
    if (icon.length() > ICON_URL_CHARACTERS_MAX || !isHttps(icon)) {
      return icon("The picture must be an https:// link.");
    }
    return Optional.empty();
  }

  private static boolean isHttps(String text) {
    try {
      var uri = new URI(text);
      return "https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  private static boolean hasControls(String text, String allowed) {
    return text.chars().anyMatch(c -> Character.isISOControl(c) && allowed.indexOf(c) < 0);
  }

  private static Optional<Problem> icon(String sentence) {
    return Optional.of(Problem.invalid("info_icon", sentence));
  }
}

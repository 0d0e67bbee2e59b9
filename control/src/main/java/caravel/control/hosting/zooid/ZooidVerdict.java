package caravel.control.hosting.zooid;

import java.util.List;
import java.util.regex.Pattern;

/// Interprets answers of the management API. The only class that knows zooid's texts.
sealed interface ZooidVerdict {
  record Done() implements ZooidVerdict {}

  /// A relay with this id exists already.
  record Exists() implements ZooidVerdict {}

  /// No relay has this id.
  record Absent() implements ZooidVerdict {}

  /// This version does not know the path or the method.
  record NoSuchRoute() implements ZooidVerdict {}

  /// @param sentence for the relay's owner
  record Refused(String sentence) implements ZooidVerdict {}

  /// The result is unknown, or the fault is not the relay's.
  record Unknown(String why) implements ZooidVerdict {}

  int TEXT_CHARACTERS_MAX = 300;
  Pattern KEY_LIKE = Pattern.compile("[0-9a-zA-Z]{40,}");
  Pattern SCHEMA_TAKEN = Pattern.compile("schema \".*\" is already in use");
  Pattern HOST_TAKEN = Pattern.compile("host \"(.*)\" is already in use");

  /// @param secrets texts that must not be shown, even if zooid repeats them
  static ZooidVerdict of(ZooidReply reply, List<String> secrets) {
    return switch (reply) {
      case ZooidReply.Lost(var why, _) -> new Unknown(why);
      case ZooidReply.Answer answer -> of(answer, harmless(answer.error(), secrets));
    };
  }

  private static ZooidVerdict of(ZooidReply.Answer answer, String text) {
    var status = answer.status();
    if (status >= 200 && status < 300) {
      return answer.json().isObject()
          ? new Done()
          : new Unknown("what answers " + status + " does not speak zooid's API");
    }
    if (status == 405) {
      return new NoSuchRoute();
    }
    if (status == 404) {
      return text.equals("relay not found") ? new Absent() : new NoSuchRoute();
    }
    if (text.isEmpty()) {
      return new Unknown("answered " + status + " without a text of zooid's");
    }
    return switch (status) {
      case 400 -> new Refused("The relay server rejected these settings: " + text);
      case 409 -> conflict(text);
      case 401, 403 -> new Unknown("zooid does not accept the platform's key: " + text);
      default -> new Unknown("answered " + status + ": " + text);
    };
  }

  private static ZooidVerdict conflict(String text) {
    if (text.equals("relay with this id already exists")) {
      return new Exists();
    }
    var host = HOST_TAKEN.matcher(text);
    if (host.matches()) {
      return new Refused(
          "The address " + host.group(1) + " is already taken by another relay on this server.");
    }
    if (SCHEMA_TAKEN.matcher(text).matches()) {
      return new Refused("Another relay on this server is already using this relay’s storage.");
    }
    return new Refused("The relay server reports a conflict: " + text);
  }

  /// Shortens the text to one line without keys: zooid repeats a secret that it refuses.
  static String harmless(String text, List<String> secrets) {
    if (text.startsWith("invalid secret key")) {
      return "invalid secret key";
    }
    var clean = text;
    for (var secret : secrets) {
      if (!secret.isEmpty()) {
        clean = clean.replace(secret, "…");
      }
    }
    clean = KEY_LIKE.matcher(clean).replaceAll("…").replaceAll("\\p{Cntrl}", " ").strip();
    return clean.length() <= TEXT_CHARACTERS_MAX
        ? clean
        : clean.substring(0, TEXT_CHARACTERS_MAX) + "…";
  }
}

package caravel.control.hosting.members;

import caravel.nostr.Event;
import caravel.nostr.Json;
import caravel.nostr.Kinds;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds people by the names in their profiles (kind 0).
final class ProfileNames {
  private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
  private static final List<String> FIELDS = List.of("name", "display_name");

  private ProfileNames() {}

  /// Returns the authors of the profiles with a name that contains the text, in the order of the
  /// profiles. Ignores letter case and accents.
  static Set<PublicKey> matching(List<Event> profiles, String text) {
    var wanted = plain(text);
    var found = new LinkedHashSet<PublicKey>();
    for (var profile : profiles) {
      if (profile.kind() == Kinds.PROFILE && hasName(profile.content(), wanted)) {
        found.add(profile.pubkey());
      }
    }
    return found;
  }

  private static boolean hasName(String content, String wanted) {
    try {
      var json = Json.tree(content);
      return FIELDS.stream()
          .anyMatch(field -> plain(json.path(field).asString("")).contains(wanted));
    } catch (MalformedException malformed) {
      return false;
    }
  }

  private static String plain(String text) {
    var letters = Normalizer.normalize(text, Normalizer.Form.NFD);
    return ACCENTS.matcher(letters).replaceAll("").toLowerCase(Locale.ROOT).strip();
  }
}

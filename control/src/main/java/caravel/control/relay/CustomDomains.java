package caravel.control.relay;

import caravel.control.http.Problem;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/// The rules for a domain of one's own.
final class CustomDomains {
  static final int CHARACTERS_MAX = 253;

  private static final String FIELD = "custom_domain";
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /// Two labels or more; the last one is not a number, so that no IPv4 address passes.
  private static final Pattern NAME = Pattern.compile("(" + LABEL + "\\.)+(?![0-9]+$)" + LABEL);

  private CustomDomains() {}

  /// What is wrong with the name by itself; `""` is no domain and nothing is wrong with it.
  static Optional<Problem> fault(String name, Collection<String> relayDomains) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (name.length() > CHARACTERS_MAX || !NAME.matcher(name).matches()) {
      return Optional.of(
          Problem.invalid(
              FIELD,
              "A domain of your own is a name like relay.example.com, in lowercase letters."));
    }
    for (var domain : relayDomains) {
      var parent = withoutPort(domain);
      if (name.equals(parent) || name.endsWith("." + parent)) {
        return Optional.of(
            Problem.invalid(FIELD, "This name belongs to us. Please use a domain of your own."));
      }
    }
    return Optional.empty();
  }

  static Problem taken() {
    return Problem.invalid(FIELD, "This domain is in use by another relay.");
  }

  private static String withoutPort(String domain) {
    var colon = domain.indexOf(':');
    return colon < 0 ? domain : domain.substring(0, colon);
  }
}

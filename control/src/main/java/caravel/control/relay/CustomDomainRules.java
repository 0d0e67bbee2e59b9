package caravel.control.relay;

import caravel.control.problem.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/// The rules for custom domains that do not depend on other relays.
final class CustomDomainRules {
  static final String TAKEN = "Another relay on this server uses this domain.";
  static final String TEXT_NEEDED =
      "The CNAME record is right, but another account used this domain before. Add the TXT record"
          + " too, to prove that the domain is yours now.";

  /// RFC 1035 with the dots.
  private static final int CHARACTERS_MAX = 253;

  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /// Two labels or more. The last one has a letter, so that an IP address is no domain.
  private static final Pattern NAME =
      Pattern.compile("(" + LABEL + "\\.)+(?=[a-z0-9-]*[a-z])" + LABEL);

  private CustomDomainRules() {}

  /// @return the reason why the relay cannot have this domain; empty = it can ask for it
  static Optional<Problem> fault(String name, RelayTerms terms) {
    if (!terms.customDomains().areOn()) {
      return refusal("Custom domains aren’t available on this server. Leave this field empty.");
    }
    if (name.length() > CHARACTERS_MAX || !NAME.matcher(name).matches()) {
      return refusal(
          "Enter a domain in lower case, such as relay.example.com. Write other letters in their"
              + " xn-- form.");
    }
    for (var domain : terms.domains()) {
      var parent = withoutPort(domain);
      if (name.equals(parent) || name.endsWith("." + parent)) {
        return refusal("Names under " + parent + " are chosen as the relay’s subdomain.");
      }
    }
    if (terms.customDomains().platformNames().contains(name)) {
      return refusal("This is the address of the platform itself. Choose another domain.");
    }
    return Optional.empty();
  }

  private static Optional<Problem> refusal(String sentence) {
    return Optional.of(Problem.invalid("custom_domain", sentence));
  }

  private static String withoutPort(String domain) {
    var colon = domain.indexOf(':');
    return colon < 0 ? domain : domain.substring(0, colon);
  }
}

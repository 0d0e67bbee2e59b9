package caravel.control.relay;

import caravel.control.problem.Problem;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules for labels, the same in the web app. Nothing is corrected silently.
final class Subdomains {
  static final int CHARACTERS_MAX = 63;

  private static final Pattern CHARACTERS = Pattern.compile("[a-z0-9-]+");
  private static final int SUGGESTIONS_MAX = 20;

  private Subdomains() {}

  /// Checks the label alone, not whether it is taken.
  static Optional<Problem> fault(@Nullable String label, Set<String> reserved) {
    if (label == null || label.isEmpty()) {
      return fault("subdomain-empty", "subdomain is required");
    }
    if (label.length() > CHARACTERS_MAX) {
      return fault("subdomain-too-long", "subdomain must be 63 characters or fewer");
    }
    if (!CHARACTERS.matcher(label).matches()) {
      return fault(
          "subdomain-invalid-characters",
          "subdomain may only contain lowercase letters, numbers, and hyphens");
    }
    if (label.startsWith("-") || label.endsWith("-")) {
      return fault("subdomain-invalid-hyphen", "subdomain cannot start or end with a hyphen");
    }
    return reserved.contains(label)
        ? fault("subdomain-reserved", "subdomain is reserved")
        : Optional.empty();
  }

  static Problem duplicate() {
    return new Problem.Invalid("duplicate-subdomain", "subdomain", "subdomain is already taken");
  }

  /// A similar label that is valid and free.
  static Optional<String> suggestion(String label, Set<String> reserved, Predicate<String> free) {
    var tidy = tidy(label);
    if (tidy.isEmpty()) {
      return Optional.empty();
    }
    var numbered = IntStream.rangeClosed(2, SUGGESTIONS_MAX).mapToObj(n -> numbered(tidy, n));
    return Stream.concat(Stream.of(tidy), numbered)
        .filter(candidate -> !candidate.equals(label))
        .filter(candidate -> fault(candidate, reserved).isEmpty())
        .filter(free)
        .findFirst();
  }

  /// Appends the number. The label is shortened if it gets too long.
  private static String numbered(String label, int number) {
    var tail = "-" + number;
    var head = label.substring(0, Math.min(label.length(), CHARACTERS_MAX - tail.length()));
    return trimHyphens(head) + tail;
  }

  private static String tidy(String label) {
    var plain = label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
    return trimHyphens(plain.substring(0, Math.min(plain.length(), CHARACTERS_MAX)));
  }

  private static String trimHyphens(String text) {
    return text.replaceAll("^-+|-+$", "");
  }

  private static Optional<Problem> fault(String code, String sentence) {
    return Optional.of(new Problem.Invalid(code, "subdomain", sentence));
  }
}

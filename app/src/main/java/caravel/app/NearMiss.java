package caravel.app;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds variables that resemble a setting's name, and the name that was probably meant.
final class NearMiss {
  private static final Set<String> KNOWN =
      Settings.all().stream()
          .flatMap(setting -> setting.names(Setting.Command.ENGINE).stream())
          .flatMap(name -> Stream.of(name, name + "_FILE"))
          .collect(Collectors.toCollection(TreeSet::new));

  /// Variables that start like this and are no setting are probably misspelt.
  private static final List<String> PREFIXES =
      List.of("ROBOT_", "ZOOID_", "STRIPE_", "BLOSSOM_S3_", "LIVEKIT_", "ENGINE_", "OPERATOR_");

  private NearMiss() {}

  static void warn(Collection<String> variables, Faults faults) {
    variables.stream()
        .filter(name -> PREFIXES.stream().anyMatch(name::startsWith))
        .filter(name -> !KNOWN.contains(name))
        .sorted()
        .forEach(name ->
            faults.warn(
                name + " is not a setting; did you mean " + nearest(name) + "? It is ignored"));
  }

  static String nearest(String name) {
    return KNOWN.stream()
        .min(
            Comparator.<String>comparingInt(known -> distance(name, known))
                .thenComparingInt(String::length))
        .orElseThrow();
  }

  /// Insertions, deletions and replacements between two texts (Levenshtein).
  static int distance(String from, String to) {
    var previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      var current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] =
            List.of(previous[j] + 1, current[j - 1] + 1, replaced).stream()
                .min(Comparator.naturalOrder())
                .orElseThrow();
      }
      previous = current;
    }
    return previous[to.length()];
  }
}

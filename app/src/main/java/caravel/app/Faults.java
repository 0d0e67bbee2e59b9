package caravel.app;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What keeps the program from starting, and what only deserves a word, gathered to be said at
/// once.
final class Faults {
  private final Set<String> faults = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  void fault(Setting<?> setting, String wrong, String right) {
    faults.add(setting.name() + ": " + wrong + "; " + right);
  }

  void fault(String line) {
    faults.add(line);
  }

  void warn(String line) {
    warnings.add(line);
  }

  boolean none() {
    return faults.isEmpty();
  }

  List<String> all() {
    return List.copyOf(faults);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}

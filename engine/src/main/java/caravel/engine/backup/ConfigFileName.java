package caravel.engine.backup;

import java.util.Optional;
import java.util.regex.Pattern;

/// The name of an object with configuration files.
///
/// @param isComplete whether it contains all files, or only those that changed
/// @param run number of the program's start in the backup
/// @param number within the run
/// @param millis Unix time of its latest change
record ConfigFileName(boolean isComplete, long run, long number, long millis) {
  static final String PREFIX = "relays/config/";

  private static final Pattern FORM =
      Pattern.compile("relays/config/(\\d{10})-(\\d{10})-(\\d{14})-(all|changes)");

  String key() {
    return "%s%010d-%010d-%014d-%s"
        .formatted(PREFIX, run, number, millis, isComplete ? "all" : "changes");
  }

  static Optional<ConfigFileName> parse(String key) {
    var match = FORM.matcher(key);
    return match.matches()
        ? Optional.of(
            new ConfigFileName(
                match.group(4).equals("all"),
                Long.parseLong(match.group(1)),
                Long.parseLong(match.group(2)),
                Long.parseLong(match.group(3))))
        : Optional.empty();
  }
}

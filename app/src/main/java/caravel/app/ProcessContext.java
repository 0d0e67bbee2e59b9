package caravel.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// What the process was given by whoever started it; commands see the world through this alone.
///
/// @param home the launcher's folder
/// @param terminal whether a person reads the output
/// @param startedAtMillis when the launcher began, since the epoch
record ProcessContext(
    Map<String, String> variables,
    Path home,
    boolean terminal,
    long startedAtMillis,
    Voice voice,
    InstantSource clock) {

  /// Where the program speaks.
  record Voice(PrintWriter out, PrintWriter err) {}

  Config.Outcome read(Setting.Command command) {
    return Config.read(variables, home, terminal, command);
  }

  void say(String line) {
    voice.out().println(line);
    voice.out().flush();
  }

  void complain(String line) {
    voice.err().println("caravel: " + line);
    voice.err().flush();
  }

  /// Says every warning and every fault, one line each; true when there was no fault.
  boolean accepts(Faults faults) {
    faults.warnings().forEach(warning -> complain("warning: " + warning));
    faults.all().forEach(this::complain);
    return faults.none();
  }
}

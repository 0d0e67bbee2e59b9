package caravel.engine.tenancy;

import caravel.engine.config.ConfigDraft;
import caravel.engine.config.RelayConfig;
import caravel.nostr.MalformedException;
import java.io.UncheckedIOException;

/// The parsed content of one file of the folder.
sealed interface Parsed {
  record Config(RelayConfig value) implements Parsed {}

  record Absent() implements Parsed {}

  record Broken(String why) implements Parsed {}

  static Parsed of(ConfigFolder folder, String file) {
    try {
      return folder
          .read(file)
          .map(text -> (Parsed) new Config(ConfigDraft.ofToml(text).checked()))
          .orElseGet(Absent::new);
    } catch (MalformedException | UncheckedIOException broken) {
      return new Broken(reason(broken));
    }
  }

  /// Returns the reason of a failure for callers of the API. Hides messages of input and output
  /// errors, which contain server paths.
  static String reason(Exception failed) {
    return failed instanceof MalformedException malformed
        ? String.valueOf(malformed.getMessage())
        : "input or output failed";
  }
}

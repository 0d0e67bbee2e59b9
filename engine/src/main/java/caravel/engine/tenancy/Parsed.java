package caravel.engine.tenancy;

import caravel.engine.config.ConfigDraft;
import caravel.engine.config.RelayConfig;
import caravel.nostr.MalformedException;
import java.io.UncheckedIOException;

/// What one file of the folder says.
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

  /// Why it failed, fit for strangers: the message of an input or output error names the server's
  /// path, which is nobody's business.
  static String reason(Exception failed) {
    return failed instanceof MalformedException malformed
        ? String.valueOf(malformed.getMessage())
        : "input or output failed";
  }
}

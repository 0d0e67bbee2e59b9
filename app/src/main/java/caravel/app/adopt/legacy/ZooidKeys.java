package caravel.app.adopt.legacy;

import caravel.engine.config.ConfigDraft;
import caravel.nostr.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the schema and the secret from a relay's file in a zooid's configuration folder.
final class ZooidKeys {
  private static final int FILE_BYTES_MAX = 1024 * 1024;
  private static final List<String> KEYS = List.of("schema", "secret");

  private ZooidKeys() {}

  /// @param relayId checked before: it has no path separators
  /// @return empty = there is no file for the relay
  /// @throws LegacyException if the file cannot be read
  static Optional<Map<String, String>> read(Path folder, String relayId) {
    var file = folder.resolve(relayId + ".toml");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new LegacyException(file + " has more than 1 MiB.");
      }
      var fields = ConfigDraft.ofToml(Files.readString(file)).toJson();
      var entries = new HashMap<String, String>();
      for (var name : KEYS) {
        var value = fields.path(name).asString("");
        if (!value.isEmpty()) {
          entries.put(name, value);
        }
      }
      return Optional.of(entries);
    } catch (MalformedException malformed) {
      // Its message may repeat a value, which may be the secret.
      throw new LegacyException(file + " is not a TOML file with a zooid's fields.");
    } catch (IOException unreadable) {
      throw new LegacyException(file + " cannot be read: " + unreadable.getMessage());
    }
  }
}

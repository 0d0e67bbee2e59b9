package caravel.app.adopt.legacy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the first keys of a relay's file in a zooid's configuration folder: its host, schema and
/// secret.
final class ZooidKeys {
  private static final int FILE_BYTES_MAX = 1024 * 1024;
  private static final Pattern ENTRY =
      Pattern.compile("\\s*(host|schema|secret)\\s*=\\s*[\"']([^\"']*)[\"']\\s*(#.*)?");

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
      var entries = new HashMap<String, String>();
      for (var line : Files.readAllLines(file)) {
        if (line.stripLeading().startsWith("[")) {
          break; // A table begins; the relay's own keys stand before it.
        }
        var entry = ENTRY.matcher(line);
        if (entry.matches()) {
          entries.put(entry.group(1), entry.group(2));
        }
      }
      return Optional.of(entries);
    } catch (IOException unreadable) {
      throw new LegacyException(file + " cannot be read: " + unreadable.getMessage());
    }
  }
}

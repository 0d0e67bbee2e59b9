package caravel.app.adopt.zooid;

import caravel.nostr.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The configuration folder of a zooid: one TOML file for each relay.
final class ZooidFolder {
  static final int FILES_MAX = 100_000;
  static final int FILE_BYTES_MAX = 1024 * 1024;
  private static final String ENDING = ".toml";

  private ZooidFolder() {}

  /// A file of the folder.
  sealed interface Found {
    /// The file's name without `.toml`.
    String id();

    record Relay(ZooidFile file) implements Found {
      @Override
      public String id() {
        return file.id();
      }
    }

    /// @param sentence why it cannot be adopted
    record Faulty(String id, String sentence) implements Found {}
  }

  /// Reads all files, in the order of their names. The second of two files with the same host,
  /// schema or secret is faulty.
  ///
  /// @throws IOException if the folder cannot be read, or has too many files
  static List<Found> read(Path folder) throws IOException {
    var files = new ArrayList<Path>();
    try (var listed = Files.list(folder)) {
      for (var file : (Iterable<Path>) listed::iterator) {
        if (!file.getFileName().toString().endsWith(ENDING)) {
          continue;
        }
        if (files.size() == FILES_MAX) {
          throw new IOException("it has more than " + FILES_MAX + " files");
        }
        files.add(file);
      }
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
    files.sort(null);
    return withoutDoubles(files.stream().map(ZooidFolder::readFile).toList());
  }

  private static Found readFile(Path file) {
    var name = file.getFileName().toString();
    var id = name.substring(0, name.length() - ENDING.length());
    if (!Files.isRegularFile(file)) {
      return new Found.Faulty(id, "It is not a file.");
    }
    try (var bytes = Files.newInputStream(file)) {
      var read = bytes.readNBytes(FILE_BYTES_MAX + 1);
      if (read.length > FILE_BYTES_MAX) {
        return new Found.Faulty(id, "It has more than 1 MiB.");
      }
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read));
      return new Found.Relay(ZooidFile.parse(id, text.toString()));
    } catch (CharacterCodingException wrong) {
      return new Found.Faulty(id, "It is not text in UTF-8.");
    } catch (IOException unreadable) {
      return new Found.Faulty(id, "It cannot be read: " + unreadable.getMessage());
    } catch (MalformedException malformed) {
      return new Found.Faulty(id, String.valueOf(malformed.getMessage()));
    }
  }

  private static List<Found> withoutDoubles(List<Found> all) {
    var seen = new HashMap<String, String>();
    return all.stream().map(one -> checked(one, seen)).toList();
  }

  private static Found checked(Found found, Map<String, String> seen) {
    if (!(found instanceof Found.Relay(var file))) {
      return found;
    }
    var values =
        List.of(
            "host " + file.host(),
            "schema " + file.schema(),
            "secret " + file.secret().revealHex());
    for (var value : values) {
      var other = seen.get(value);
      if (other != null) {
        var field = value.substring(0, value.indexOf(' '));
        return new Found.Faulty(
            file.id(), "It has the same %s as %s%s.".formatted(field, other, ENDING));
      }
    }
    values.forEach(value -> seen.put(value, file.id()));
    return found;
  }
}

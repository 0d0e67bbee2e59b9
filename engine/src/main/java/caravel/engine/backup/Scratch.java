package caravel.engine.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes temporary files. What cannot be removed is logged and removed later.
final class Scratch {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  private Scratch() {}

  /// Deletes a database that is not open, with the files beside it.
  static void deleteDatabase(Path file) {
    delete(file);
    delete(Path.of(file + "-wal"));
    delete(Path.of(file + "-shm"));
    delete(Path.of(file + "-journal"));
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      LOG.warn("{} could not be deleted", file, failed);
    }
  }

  /// Deletes a folder with everything in it.
  static void deleteFolder(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Scratch::delete);
    } catch (IOException failed) {
      LOG.warn("{} could not be deleted", folder, failed);
    }
  }
}

package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ships the configuration files of the relays. Looks at the folder's time of change at each round,
/// and at all files when it differs and every 30 s.
final class ConfigShipper {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigShipper.class);

  private static final long LOOK_THROUGH_MILLIS = 30_000;

  /// After this time the next object contains all files again.
  private static final long COMPLETE_MILLIS = 24L * 60 * 60 * 1_000;

  /// Larger files are not configurations that the engine reads.
  private static final long FILE_BYTES_MAX = 4L * 1024 * 1024;

  /// A second change in the same tick of the file system's clock leaves the time of a file as it
  /// was. So a file is read again after this time.
  private static final long TICK_NANOS = 100_000_000;

  /// The shipped state of a file.
  ///
  /// @param seenNanos [System#nanoTime] of the first look that found this time of change
  private record Known(
      FileTime modified, long bytes, String hash, long seenNanos, boolean isSettled) {
    boolean isOf(FileTime time, long size) {
      return modified.equals(time) && bytes == size;
    }
  }

  private final Path folder;
  private final SealedObjects objects;
  private final long run;
  private final InstantSource clock;
  private Map<String, Known> known = new HashMap<>();
  private @Nullable FileTime folderTime;
  private long folderSeenNanos;
  private boolean isFolderSettled;
  private long lookedMillis;
  private long completeMillis;
  private long number;

  ConfigShipper(Path folder, SealedObjects objects, long run, InstantSource clock) {
    this.folder = folder;
    this.objects = objects;
    this.run = run;
    this.clock = clock;
  }

  /// Ships what has changed since the last successful call. The first call ships all files.
  void ship() throws BackupException {
    long nowMillis = clock.millis();
    boolean complete = number == 0 || nowMillis - completeMillis > COMPLETE_MILLIS;
    try {
      var time = Files.getLastModifiedTime(folder);
      if (!complete
          && isFolderSettled
          && time.equals(folderTime)
          && nowMillis - lookedMillis < LOOK_THROUGH_MILLIS) {
        return;
      }
      long nanos = System.nanoTime();
      if (!time.equals(folderTime)) {
        folderSeenNanos = nanos;
      }
      look(complete);
      isFolderSettled = nanos - folderSeenNanos > TICK_NANOS;
      folderTime = time;
      lookedMillis = nowMillis;
    } catch (IOException | UncheckedIOException failed) {
      LOG.warn("The configurations in {} cannot be read for the backup", folder, failed);
    }
  }

  private void look(boolean complete) throws IOException, BackupException {
    var next = new HashMap<String, Known>();
    var changed = new ArrayList<ConfigFile>();
    for (var file : files()) {
      read(file, complete, next, changed);
    }
    // After the reading, so that no change has a time before it.
    long nowMillis = clock.millis();
    var removed = new HashSet<>(known.keySet());
    removed.removeAll(next.keySet());
    if (!complete) {
      removed.forEach(name -> changed.add(new ConfigFile(name, nowMillis, null)));
    }
    if (complete || !changed.isEmpty()) {
      long last = changed.stream().mapToLong(ConfigFile::millis).max().orElse(nowMillis);
      var name = new ConfigFileName(complete, run, number + 1, complete ? nowMillis : last);
      objects.put(name.key(), ConfigFile.encode(changed));
      number++;
      if (complete) {
        completeMillis = nowMillis;
      }
    }
    known = next;
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private void read(Path file, boolean complete, Map<String, Known> next, List<ConfigFile> changed)
      throws IOException {
    var name = String.valueOf(file.getFileName());
    var before = known.get(name);
    try {
      var modified = Files.getLastModifiedTime(file);
      long bytes = Files.size(file);
      if (bytes > FILE_BYTES_MAX) {
        return;
      }
      var same = before != null && before.isOf(modified, bytes) ? before : null;
      if (same != null && same.isSettled() && !complete) {
        next.put(name, same);
        return;
      }
      long nanos = System.nanoTime();
      long seen = same == null ? nanos : same.seenNanos();
      var content = Files.readAllBytes(file);
      var hash = Hex.encode(Sha256.of(content));
      next.put(name, new Known(modified, bytes, hash, seen, nanos - seen > TICK_NANOS));
      if (complete || before == null || !before.hash().equals(hash)) {
        // The last look did not see it, so it is later, whatever the file system's clock says.
        long nowMillis = clock.millis();
        long earliest = Math.min(lookedMillis + 1, nowMillis);
        long millis = Math.clamp(modified.toMillis(), earliest, nowMillis);
        changed.add(new ConfigFile(name, millis, new String(content, StandardCharsets.UTF_8)));
      }
    } catch (NoSuchFileException _) {
      // It was removed since the folder was listed.
    }
  }
}

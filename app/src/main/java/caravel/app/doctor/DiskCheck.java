package caravel.app.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The free space of the data folder, and how long it takes to make 4 KiB durable there.
public final class DiskCheck {
  /// Below this the engine soon accepts deletions only.
  static final long FREE_BYTES_MIN = 2L * 1024 * 1024 * 1024;

  /// Above this each `OK` is noticeably late.
  static final Duration SYNC_MAX = Duration.ofMillis(20);

  private static final int SYNCS = 20;
  private static final int BYTES = 4096;

  private final Path folder;

  public DiskCheck(Path folder) {
    this.folder = folder;
  }

  public List<Finding> ask() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of(Finding.note(folder + " does not exist yet; the first start makes it."));
    }
    if (!Files.isWritable(folder)) {
      return List.of(
          Finding.fault(
              folder + " cannot be written by this user.",
              "Run as the server's user, or give it the folder: chown -R caravel " + folder));
    }
    return List.of(space(), speed());
  }

  private Finding space() throws IOException {
    var free = Files.getFileStore(folder).getUsableSpace();
    var sentence = free / (1024 * 1024) + " MiB are free where DATA_DIR is";
    return free >= FREE_BYTES_MIN
        ? Finding.ok(sentence + ".")
        : Finding.warning(
            sentence + ". When it is full, relays accept deletions only.",
            "Enlarge the volume, or move DATA_DIR to a larger one.");
  }

  private Finding speed() throws IOException {
    var nanos = new long[SYNCS];
    var file = Files.createTempFile(folder, ".doctor", "");
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (var i = 0; i < SYNCS; i++) {
        var begin = System.nanoTime();
        channel.write(ByteBuffer.allocate(BYTES));
        channel.force(false);
        nanos[i] = System.nanoTime() - begin;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(nanos);
    var median = Duration.ofNanos(nanos[SYNCS / 2]);
    var sentence =
        "A durable write takes %.1f ms (median of %d)".formatted(median.toNanos() / 1e6, SYNCS);
    return median.compareTo(SYNC_MAX) <= 0
        ? Finding.ok(sentence + ".")
        : Finding.warning(
            sentence + ", so each OK of a relay takes at least as long.",
            "Use a local SSD. ENGINE_SYNC=normal is faster, but loses events when the power"
                + " fails.");
  }
}

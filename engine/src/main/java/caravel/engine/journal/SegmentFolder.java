package caravel.engine.journal;

import caravel.engine.store.Sync;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of the segments: `N.segment`, and `N.segment.<id>.damaged` for those that were moved
/// aside. What it does survives a power cut when it returns, unless `sync` is NORMAL.
record SegmentFolder(Path path, long segmentBytes, Sync sync, FileOpener opener) {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentFolder.class);
  private static final Pattern NAME = Pattern.compile("(\\d{1,18})\\.segment");
  private static final String UNFINISHED = ".new";
  private static final int ZEROS_BYTES = 1024 * 1024;

  /// Makes the folder if it is absent.
  void createFolder() throws IOException {
    Files.createDirectories(path);
    @Nullable Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      forceFolder(parent);
    }
  }

  /// The files of the segments, oldest first. Removes those that were never finished.
  Collection<Path> list() throws IOException {
    var found = new TreeMap<Long, Path>();
    try (var files = Files.newDirectoryStream(path)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        var parts = NAME.matcher(name);
        if (parts.matches()) {
          found.put(Long.parseLong(parts.group(1)), file);
        } else if (name.endsWith(UNFINISHED)) {
          Files.delete(file);
        }
      }
    }
    return found.values();
  }

  /// The number in the name of a segment.
  static long number(Path file) {
    var parts = NAME.matcher(String.valueOf(file.getFileName()));
    if (!parts.matches()) {
      throw new IllegalArgumentException(file + " is not a segment");
    }
    return Long.parseLong(parts.group(1));
  }

  /// Makes a segment of zeros, so that a later `force` writes no metadata and the disk cannot be
  /// full then. Leaves nothing when it fails.
  Segment create(long number) throws IOException {
    var header = SegmentHeader.create(number);
    var file = path.resolve("%018d.segment".formatted(number));
    var unfinished = Path.of(file + UNFINISHED);
    var channel =
        opener.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      fill(channel, header);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(path);
      return Segment.create(header, file, channel, segmentBytes);
    } catch (IOException failed) {
      try (channel) {
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(file);
      } catch (IOException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
  }

  private void fill(FileChannel channel, SegmentHeader header) throws IOException {
    var zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, segmentBytes));
    for (long at = 0; at < segmentBytes; ) {
      zeros.position(0).limit((int) Math.min(zeros.capacity(), segmentBytes - at));
      at += writeFully(channel, zeros, at);
    }
    writeFully(channel, header.encode(), 0);
    force(channel);
  }

  /// Writes all bytes of a buffer and returns their number.
  static int writeFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    int length = bytes.remaining();
    for (long next = at; bytes.hasRemaining(); ) {
      next += channel.write(bytes, next);
    }
    return length;
  }

  /// Forces what was written to a segment.
  void force(FileChannel channel) throws IOException {
    if (sync == Sync.FULL) {
      channel.force(false);
    }
  }

  /// Forces a segment of an earlier process, which may have ended before it did so.
  void force(Path file) throws IOException {
    if (sync == Sync.FULL) {
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  /// Removes a segment that no relay needs. A damaged one is moved aside.
  void remove(Segment segment) throws IOException {
    segment.closeChannel();
    if (segment.isDamaged()) {
      moveAside(segment.file());
    } else {
      delete(segment.file());
    }
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    forceFolder(path);
  }

  /// Keeps a damaged segment under a name that the journal ignores.
  void moveAside(Path file) throws IOException {
    var target = Path.of(file + "." + UUID.randomUUID() + ".damaged");
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(path);
    LOG.warn("the damaged journal file {} is kept as {}; it may be deleted", file, target);
  }

  private void forceFolder(Path folder) throws IOException {
    if (sync == Sync.FULL) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}

package caravel.control.billing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file beside the database with the same epoch and heartbeat count as the database.
///
/// A database restored from a copy has a lower count than this file. A file copied together with
/// the database is recognised by its inode number, which it records and a copy does not keep. So
/// the file is written in place and never replaced. The choice is explained in
/// docs/decisions/0017-money-on-hold.md.
final class HeartbeatFile {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatFile.class);
  private static final int FIELDS = 4;
  private static final int WIDTH_CHARACTERS = 110;

  private final Path path;

  HeartbeatFile(Path path) {
    this.path = path;
  }

  /// @param epoch random; each resumption makes a new one
  /// @param place of the file that this was written to
  private record Content(String epoch, long beats, Place place) {}

  /// @param inode 0 = unknown on this system
  /// @param createdAt in milliseconds; 0 = unknown. A new file may reuse the inode number of a
  ///   deleted one, but has another creation time.
  private record Place(long inode, long createdAt) {
    boolean isSame(Place other) {
      return inode == other.inode
          && (createdAt == 0 || other.createdAt == 0 || createdAt == other.createdAt);
    }
  }

  /// The reason why a database and this file do not belong together; empty = they do.
  ///
  /// @param epoch of the database
  /// @param beats of the database
  Optional<String> mismatch(String epoch, long beats) {
    var read = read();
    if (read.isEmpty()) {
      return Optional.of("The file " + path + ", which belongs to the database, is missing.");
    }
    var content = read.orElseThrow();
    if (!content.epoch().equals(epoch)) {
      return Optional.of("The file " + path + " belongs to another copy of the database.");
    }
    if (content.beats() > beats) {
      return Optional.of("The database is older than the file " + path + " beside it.");
    }
    return content.place().isSame(place())
        ? Optional.empty()
        : Optional.of("The database and the file " + path + " beside it are copies.");
  }

  boolean exists() {
    return Files.exists(path);
  }

  /// Writes the file. A full disk only delays this, since the database may be ahead of the file.
  void write(String epoch, long beats) {
    try {
      if (!Files.exists(path)) {
        Files.createFile(path);
      }
      var place = place();
      var text = epoch + " " + beats + " " + place.inode() + " " + place.createdAt();
      var line = text + " ".repeat(Math.max(0, WIDTH_CHARACTERS - text.length())) + "\n";
      Files.writeString(path, line, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
    } catch (IOException failed) {
      LOG.warn("the heartbeat cannot be written to {}", path, failed);
    }
  }

  private Optional<Content> read() {
    try {
      var fields = Files.readString(path, StandardCharsets.US_ASCII).strip().split(" ");
      return fields.length == FIELDS
          ? Optional.of(
              new Content(
                  fields[0],
                  Long.parseLong(fields[1]),
                  new Place(Long.parseLong(fields[2]), Long.parseLong(fields[3]))))
          : Optional.empty();
    } catch (IOException | NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  private Place place() {
    try {
      var inode = Files.getAttribute(path, "unix:ino") instanceof Long number ? number : 0;
      var times = Files.readAttributes(path, BasicFileAttributes.class);
      var created = times.creationTime().toMillis();
      // Without creation times in the file system, Java returns the time of the last change.
      return new Place(inode, created == times.lastModifiedTime().toMillis() ? 0 : created);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return new Place(0, 0);
    }
  }
}

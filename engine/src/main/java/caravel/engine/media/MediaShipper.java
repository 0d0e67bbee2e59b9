package caravel.engine.media;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import caravel.engine.media.MediaObjects.GoneName;
import caravel.engine.media.MediaObjects.ListName;
import caravel.nostr.Sha256;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the files of one relay to a backup: first the bytes that it does not have yet, then the
/// list of all files.
final class MediaShipper {
  private static final Logger LOG = LoggerFactory.getLogger(MediaShipper.class);
  private static final int PAGE = 1_000;

  private final SealedObjects objects;
  private final Path scratch;

  /// @param scratch a folder for temporary files
  MediaShipper(SealedObjects objects, Path scratch) {
    this.objects = objects;
    this.scratch = scratch;
  }

  /// @param files in the list
  /// @param unreadable files whose bytes are missing or differ from their hash; they are not listed
  record Result(long files, long unreadable) {}

  Result ship(ListName name, MediaStore store) throws IOException, BackupException {
    Files.createDirectories(scratch);
    var list = scratch.resolve("list");
    var gone = gone(name.schema());
    var stored = stored(name.schema());
    var unlisted = new HashSet<>(stored);
    long files = 0;
    long unreadable = 0;
    try {
      try (var out = Files.newBufferedWriter(list)) {
        var page = store.entries("", PAGE);
        while (!page.isEmpty()) {
          for (var entry : page) {
            var hash = entry.file().hash();
            if (stored.contains(hash) || put(name.schema(), entry.file(), store)) {
              write(out, entry);
              files++;
              unlisted.remove(hash);
              deleteNote(gone, hash);
            } else if (store.find(hash).isPresent()) {
              unreadable++;
            }
          }
          page = store.entries(page.getLast().file().hash().hex(), PAGE);
        }
      }
      objects.putFile(name.key(), list);
    } finally {
      Files.deleteIfExists(list);
    }
    for (var hash : unlisted) {
      if (!gone.containsKey(hash)) {
        objects.put(new GoneName(name.schema(), hash, name.millis()).key(), new byte[0]);
      }
    }
    return new Result(files, unreadable);
  }

  private static void write(BufferedWriter out, MediaEntry entry) throws IOException {
    out.write(entry.line());
    out.write('\n');
  }

  private void deleteNote(Map<BlobHash, String> gone, BlobHash hash) throws BackupException {
    var note = gone.get(hash);
    if (note != null) {
      objects.delete(note);
    }
  }

  private Set<BlobHash> stored(String schema) throws BackupException {
    var prefix = MediaObjects.blobs(schema);
    var hashes = new HashSet<BlobHash>();
    for (var key : MediaObjects.keys(objects, prefix)) {
      BlobHash.parse(key.substring(prefix.length())).ifPresent(hashes::add);
    }
    return hashes;
  }

  private Map<BlobHash, String> gone(String schema) throws BackupException {
    var notes = new HashMap<BlobHash, String>();
    for (var key : MediaObjects.keys(objects, MediaObjects.gone(schema))) {
      GoneName.parse(key).ifPresent(note -> notes.put(note.hash(), key));
    }
    return notes;
  }

  /// @return false = the bytes cannot be read or differ from their hash
  private boolean put(String schema, MediaFile file, MediaStore store)
      throws IOException, BackupException {
    var copy = scratch.resolve(file.hash().hex());
    try {
      if (!copyTo(copy, file, store)) {
        return false;
      }
      objects.putFile(MediaObjects.blob(schema, file.hash()), copy);
      return true;
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static boolean copyTo(Path copy, MediaFile file, MediaStore store) {
    var digest = Sha256.start();
    try (var in = store.read(file.hash(), 0, file.size());
        var out = Files.newOutputStream(copy)) {
      var buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    } catch (IOException unreadable) {
      LOG.warn("the file {} cannot be read for the backup", file.hash(), unreadable);
      return false;
    }
    return BlobHash.of(digest.digest()).equals(file.hash());
  }
}

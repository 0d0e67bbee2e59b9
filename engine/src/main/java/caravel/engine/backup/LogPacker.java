package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Replaces many segments by few packs, in which the entries of each relay follow each other.
final class LogPacker {
  private final SealedObjects objects;
  private final List<LogFileName> sources = new ArrayList<>();
  private final List<LogEntry> entries = new ArrayList<>();
  private long characters;

  LogPacker(SealedObjects objects) {
    this.objects = objects;
  }

  /// Packs segments. The next call deletes them, so that a restore which began before can read
  /// them. Readers skip segments that a pack contains.
  ///
  /// @param segments in the order of the stream
  /// @param packs that exist
  void pack(List<LogFileName> segments, List<LogFileName> packs) throws BackupException {
    var unpacked = new ArrayList<LogFileName>();
    for (var segment : segments) {
      if (packs.stream().anyMatch(pack -> pack.contains(segment))) {
        objects.delete(segment.key());
      } else {
        unpacked.add(segment);
      }
    }
    var keys = unpacked.stream().map(LogFileName::key).toList();
    var next = unpacked.iterator();
    ObjectReader.read(
        objects,
        keys,
        (key, bytes) -> {
          var segment = next.next();
          while (!segment.key().equals(key)) {
            segment = next.next();
          }
          var found = LogCodec.decode(key, bytes);
          add(segment, found);
        });
    write();
  }

  private void add(LogFileName segment, List<LogEntry> found) throws BackupException {
    long more = found.stream().mapToLong(LogEntry::characters).sum();
    boolean isOfAnotherRun = !sources.isEmpty() && sources.getLast().run() != segment.run();
    if (isOfAnotherRun || characters + more > LogShipper.SEGMENT_CHARACTERS_MAX) {
      write();
    }
    sources.add(segment);
    entries.addAll(found);
    characters += more;
  }

  private void write() throws BackupException {
    if (sources.isEmpty()) {
      return;
    }
    var first = sources.getFirst();
    // The order of one relay's entries stays.
    entries.sort(Comparator.comparing(LogEntry::schema));
    var name = LogFileName.of(true, first.run(), first.first(), sources.getLast().last(), entries);
    objects.put(name.key(), LogCodec.encode(entries));
    sources.clear();
    entries.clear();
    characters = 0;
  }
}

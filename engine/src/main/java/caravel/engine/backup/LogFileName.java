package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of an object with log entries: a segment, or a pack of successive segments of one run.
///
/// @param run number of the program's start in the backup
/// @param first number of its first segment in the run
/// @param last number of its last segment
/// @param fromMillis time of its earliest entry
/// @param toMillis time of its latest entry
record LogFileName(
    boolean isPack, long run, long first, long last, long fromMillis, long toMillis) {
  static final String SEGMENTS = "relays/log/";
  static final String PACKS = "relays/pack/";

  private static final Pattern FORM =
      Pattern.compile("relays/(log|pack)/(\\d{10})/(\\d{10})-(\\d{10})-(\\d{14})-(\\d{14})");

  String key() {
    return "%s%010d/%010d-%010d-%014d-%014d"
        .formatted(isPack ? PACKS : SEGMENTS, run, first, last, fromMillis, toMillis);
  }

  static Optional<LogFileName> parse(String key) {
    var match = FORM.matcher(key);
    return match.matches()
        ? Optional.of(
            new LogFileName(
                match.group(1).equals("pack"),
                Long.parseLong(match.group(2)),
                Long.parseLong(match.group(3)),
                Long.parseLong(match.group(4)),
                Long.parseLong(match.group(5)),
                Long.parseLong(match.group(6))))
        : Optional.empty();
  }

  /// The name for entries.
  static LogFileName of(boolean isPack, long run, long first, long last, List<LogEntry> entries) {
    var times = entries.stream().mapToLong(LogEntry::millis).summaryStatistics();
    return new LogFileName(isPack, run, first, last, times.getMin(), times.getMax());
  }

  /// All segments and packs. Segments are listed first: one that is packed in between is then
  /// listed twice, and never missed.
  static List<LogFileName> list(SealedObjects objects) throws BackupException {
    var names = new ArrayList<>(ObjectReader.list(objects, SEGMENTS, LogFileName::parse));
    names.addAll(ObjectReader.list(objects, PACKS, LogFileName::parse));
    return names;
  }

  boolean contains(LogFileName segment) {
    return run == segment.run() && first <= segment.first() && segment.last() <= last;
  }

  /// In the order of the stream, each segment once: without those that a pack contains.
  static List<LogFileName> inOrder(List<LogFileName> names) {
    var sorted = new ArrayList<LogFileName>();
    long run = -1;
    long covered = -1;
    // A pack comes before a segment with the same first number, also when it has only that one:
    // the segment is deleted soon.
    var order =
        Comparator.comparingLong(LogFileName::run)
            .thenComparingLong(LogFileName::first)
            .thenComparing(Comparator.comparingLong(LogFileName::last).reversed())
            .thenComparing(Comparator.comparing(LogFileName::isPack).reversed());
    for (var name : names.stream().sorted(order).toList()) {
      if (name.run() != run) {
        run = name.run();
        covered = -1;
      }
      if (name.last() > covered) {
        sorted.add(name);
        covered = name.last();
      }
    }
    return sorted;
  }
}

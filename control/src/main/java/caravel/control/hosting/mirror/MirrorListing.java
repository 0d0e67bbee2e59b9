package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import caravel.control.hosting.mirror.MirrorKey.CopyEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The objects of one relay's mirror, each list in the order of time.
record MirrorListing(List<Copy> copies, List<MirrorKey.Log> logs, List<MirrorKey.Record> records) {
  private static final int PAGE = 1_000;

  MirrorListing {
    copies = List.copyOf(copies);
    logs = List.copyOf(logs);
    records = List.copyOf(records);
  }

  /// A copy of all events.
  ///
  /// @param end null = it is not complete
  record Copy(long start, List<MirrorKey.CopyPart> parts, @Nullable CopyEnd end) {
    Copy {
      parts = List.copyOf(parts);
    }

    /// Whether it was complete at this time.
    boolean endedBy(long millis) {
      return end != null && end.end() <= millis;
    }
  }

  static MirrorListing of(SealedObjects objects, String relay) throws BackupException {
    var parts = new TreeMap<Long, List<MirrorKey.CopyPart>>();
    var ends = new TreeMap<Long, CopyEnd>();
    var logs = new ArrayList<MirrorKey.Log>();
    var records = new ArrayList<MirrorKey.Record>();
    for (var key : keys(objects, MirrorKey.folder(relay))) {
      switch (MirrorKey.parse(key)) {
        case MirrorKey.CopyPart part ->
            parts.computeIfAbsent(part.start(), _ -> new ArrayList<>()).add(part);
        case CopyEnd end -> {
          parts.computeIfAbsent(end.start(), _ -> new ArrayList<>());
          ends.put(end.start(), end);
        }
        case MirrorKey.Log log -> logs.add(log);
        case MirrorKey.Record record -> records.add(record);
      }
    }
    var copies = new ArrayList<Copy>();
    parts.forEach((start, pieces) -> copies.add(new Copy(start, pieces, ends.get(start))));
    return new MirrorListing(copies, logs, records);
  }

  /// The ids of all mirrored relays.
  static List<String> relays(SealedObjects objects) throws BackupException {
    var relays = new ArrayList<String>();
    var next = objects.list(MirrorKey.FOLDER, "", 1);
    while (!next.isEmpty()) {
      var relay = MirrorKey.parse(next.getFirst()).relay();
      relays.add(relay);
      // No character of a key sorts after this one.
      next = objects.list(MirrorKey.FOLDER, MirrorKey.folder(relay) + "z", 1);
    }
    return relays;
  }

  private static List<String> keys(SealedObjects objects, String prefix) throws BackupException {
    var keys = new ArrayList<String>();
    var page = objects.list(prefix, "", PAGE);
    while (!page.isEmpty()) {
      keys.addAll(page);
      page = page.size() < PAGE ? List.<String>of() : objects.list(prefix, page.getLast(), PAGE);
    }
    return keys;
  }

  /// The copy with which a restore begins: the newest complete one, or else the newest.
  ///
  /// @param millis the moment to restore
  Optional<Copy> copyFor(long millis) {
    var complete = copies.stream().filter(copy -> copy.endedBy(millis)).reduce((_, last) -> last);
    return complete.isPresent()
        ? complete
        : copies.stream()
            .filter(copy ->
                copy.start() <= millis && copies.stream().allMatch(other -> other.end() == null))
            .reduce((_, last) -> last);
  }

  /// The newest record that is not later than this moment, or else the first one.
  Optional<MirrorKey.Record> recordFor(long millis) {
    var until = records.stream().filter(record -> record.at() <= millis).reduce((_, last) -> last);
    return until.isPresent() ? until : records.stream().findFirst();
  }

  /// Until when no event is missing; 0 = there is nothing yet.
  long coveredUntil() {
    long copied = copies.isEmpty() ? 0 : copies.getLast().start();
    long logged =
        logs.stream()
            .filter(log -> !log.fillsGap())
            .mapToLong(MirrorKey.Log::to)
            .reduce(0, (_, last) -> last);
    return Math.max(copied, logged);
  }

  /// When something was last stored until a moment; 0 = nothing was.
  long lastMillis(long until) {
    var ends = copies.stream().flatMap(copy -> Stream.ofNullable(copy.end())).map(CopyEnd::end);
    var times =
        Stream.of(
            ends,
            copies.stream().map(Copy::start),
            logs.stream().map(MirrorKey.Log::to),
            records.stream().map(MirrorKey.Record::at));
    return times.flatMap(each -> each).filter(millis -> millis <= until).reduce(0L, Math::max);
  }

  boolean isEmpty() {
    return copies.isEmpty() && logs.isEmpty() && records.isEmpty();
  }

  /// Every key.
  List<String> all() {
    var all = new ArrayList<String>();
    for (var copy : copies) {
      copy.parts().forEach(part -> all.add(part.text()));
      if (copy.end() != null) {
        all.add(copy.end().text());
      }
    }
    logs.forEach(log -> all.add(log.text()));
    records.forEach(record -> all.add(record.text()));
    return all;
  }
}

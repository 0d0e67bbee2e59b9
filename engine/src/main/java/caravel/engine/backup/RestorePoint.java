package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The objects of a backup from which its state at one time is built.
///
/// @param atMillis Unix time; commits up to and including it count
/// @param schemas all relays that have a base, also a later one
/// @param bases the newest base of each relay until then
/// @param configs the last complete set of configurations until then, and the changes after it
record RestorePoint(
    long atMillis, Set<String> schemas, Map<String, BaseName> bases, List<ConfigFileName> configs) {
  /// @param at [Instant#MAX] = the newest commit in the backup
  static RestorePoint find(SealedObjects objects, Instant at) throws BackupException {
    return find(objects, at.equals(Instant.MAX) ? newestMillis(objects) : at.toEpochMilli());
  }

  private static RestorePoint find(SealedObjects objects, long atMillis) throws BackupException {
    var bases = new TreeMap<String, BaseName>();
    var schemas = new TreeSet<String>();
    for (var base : ObjectReader.list(objects, BaseName.PREFIX, BaseName::parse)) {
      schemas.add(base.schema());
      if (base.millis() <= atMillis) {
        // Sorted by time, so the last one is the newest.
        bases.put(base.schema(), base);
      }
    }
    return new RestorePoint(
        atMillis,
        schemas,
        bases,
        configs(
            ObjectReader.list(objects, ConfigFileName.PREFIX, ConfigFileName::parse), atMillis));
  }

  private static long newestMillis(SealedObjects objects) throws BackupException {
    long newest = 0;
    for (var prefix : List.of(LogFileName.SEGMENTS, LogFileName.PACKS)) {
      for (var log : ObjectReader.list(objects, prefix, LogFileName::parse)) {
        newest = Math.max(newest, log.toMillis());
      }
    }
    for (var base : ObjectReader.list(objects, BaseName.PREFIX, BaseName::parse)) {
      newest = Math.max(newest, base.millis());
    }
    for (var config : ObjectReader.list(objects, ConfigFileName.PREFIX, ConfigFileName::parse)) {
      newest = Math.max(newest, config.millis());
    }
    return newest;
  }

  private static List<ConfigFileName> configs(List<ConfigFileName> all, long atMillis) {
    int complete = -1;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isComplete() && all.get(i).millis() <= atMillis) {
        complete = i;
      }
    }
    // A complete set after the time would hide what was removed before it.
    return complete < 0
        ? List.of()
        : all.subList(complete, all.size()).stream()
            .filter(name -> !name.isComplete() || name.millis() <= atMillis)
            .toList();
  }

  /// The log files that may have commits of these relays, in the order of the stream. The owner of
  /// the backup packs them meanwhile, so each reading lists them again.
  List<LogFileName> listLogs(SealedObjects objects, Set<String> schemas) throws BackupException {
    long first = Long.MAX_VALUE;
    for (var schema : schemas) {
      first =
          Math.min(first, Optional.ofNullable(bases.get(schema)).map(BaseName::millis).orElse(0L));
    }
    var logs = LogFileName.list(objects);
    long from = first;
    logs.removeIf(log -> log.fromMillis() > atMillis || log.toMillis() < from);
    return LogFileName.inOrder(logs);
  }
}

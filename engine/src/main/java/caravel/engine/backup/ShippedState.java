package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads and writes [ShippedRelays] in the backup.
final class ShippedState {
  private static final String PREFIX = "relays/state/";
  private static final Pattern FORM = Pattern.compile("relays/state/(\\d{10})-(\\d{10})-(\\d{14})");

  private ShippedState() {}

  /// The name of a state.
  ///
  /// @param run that wrote it
  /// @param segment last segment of the run that it contains
  /// @param millis when it was written
  private record Name(long run, long segment, long millis) {
    String key() {
      return "%s%010d-%010d-%014d".formatted(PREFIX, run, segment, millis);
    }

    static Optional<Name> parse(String key) {
      var match = FORM.matcher(key);
      return match.matches()
          ? Optional.of(
              new Name(
                  Long.parseLong(match.group(1)),
                  Long.parseLong(match.group(2)),
                  Long.parseLong(match.group(3))))
          : Optional.empty();
    }

    /// Whether the state contains the entries of a log file.
    boolean contains(LogFileName log) {
      return log.run() < run || (log.run() == run && log.last() <= segment);
    }
  }

  /// Everything that earlier runs have shipped: the newest state, and the log entries after it.
  static ShippedRelays read(SealedObjects objects) throws BackupException {
    return ObjectReader.retryMissing(() -> readOnce(objects));
  }

  private static ShippedRelays readOnce(SealedObjects objects) throws BackupException {
    var shipped = new ShippedRelays();
    var newest = new Name(0, 0, 0);
    var states = ObjectReader.list(objects, PREFIX, Name::parse);
    if (!states.isEmpty()) {
      newest = states.getLast();
      var bytes = objects.get(newest.key());
      if (bytes.isPresent()) {
        shipped = ShippedRelays.decode(newest.key(), bytes.get());
      }
    }
    var logs = LogFileName.list(objects);
    var state = newest;
    var later =
        LogFileName.inOrder(logs).stream()
            .filter(log -> !state.contains(log))
            .map(LogFileName::key)
            .toList();
    var known = shipped;
    ObjectReader.read(objects, later, (key, bytes) -> known.shipped(LogCodec.decode(key, bytes)));
    return shipped;
  }

  /// Writes a state, and deletes older ones.
  ///
  /// @param segment last segment of the run that it contains
  static void write(
      SealedObjects objects,
      long run,
      long segment,
      ShippedRelays shipped,
      long nowMillis,
      int kept)
      throws BackupException {
    objects.put(new Name(run, segment, nowMillis).key(), shipped.encode(nowMillis));
    var states = ObjectReader.list(objects, PREFIX, Name::parse);
    states.sort(Comparator.comparingLong(Name::run).thenComparingLong(Name::segment));
    for (int i = 0; i < states.size() - kept; i++) {
      objects.delete(states.get(i).key());
    }
  }

  /// The newest state as it is, without the entries after it.
  static ShippedRelays readNewest(SealedObjects objects) throws BackupException {
    var states = ObjectReader.list(objects, PREFIX, Name::parse);
    if (states.isEmpty()) {
      return new ShippedRelays();
    }
    var key = states.getLast().key();
    var bytes = objects.get(key);
    return bytes.isPresent() ? ShippedRelays.decode(key, bytes.get()) : new ShippedRelays();
  }
}

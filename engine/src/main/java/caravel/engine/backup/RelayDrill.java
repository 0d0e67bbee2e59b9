package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.engine.store.FilePosition;
import caravel.engine.store.RelayFileCopy;
import caravel.nostr.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/// Proves that relays can be restored: builds the largest, the most active, and those whose last
/// test is the longest ago in a temporary folder, and checks them.
public final class RelayDrill {
  /// Relays of one drill.
  private static final int RELAYS_MAX = 10;

  /// Bytes of bases after which no further relay is added.
  private static final long BASES_MAX_BYTES = 1L << 30;

  /// Events of each relay whose ids and signatures are checked.
  private static final int SAMPLE = 1_000;

  private final SealedObjects objects;
  private final Path scratch;
  private final RestorePoint point;
  private final Map<String, ShippedRelay> shipped;

  private RelayDrill(
      SealedObjects objects, Path scratch, RestorePoint point, Map<String, ShippedRelay> shipped) {
    this.objects = objects;
    this.scratch = scratch;
    this.point = point;
    this.shipped = shipped;
  }

  /// A relay that was restored and checked.
  ///
  /// @param events in the restored file
  /// @param millis Unix time of the last commit in it; 0 = it could not be built
  /// @param fault a sentence for the operator; empty = the relay is complete and sound
  public record Relay(String schema, long events, long millis, Optional<String> fault) {}

  /// Restores and checks up to ten relays.
  ///
  /// @param scratch a folder that is removed afterwards
  /// @param at usually now
  /// @param lastTested when relays were last tested; the others come first
  /// @return those relays; empty if the backup has no relay yet
  /// @throws BackupException when the backup cannot be read
  public static List<Relay> run(
      SealedObjects objects, Path scratch, Instant at, Map<String, Instant> lastTested)
      throws BackupException {
    var shipped = ShippedState.read(objects).all();
    var drill = new RelayDrill(objects, scratch, RestorePoint.find(objects, at), shipped);
    Scratch.deleteFolder(scratch);
    try {
      Files.createDirectories(scratch);
      return drill.test(drill.choose(lastTested));
    } catch (IOException failed) {
      throw LocalDisk.failure(scratch, failed);
    } finally {
      Scratch.deleteFolder(scratch);
    }
  }

  private Set<String> choose(Map<String, Instant> lastTested) {
    var chosen = new LinkedHashSet<String>();
    List<ToLongFunction<ShippedRelay>> measures =
        List.of(ShippedRelay::baseBytes, ShippedRelay::changed);
    for (var measure : measures) {
      shipped.entrySet().stream()
          .filter(entry -> entry.getValue().erasedMillis() == 0)
          .max(Comparator.comparingLong(entry -> measure.applyAsLong(entry.getValue())))
          .ifPresent(entry -> chosen.add(entry.getKey()));
    }
    var longestAgo =
        Comparator.comparing((String schema) -> lastTested.getOrDefault(schema, Instant.EPOCH));
    long bytes = 0;
    for (var schema : point.bases().keySet().stream().sorted(longestAgo).toList()) {
      if (chosen.size() >= RELAYS_MAX || bytes > BASES_MAX_BYTES) {
        break;
      }
      chosen.add(schema);
      bytes += shipped.getOrDefault(schema, ShippedRelay.NONE).baseBytes();
    }
    return chosen;
  }

  private List<Relay> test(Set<String> chosen) throws BackupException {
    var tested = new ArrayList<Relay>();
    var spool = LogSpool.read(objects, point, chosen, scratch);
    for (var schema : chosen) {
      test(schema, spool).ifPresent(tested::add);
    }
    return tested;
  }

  /// Empty if the relay had no file.
  private Optional<Relay> test(String schema, LogSpool spool) throws BackupException {
    var file = scratch.resolve(schema + ".db");
    try {
      var built = RelayFileBuilder.build(objects, point, spool, schema, file);
      return built.map(there -> {
        var position = there.position();
        var fault = findGap(schema, position).or(() -> findFault(schema, file));
        return new Relay(schema, there.sum().count(), position.millis(), fault);
      });
    } catch (BackupException failed) {
      if (failed.kind() != Kind.DAMAGED) {
        throw failed;
      }
      return Optional.of(new Relay(schema, 0, 0, Optional.of(String.valueOf(failed.getMessage()))));
    } finally {
      Scratch.deleteDatabase(file);
    }
  }

  /// The relays go on meanwhile, so the restored file may be newer than the state.
  private Optional<String> findGap(String schema, FilePosition built) {
    var state = shipped.getOrDefault(schema, ShippedRelay.NONE);
    boolean isShort = state.timeline() == built.timeline() && built.seq() < state.seq();
    return state.gapSeq() != 0 || isShort
        ? Optional.of(
            "The backup lacks changes of %s after %s."
                .formatted(schema, Instant.ofEpochMilli(built.millis())))
        : Optional.empty();
  }

  private static Optional<String> findFault(String schema, Path file) {
    try (var copy = RelayFileCopy.open(file)) {
      return copy.findFault()
          .map(fault -> "The restored file of %s is broken: %s.".formatted(schema, fault))
          .or(() ->
              copy.sample(SAMPLE).stream()
                  .filter(event -> !isGenuine(event))
                  .findFirst()
                  .map(event ->
                      "The restored event %s of %s has a wrong id or signature."
                          .formatted(event.id(), schema)));
    }
  }

  /// The relay's own notes have no signature.
  private static boolean isGenuine(Event event) {
    return event.sig().isEmpty() ? event.hasValidId() : event.check() == Event.Check.GENUINE;
  }
}

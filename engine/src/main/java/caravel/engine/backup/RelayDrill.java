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
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Proves that relays can be restored: builds the largest, the most active and a random one in a
/// temporary folder, and checks them.
public final class RelayDrill {
  /// Events of each relay whose ids and signatures are checked.
  private static final int SAMPLE = 1_000;

  private RelayDrill() {}

  /// A relay that was restored and checked.
  ///
  /// @param millis Unix time of the last commit in it
  public record Relay(String schema, long events, long millis) {}

  /// Restores and checks up to three relays.
  ///
  /// @param scratch a folder that is removed afterwards
  /// @param at usually now
  /// @return those relays; empty if the backup has no relay yet
  /// @throws BackupException with the first fault, as a sentence for the operator
  public static List<Relay> run(
      SealedObjects objects, Path scratch, Instant at, RandomGenerator random)
      throws BackupException {
    var shipped = ShippedState.read(objects).all();
    var point = RestorePoint.find(objects, at);
    var chosen = choose(shipped, point, random);
    var checked = new ArrayList<Relay>();
    Scratch.deleteFolder(scratch);
    try {
      Files.createDirectories(scratch);
      var spool = LogSpool.read(objects, point, chosen, scratch);
      for (var schema : chosen) {
        var file = scratch.resolve(schema + ".db");
        var built = RelayFileBuilder.build(objects, point, spool, schema, file);
        if (built.isPresent()) {
          requireComplete(schema, shipped.get(schema), built.get().position());
          check(schema, file);
          checked.add(
              new Relay(schema, built.get().sum().count(), built.get().position().millis()));
        }
        Scratch.deleteDatabase(file);
      }
      return checked;
    } catch (IOException failed) {
      throw LocalDisk.failure(scratch, failed);
    } finally {
      Scratch.deleteFolder(scratch);
    }
  }

  private static Set<String> choose(
      Map<String, ShippedRelay> relays, RestorePoint point, RandomGenerator random) {
    var chosen = new LinkedHashSet<String>();
    var known =
        relays.entrySet().stream().filter(entry -> entry.getValue().erasedMillis() == 0).toList();
    List<ToLongFunction<ShippedRelay>> measures =
        List.of(ShippedRelay::baseBytes, ShippedRelay::changed);
    for (var measure : measures) {
      known.stream()
          .max(Comparator.comparingLong(entry -> measure.applyAsLong(entry.getValue())))
          .ifPresent(entry -> chosen.add(entry.getKey()));
    }
    var all = List.copyOf(point.bases().keySet());
    if (!all.isEmpty()) {
      chosen.add(all.get(random.nextInt(all.size())));
    }
    return chosen;
  }

  /// The relays go on meanwhile, so the restored file may be newer than the state.
  private static void requireComplete(
      String schema, @Nullable ShippedRelay shipped, FilePosition built) throws BackupException {
    if (shipped != null
        && (shipped.gapSeq() != 0
            || (shipped.timeline() == built.timeline() && built.seq() < shipped.seq()))) {
      throw new BackupException(
          Kind.DAMAGED,
          "The backup lacks changes of "
              + schema
              + " after "
              + Instant.ofEpochMilli(built.millis())
              + ".");
    }
  }

  /// The relay's own notes have no signature.
  private static boolean isGenuine(Event event) {
    return event.sig().isEmpty() ? event.hasValidId() : event.check() == Event.Check.GENUINE;
  }

  private static void check(String schema, Path file) throws BackupException {
    try (var copy = RelayFileCopy.open(file)) {
      var fault = copy.findFault();
      if (fault.isPresent()) {
        throw new BackupException(
            Kind.DAMAGED, "The restored file of " + schema + " is broken: " + fault.get() + ".");
      }
      for (var event : copy.sample(SAMPLE)) {
        if (!isGenuine(event)) {
          throw new BackupException(
              Kind.DAMAGED,
              "The restored event "
                  + event.id()
                  + " of "
                  + schema
                  + " has a wrong id or signature.");
        }
      }
    }
  }
}

package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.LocalDisk;
import caravel.backup.SealedObjects;
import caravel.control.backup.ControlDrill;
import caravel.control.backup.TestedRelay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Restores some mirrored relays and checks every event, those first that were not tested for
/// longest.
public final class MirrorDrill implements ControlDrill.RelayFiles {
  /// One drill restores this many relays. The size of a relay on a zooid is not known before.
  static final int RELAYS_MAX = 3;

  private final SealedObjects objects;
  private final Path scratch;
  private final InstantSource clock;

  /// @param scratch a folder with space for the largest relay
  public MirrorDrill(SealedObjects objects, Path scratch, InstantSource clock) {
    this.objects = objects;
    this.scratch = scratch;
    this.clock = clock;
  }

  private record Candidate(MirrorRestore mirror, String relay, String schema) {}

  @Override
  public List<TestedRelay> restore(Map<String, Instant> lastTested) throws BackupException {
    var candidates = new ArrayList<Candidate>();
    for (var mirrored : MirrorRestore.list(objects)) {
      // A relay that is being read for the first time cannot be whole.
      if (mirrored.from() != null) {
        var mirror = MirrorRestore.of(objects, mirrored.relay());
        if (mirror.isPresent()) {
          mirror
              .get()
              .schema()
              .ifPresent(
                  schema -> candidates.add(new Candidate(mirror.get(), mirrored.relay(), schema)));
        }
      }
    }
    candidates.sort(
        Comparator.comparing(it -> lastTested.getOrDefault(it.schema(), Instant.EPOCH)));
    var tested = new ArrayList<TestedRelay>();
    for (var candidate : candidates.subList(0, Math.min(RELAYS_MAX, candidates.size()))) {
      tested.add(test(candidate));
    }
    return tested;
  }

  private TestedRelay test(Candidate candidate) throws BackupException {
    var kit = scratch.resolve("drill.zip");
    try {
      Files.createDirectories(scratch);
      var result = candidate.mirror().restore(Instant.MAX, kit, clock.instant());
      return tested(candidate, result.reached(), fault(candidate.relay(), result));
    } catch (BackupException failed) {
      if (failed.kind() != Kind.DAMAGED) {
        throw failed;
      }
      return tested(candidate, null, String.valueOf(failed.getMessage()));
    } catch (IOException failed) {
      throw LocalDisk.failure(scratch, failed);
    } finally {
      delete(kit);
    }
  }

  private static String fault(String relay, MirrorRestore.Result result) {
    return result.invalid() == 0
        ? ""
        : "%d events in the mirror of relay %s have a wrong id or signature."
            .formatted(result.invalid(), relay);
  }

  private TestedRelay tested(Candidate candidate, @Nullable Instant reached, String fault) {
    return new TestedRelay(candidate.schema(), clock.instant(), reached, fault);
  }

  private static void delete(Path kit) throws BackupException {
    try {
      Files.deleteIfExists(kit);
    } catch (IOException failed) {
      throw LocalDisk.failure(kit, failed);
    }
  }
}

package caravel.control.hosting;

import caravel.control.hosting.EventArchive.LineProblem;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The latest import of events into a relay.
///
/// @param relayId the relay's id
/// @param id of this import
/// @param updatedAt when its progress was stored
/// @param bytes received so far
/// @param bytesTotal as the client announced; null = unknown
/// @param lines received so far
/// @param counts zero until the import is done
/// @param error a sentence for the owner; `""` = none
record RelayImport(
    String relayId,
    String id,
    State state,
    Instant startedAt,
    Instant updatedAt,
    long bytes,
    @Nullable Long bytesTotal,
    long lines,
    Counts counts,
    String error) {
  /// Longest time between two updates of a running import. An older one has ended with its process.
  static final int SILENCE_SECONDS = 60;

  /// The states of an import.
  enum State {
    RUNNING,
    DONE,
    FAILED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The result of an import.
  record Counts(long imported, long known, long invalid, List<LineProblem> problems) {
    static final Counts NONE = new Counts(0, 0, 0, List.of());

    Counts {
      problems = List.copyOf(problems);
    }
  }

  /// The import as the API shows it.
  record View(
      String relayId,
      String id,
      String state,
      Instant startedAt,
      Instant updatedAt,
      long bytes,
      @Nullable Long bytesTotal,
      long lines,
      long imported,
      long known,
      long invalid,
      List<LineProblem> problems,
      String error) {}

  View shown(Instant now) {
    var isLost = state == State.RUNNING && updatedAt.plusSeconds(SILENCE_SECONDS).isBefore(now);
    return new View(
        relayId,
        id,
        (isLost ? State.FAILED : state).word(),
        startedAt,
        updatedAt,
        bytes,
        bytesTotal,
        lines,
        counts.imported(),
        counts.known(),
        counts.invalid(),
        counts.problems(),
        isLost ? RelayTransfers.CUT_OFF : error);
  }

  RelayImport with(ImportProgress progress, Instant at) {
    return new RelayImport(
        relayId,
        id,
        state,
        startedAt,
        at,
        progress.bytes(),
        bytesTotal,
        progress.lines(),
        counts,
        error);
  }

  RelayImport done(Counts result) {
    return new RelayImport(
        relayId, id, State.DONE, startedAt, updatedAt, bytes, bytesTotal, lines, result, "");
  }

  RelayImport failed(String why) {
    return new RelayImport(
        relayId, id, State.FAILED, startedAt, updatedAt, bytes, bytesTotal, lines, counts, why);
  }
}

package caravel.app.upgrade;

import caravel.app.doctor.Finding;
import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import caravel.control.backup.ControlHistory;
import caravel.control.backup.ControlHistory.Restorable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Whether the backup holds what the control plane's database holds.
public final class BackupAgeCheck {
  /// A server ships each commit within a second, and commits at least once a minute.
  static final Duration LAG_MAX = Duration.ofMinutes(5);

  private static final String SHIP =
      "Let the server run until it has shipped everything, or stop it and run: caravel backup --now";

  private final SealedObjects objects;
  private final Path database;

  public BackupAgeCheck(SealedObjects objects, Path database) {
    this.objects = objects;
    this.database = database;
  }

  public List<Finding> ask() throws IOException {
    if (!Files.isRegularFile(database)) {
      return List.of(Finding.note("There is nothing to back up yet."));
    }
    try {
      var last =
          ControlHistory.list(objects).stream().map(Restorable::to).max(Comparator.naturalOrder());
      return List.of(
          last.isEmpty()
              ? Finding.warning("There is no backup at " + objects.place() + " yet.", SHIP)
              : compare(last.get()));
    } catch (BackupException failed) {
      return List.of(
          Finding.warning(
              String.valueOf(failed.getMessage()), "Correct BACKUP_URL or the rights of its key."));
    }
  }

  private Finding compare(Instant backedUp) throws IOException {
    var changed = changed();
    return Duration.between(backedUp, changed).compareTo(LAG_MAX) <= 0
        ? Finding.ok("The backup at %s reaches to %s.".formatted(objects.place(), backedUp))
        : Finding.warning(
            "The backup at %s ends at %s, but the database changed at %s."
                .formatted(objects.place(), backedUp, changed),
            SHIP);
  }

  /// The last change of the database or of its log.
  private Instant changed() throws IOException {
    var log = database.resolveSibling(database.getFileName() + "-wal");
    var file = Files.getLastModifiedTime(database).toInstant();
    if (!Files.exists(log)) {
      return file;
    }
    var logged = Files.getLastModifiedTime(log).toInstant();
    return logged.isAfter(file) ? logged : file;
  }
}

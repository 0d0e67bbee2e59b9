package caravel.app.upgrade;

import caravel.app.doctor.Finding;
import caravel.backup.LocalDisk;
import caravel.control.db.DatabaseUpgrade;
import caravel.control.db.DatabaseUpgrade.Tables;
import caravel.control.db.Db;
import caravel.control.db.DbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Whether this program can use the control plane's database. Copies it into a folder of its own,
/// migrates and checks the copy, and deletes it.
public final class DatabaseCheck {
  /// A start needs as much space as the copy, and this much for the log of the migration.
  private static final int START_SIZES = 2;

  /// The trial needs space for its copy, for the copy that the migration makes, and for its log.
  private static final int TRIAL_SIZES = 3;

  private static final long MIB = 1024L * 1024;
  private static final String WORK = "Name another folder: caravel upgrade --check --work FOLDER";

  private final Path database;
  private final Path work;
  private final InstantSource clock;
  private final Consumer<Db> check;

  /// @param work an existing folder in which the trial makes a folder of its own
  /// @param check runs on the migrated copy; it throws if a start would refuse the data
  public DatabaseCheck(Path database, Path work, InstantSource clock, Consumer<Db> check) {
    this.database = database;
    this.work = work;
    this.clock = clock;
    this.check = check;
  }

  public List<Finding> ask() throws IOException {
    if (!Files.isRegularFile(database)) {
      return List.of(Finding.note("There is no database at " + database + ": nothing to upgrade."));
    }
    var bytes = DatabaseUpgrade.bytes(database);
    if (!Files.isWritable(work)) {
      return List.of(Finding.fault("No trial was made: " + work + " cannot be written.", WORK));
    }
    if (free(work) < TRIAL_SIZES * bytes) {
      return List.of(
          Finding.fault(
              "No trial was made: it needs " + mib(TRIAL_SIZES * bytes) + " MiB in " + work + ".",
              WORK));
    }
    var folder = Files.createTempDirectory(work, "caravel-upgrade");
    try {
      return onCopy(DatabaseUpgrade.copy(database, folder.resolve("caravel.db")), bytes);
    } catch (DbException unusable) {
      return List.of(
          Finding.fault(sentence(unusable), "Run this as the server's user, or restore a backup."));
    } finally {
      LocalDisk.deleteFolder(folder);
    }
  }

  private List<Finding> onCopy(DatabaseUpgrade copy, long bytes) throws IOException {
    var tables = copy.tables();
    if (tables.isNewerThanProgram()) {
      return List.of(downgrade(tables));
    }
    if (tables.version() < DatabaseUpgrade.OLDEST_VERSION) {
      return List.of(
          Finding.fault(
              "The tables are of version %d. This program upgrades version %d and later."
                  .formatted(tables.version(), DatabaseUpgrade.OLDEST_VERSION),
              "Check that DATA_DIR and DATABASE_URL name the data of a Caravel."));
    }
    var findings = new ArrayList<Finding>();
    findings.add(tables(tables));
    if (!tables.pending().isEmpty()) {
      findings.add(space(bytes));
    }
    findings.add(trial(copy));
    return findings;
  }

  private static Finding tables(Tables tables) {
    return tables.pending().isEmpty()
        ? Finding.ok("The tables are of version %d: up to date.".formatted(tables.version()))
        : Finding.ok(
            "The first start changes the tables from version %d to %d: %s."
                .formatted(tables.version(), tables.known(), String.join(", ", tables.pending())));
  }

  private Finding space(long bytes) throws IOException {
    var folder = folder();
    var needed = START_SIZES * bytes;
    var sentence =
        "The copy before the migration and the migration take up to %d MiB; %d MiB are free in %s."
            .formatted(mib(needed), free(folder) / MIB, folder);
    return free(folder) >= needed
        ? Finding.ok(sentence)
        : Finding.fault(sentence, "Free space there, or move DATA_DIR to a larger volume.");
  }

  private Finding trial(DatabaseUpgrade copy) {
    var begin = System.nanoTime();
    try {
      var result = copy.migrate(clock, check);
      var seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3;
      return result.equals("ok")
          ? Finding.ok(
              "A copy was opened, migrated and checked page by page in %.1f s.".formatted(seconds))
          : Finding.fault(
              "The migrated copy is damaged: " + result + ".",
              "Do not upgrade. Restore a backup, or report this with the log of the server.");
    } catch (RuntimeException refused) {
      return Finding.fault(
          "A start would refuse the data: " + sentence(refused),
          "Correct this before the upgrade. Nothing was changed.");
    }
  }

  private static String sentence(RuntimeException failed) {
    // Flyway's messages have several lines.
    var text = String.valueOf(failed.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    return text.endsWith(".") ? text : text + ".";
  }

  private Finding downgrade(Tables tables) throws IOException {
    var copy = before(tables.known());
    return Finding.fault(
        """
        The tables are of version %d, but this program knows version %d at most: it is older than \
        the program that wrote them, and refuses to start.\
        """
            .formatted(tables.version(), tables.known()),
        copy.isEmpty()
            ? "Start the newer program again, or restore a backup of before the upgrade"
                + " (docs/release.md)."
            : "Start the newer program again. To go back to this one and lose what happened since the"
                + " upgrade, put "
                + copy
                + " in the place of the database (docs/release.md).");
  }

  /// The newest copy of before a migration that this program can open; `""` = none.
  private String before(int known) throws IOException {
    var prefix = database.getFileName() + ".before-v";
    try (var siblings = Files.list(folder())) {
      return siblings
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches(Pattern.quote(prefix) + "\\d{1,6}"))
          .map(name -> Integer.parseInt(name.substring(prefix.length())))
          .filter(version -> version <= known)
          .max(Comparator.naturalOrder())
          .map(version -> prefix + version)
          .orElse("");
    }
  }

  private Path folder() {
    return database.toAbsolutePath().resolveSibling("").normalize();
  }

  private static long free(Path folder) throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /// Rounded up, so that it is never 0.
  private static long mib(long bytes) {
    return bytes / MIB + 1;
  }
}

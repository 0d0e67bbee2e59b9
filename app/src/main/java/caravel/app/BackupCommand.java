package caravel.app;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.SealedObjects;
import caravel.control.backup.ControlHistory;
import caravel.control.backup.ControlRestore;
import caravel.control.backup.ControlShipper;
import caravel.control.db.Db;
import caravel.control.db.DbException;
import caravel.control.db.DisposableSchema;
import caravel.control.hosting.mirror.MirrorRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel backup`: shows, checks and makes backups.
@Command(
    name = "backup",
    description = {
      "Shows and checks the backup of BACKUP_URL. A running server ships its data by itself.",
      "`list` and `verify` may run beside the server."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BackupCommand implements Callable<Integer> {
  /// Time to make and send a whole copy.
  private static final Duration NOW_MAX = Duration.ofHours(2);

  private final ProcessContext context;

  @Option(
      names = "--now",
      description = "Sends a whole copy of the control database. Only while no server runs.")
  private boolean now;

  BackupCommand(ProcessContext context) {
    this.context = context;
  }

  /// An action on the backup.
  private interface Action {
    void run(Config config) throws BackupException;
  }

  @Override
  public Integer call() {
    if (!now) {
      context.complain("backup: say what to do: list, verify or --now");
      return Main.EXIT_REFUSED;
    }
    return with(this::ship);
  }

  @Command(name = "list", description = "Prints the spans of time that can be restored.")
  Integer list() {
    return with(this::printSpans);
  }

  @Command(
      name = "verify",
      description = "Restores the newest state into DATA_DIR/backup, checks it and deletes it.")
  Integer verify() {
    return with(this::restoreAndCheck);
  }

  private Integer with(Action action) {
    var outcome = context.read(Setting.Command.SERVE);
    if (!context.accepts(outcome.faults())) {
      return Main.EXIT_REFUSED;
    }
    try {
      action.run(outcome.config());
      return 0;
    } catch (BackupException failed) {
      context.complain(String.valueOf(failed.getMessage()));
      return Main.EXIT_REFUSED;
    }
  }

  private void printSpans(Config config) throws BackupException {
    try (var objects = OpenedBackup.of(config)) {
      var spans = ControlHistory.list(objects);
      if (spans.isEmpty()) {
        context.say("There is no backup of the control database at " + objects.place() + ".");
      }
      for (var span : spans) {
        context.say("%s to %s  (start %d)".formatted(span.from(), span.to(), span.generation()));
      }
      for (var mirror : MirrorRestore.list(objects)) {
        var from = mirror.from() == null ? "not complete yet" : mirror.from().toString();
        context.say("%s to %s  (relay %s)".formatted(from, mirror.to(), mirror.relay()));
      }
    }
  }

  private void restoreAndCheck(Config config) throws BackupException {
    var file = WiringBackup.scratch(config).resolve("verify.db");
    try (var objects = OpenedBackup.of(config)) {
      Files.createDirectories(file.getParent());
      DisposableSchema.delete(file);
      var result = ControlRestore.restore(objects, file, Instant.MAX);
      context.say("The control database of " + result.reached() + " is restored whole and sound.");
      for (var mirror : MirrorRestore.list(objects)) {
        checkMirror(objects, mirror.relay(), file.resolveSibling("verify.zip"));
      }
    } catch (IOException failed) {
      throw new RefusedException(file.getParent() + " cannot be written");
    } finally {
      DisposableSchema.delete(file);
    }
  }

  private void checkMirror(SealedObjects objects, String relay, Path kit)
      throws BackupException, IOException {
    try {
      var mirror = MirrorRestore.of(objects, relay).orElseThrow();
      var result = mirror.restore(Instant.MAX, kit, context.clock().instant());
      context.say(
          "The relay %s is restored with %d events%s%s."
              .formatted(
                  relay,
                  result.events(),
                  result.invalid() > 0 ? ", without " + result.invalid() + " invalid ones" : "",
                  result.isWhole() ? "" : ", but it had not been read to its end"));
    } finally {
      Files.deleteIfExists(kit);
    }
  }

  private void ship(Config config) {
    var file = config.storage().databaseFile();
    if (!Files.isRegularFile(file)) {
      throw new RefusedException("There is no database at " + file);
    }
    try (var objects = OpenedBackup.of(config);
        var db = Db.open(file, context.clock())) {
      var owner = new BackupOwner(objects, WiringBackup.hostName());
      try (var shipper =
          new ControlShipper(
              db.log(file),
              owner,
              WiringBackup.scratch(config),
              context.clock(),
              config.storage().backup().days())) {
        shipper.start();
        if (!shipper.shipNow(NOW_MAX)) {
          throw new RefusedException(shipper.status().fault());
        }
        context.say("The control database is in the backup at " + objects.place() + ".");
      }
    } catch (DbException unusable) {
      throw new RefusedException(
          Causes.chain(unusable) + ". A running server ships its data by itself; /admin shows it");
    }
  }
}

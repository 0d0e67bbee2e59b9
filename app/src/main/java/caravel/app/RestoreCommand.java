package caravel.app;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import caravel.control.backup.ControlRestore;
import caravel.control.hosting.mirror.MirrorRestore;
import caravel.engine.backup.RelayRestore;
import caravel.engine.media.MediaRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel restore`: builds a data folder from the backup.
@Command(
    name = "restore",
    description = {
      "Restores the backup of BACKUP_URL into an empty folder. It changes nothing else and may run"
          + " beside a server.",
      "A server that starts on the restored data has money on hold: docs/backup.md says what to"
          + " check."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RestoreCommand implements Callable<Integer> {
  private final ProcessContext context;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "An empty folder, or one that does not exist yet.")
  private Path to = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = {
        "The moment to restore, for instance 2026-11-23T05:00:00Z. Everything that was committed"
            + " until then is restored.",
        "Default: the last commit in the backup."
      })
  private @Nullable String at;

  @Option(
      names = "--relay",
      paramLabel = "ID",
      description =
          "Restores this relay alone: its configuration, its events and its files. A relay of a zooid is"
              + " restored as a file to import.")
  private @Nullable String relay;

  RestoreCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var outcome = context.read(Setting.Command.SERVE);
    if (!context.accepts(outcome.faults())) {
      return Main.EXIT_REFUSED;
    }
    var now = context.clock().instant();
    var moment = moment(now);
    requireEmpty(to);
    try (var objects = OpenedBackup.of(outcome.config())) {
      if (relay != null) {
        switch (outcome.config().hosting().zooid()) {
          case Config.Zooid.Embedded _ -> restoreRelay(objects, relay, moment);
          case Config.Zooid.Remote _ -> restoreMirrored(objects, relay, moment, now);
        }
        return 0;
      }
      restoreControl(objects, moment);
      restoreRelays(objects, moment);
    } catch (BackupException failed) {
      context.complain(String.valueOf(failed.getMessage()));
      return Main.EXIT_REFUSED;
    }
    context.say(
        "When a server starts on it, money is on hold. Check what happened since, then resume"
            + " billing at /admin.");
    return 0;
  }

  private RelayRestore relays(SealedObjects objects) {
    return new RelayRestore(objects, to.resolve("config"), to.resolve("relays"));
  }

  /// The folder of the files of members.
  private Path media() {
    return to.resolve("media");
  }

  private void restoreRelay(SealedObjects objects, String id, Instant moment)
      throws BackupException {
    createFolder();
    var until = at == null ? Instant.MAX : moment;
    var _ = relays(objects).restoreRelay(id, until);
    relays(objects).restoreFiles(id, media(), until);
    context.say("The relay " + id + " is in " + to.toAbsolutePath() + ".");
  }

  /// Restores a relay of a zooid from its mirror.
  private void restoreMirrored(SealedObjects objects, String id, Instant moment, Instant now)
      throws BackupException {
    var mirror =
        MirrorRestore.of(objects, id)
            .orElseThrow(() ->
                new RefusedException(
                    "--relay: the backup at " + objects.place() + " has no mirror of " + id));
    createFolder();
    var kit = to.resolve(id + ".zip").toAbsolutePath();
    var result = mirror.restore(at == null ? Instant.MAX : moment, kit, now);
    if (!result.isWhole()) {
      context.say(
          "The mirror had not read the relay to its end. Its newest events are restored, and older"
              + " ones are missing.");
    }
    if (result.invalid() > 0) {
      context.say(result.invalid() + " events are left out because their signature is wrong.");
    }
    context.say(
        "The relay %s of %s with %d events is in %s. Import this file in the relay’s settings, or as docs/backup-zooid.md says into a zooid. It contains the relay’s secret key."
            .formatted(id, result.reached(), result.events(), kit));
  }

  private void restoreRelays(SealedObjects objects, Instant moment) throws BackupException {
    var until = at == null ? Instant.MAX : moment;
    var restored = relays(objects).prepare(until);
    int withFiles = MediaRestore.prepare(objects, media(), until);
    if (restored.configs() > 0) {
      context.say(
          restored.configs()
              + " relays are configured. A server with the same BACKUP_URL answers for all of them"
              + " at once, and restores their events at first use and in the background.");
    }
    if (withFiles > 0) {
      context.say("The files of " + withFiles + " relays are restored in the background as well.");
    }
    var mirrored = MirrorRestore.list(objects).size();
    if (mirrored > 0) {
      context.say(
          mirrored + " relays of a zooid are mirrored. Restore those that it lost with --relay.");
    }
  }

  private void restoreControl(SealedObjects objects, Instant moment) throws BackupException {
    createFolder();
    var file = to.resolve("caravel.db");
    // A commit of a server whose clock is ahead is restored too, unless --at excludes it.
    var result = ControlRestore.restore(objects, file, at == null ? Instant.MAX : moment);
    context.say(
        "The control database of " + result.reached() + " is in " + file.toAbsolutePath() + ".");
  }

  private Instant moment(Instant now) {
    if (at == null) {
      return now;
    }
    Instant moment;
    try {
      moment = OffsetDateTime.parse(at).toInstant();
    } catch (DateTimeException wrong) {
      throw new RefusedException(
          "--at: “" + at + "” is not a time. Write it as 2026-11-23T05:00:00Z");
    }
    if (moment.isAfter(now)) {
      throw new RefusedException(
          "--at: "
              + moment
              + " is in the future: the clock of this machine says "
              + now
              + ". Check the time zone and the clock");
    }
    return moment;
  }

  private static void requireEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new RefusedException("--to: " + folder + " is not empty. Nothing was changed");
      }
    } catch (IOException notAFolder) {
      throw new RefusedException("--to: " + folder + " is not a folder that can be read");
    }
  }

  private void createFolder() {
    try {
      Files.createDirectories(to);
      if (Files.getFileStore(to).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (IOException refused) {
      throw new RefusedException("--to: " + to + " cannot be created");
    }
  }
}

package caravel.verify;

import caravel.app.Logging;
import caravel.app.Version;
import caravel.backup.LocalDisk;
import caravel.verify.restoretime.RestoreTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel restore-time`.
@Command(
    name = "restore-time",
    description = {
      "Measures what a lost machine costs: how old the oldest change is that is not in the backup,"
          + " and how long a restore takes until all relays answer and until all files are whole.",
      "Fills relays, backs them up to a folder, and restores them. Needs three times --megabytes of"
          + " disk."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RestoreTimeCommand implements Callable<Integer> {
  private static final long MEGABYTE = 1_000_000;

  private final CommandContext context;

  @Option(names = "--relays", description = "Default: ${DEFAULT-VALUE}.")
  private int relays = 1_000;

  @Option(
      names = "--megabytes",
      description = "Of all relays' files together. Default: ${DEFAULT-VALUE}.")
  private long megabytes = 10_000;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "An empty folder for everything; it is kept. Default: a temporary one.")
  private @Nullable Path folder;

  RestoreTimeCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    if (relays < 1 || megabytes < 1) {
      context.complain("--relays and --megabytes are whole numbers above zero");
      return VerifyMain.EXIT_REFUSED;
    }
    Logging.configure(false, "warn");
    var kept = folder;
    var place = kept == null ? Files.createTempDirectory("caravel-restore-time") : kept;
    try {
      Files.createDirectories(place);
      var _ =
          new RestoreTime(relays, megabytes * MEGABYTE, place, context.clock(), context::say).run();
      return 0;
    } finally {
      if (kept == null) {
        LocalDisk.deleteFolder(place);
      }
    }
  }
}

package caravel.verify;

import caravel.app.Logging;
import caravel.app.Version;
import caravel.backup.LocalDisk;
import caravel.control.db.postgres.PostgresAddress;
import caravel.verify.monthend.MonthEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel month-end`.
@Command(
    name = "month-end",
    description = {
      "Measures how long billing takes when the next month begins for every tenant in the same"
          + " second."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class MonthEndCommand implements Callable<Integer> {
  private final CommandContext context;

  @Option(names = "--tenants", description = "Default: ${DEFAULT-VALUE}.")
  private int tenants = 100_000;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where the database is made and kept; a run that was stopped goes on there.")
  private @Nullable Path folder;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "A PostgreSQL database in the place of a file: postgres://user:password@host/database.")
  private @Nullable String database;

  MonthEndCommand(CommandContext context) {
    this.context = context;
  }

  private int onServer(String url) {
    PostgresAddress address;
    try {
      address = PostgresAddress.parse(url);
    } catch (IllegalArgumentException wrong) {
      context.complain("--database: " + wrong.getMessage());
      return VerifyMain.EXIT_REFUSED;
    }
    var outcome = new MonthEnd(tenants, System::nanoTime, context::say).run(address);
    return outcome.isRight(tenants) ? 0 : 1;
  }

  @Override
  public Integer call() throws IOException {
    if (tenants < 1) {
      context.complain("--tenants is a whole number above zero");
      return VerifyMain.EXIT_REFUSED;
    }
    Logging.configure(false, "warn");
    var url = database;
    if (url != null) {
      return onServer(url);
    }
    var kept = folder;
    var place = kept == null ? Files.createTempDirectory("caravel-month-end") : kept;
    try {
      Files.createDirectories(place);
      var outcome = new MonthEnd(tenants, System::nanoTime, context::say).run(place);
      return outcome.isRight(tenants) ? 0 : 1;
    } finally {
      if (kept == null) {
        LocalDisk.deleteFolder(place);
      }
    }
  }
}

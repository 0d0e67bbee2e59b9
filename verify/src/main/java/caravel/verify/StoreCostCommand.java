package caravel.verify;

import caravel.app.Logging;
import caravel.app.Version;
import caravel.backup.LocalDisk;
import caravel.control.db.postgres.PostgresAddress;
import caravel.control.db.postgres.PostgresPool;
import caravel.verify.storecost.StoreCost;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel store-cost`.
@Command(
    name = "store-cost",
    description = {
      "Measures what a stored event and a query cost with the tables and statements of the engine's"
          + " store: in one SQLite file, or in a PostgreSQL database.",
      "The processor time of a server is counted if it runs on this machine and its processes are"
          + " named postgres. The tables are removed afterwards."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StoreCostCommand implements Callable<Integer> {
  private final CommandContext context;

  @Option(names = "--events", description = "Default: ${DEFAULT-VALUE}.")
  private int events = 100_000;

  @Option(names = "--relays", description = "Default: ${DEFAULT-VALUE}.")
  private int relays = 200;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "postgres://user:password@host/database. Without it, a temporary SQLite file is used.")
  private @Nullable String database;

  StoreCostCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, SQLException {
    Logging.configure(false, "warn");
    StoreCost.Size size;
    @Nullable PostgresAddress address;
    try {
      size = new StoreCost.Size(events, relays);
      address = database == null ? null : PostgresAddress.parse(database);
    } catch (IllegalArgumentException wrong) {
      context.complain("these options cannot be used: " + wrong.getMessage());
      return VerifyMain.EXIT_REFUSED;
    }
    if (address == null) {
      onFile(size);
    } else {
      try (var connection = PostgresPool.single(address).getConnection()) {
        new StoreCost(size, StoreCostCommand::serverTime, context::say).run(connection);
      }
    }
    return 0;
  }

  private void onFile(StoreCost.Size size) throws IOException, SQLException {
    var folder = Files.createTempDirectory("caravel-store-cost");
    var url = "jdbc:sqlite:" + folder.resolve("store.db");
    try (var connection = DriverManager.getConnection(url)) {
      try (var statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
      }
      new StoreCost(size, () -> Duration.ZERO, context::say).run(connection);
    } finally {
      LocalDisk.deleteFolder(folder);
    }
  }

  /// The processor time of a PostgreSQL server on this machine.
  private static Duration serverTime() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }
}

package caravel.app;

import caravel.app.database.DatabaseLocation;
import caravel.control.db.DbException;
import caravel.control.db.copy.DatabaseTransfer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel db`: moves the control plane to another database.
@Command(
    name = "db",
    description = "Moves the control plane to another database.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DatabaseCommand {
  private static final String URL = "URL";

  private final ProcessContext context;

  DatabaseCommand(ProcessContext context) {
    this.context = context;
  }

  @Command(
      name = "copy",
      description = {
        "Copies all data of the control plane to an empty database: from SQLite to PostgreSQL, or"
            + " back. It reads every row back and compares it.",
        "An option that is left out means DATABASE_URL. Stop the server first."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int copy(
      @Option(names = "--from", paramLabel = URL, description = "sqlite://path or postgres://…")
          @Nullable String from,
      @Option(names = "--to", paramLabel = URL, description = "sqlite://path or postgres://…")
          @Nullable String to) {
    var outcome = context.read(Setting.Command.SERVE);
    if (!context.accepts(outcome.faults())) {
      return Main.EXIT_REFUSED;
    }
    if (from == null && to == null) {
      context.complain("Name the other database with --from or --to.");
      return Main.EXIT_REFUSED;
    }
    var configured = outcome.config().storage().database();
    try {
      return copy(location("--from", from, configured), location("--to", to, configured));
    } catch (DbException failed) {
      context.complain(Causes.chain(failed));
      return Main.EXIT_REFUSED;
    }
  }

  private DatabaseLocation location(
      String option, @Nullable String text, DatabaseLocation configured) {
    if (text == null) {
      return configured;
    }
    try {
      return SettingType.database().parser().apply(text, context.home());
    } catch (IllegalArgumentException wrong) {
      // The text may contain a password.
      throw new RefusedException(
          option + ": it must be " + SettingType.database().right() + ", and it is not");
    }
  }

  private int copy(DatabaseLocation from, DatabaseLocation to) {
    if (from.equals(to)) {
      context.complain("--from and --to name the same database.");
      return Main.EXIT_REFUSED;
    }
    if (!from.exists()) {
      context.complain("There is no database at " + from + ".");
      return Main.EXIT_REFUSED;
    }
    try (var source = from.open(context.clock(), () -> {});
        var target = to.open(context.clock(), () -> {})) {
      var tables = DatabaseTransfer.copy(source, target);
      for (var table : tables) {
        context.say("%-28s %9d rows  %s".formatted(table.name(), table.rows(), table.hash()));
      }
      context.say(
          "All rows of %d tables were copied to %s and compared.".formatted(tables.size(), to));
      context.say(
          "Set DATABASE_URL to it, and start the server. Never start one on the old database again:"
              + " it knows nothing of later payments.");
      return 0;
    }
  }
}

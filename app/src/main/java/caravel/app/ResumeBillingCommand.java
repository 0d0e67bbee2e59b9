package caravel.app;

import caravel.control.db.DbException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel resume-billing`: ends a hold on money.
@Command(
    name = "resume-billing",
    description = {
      "Lets money move again after it was put on hold; the log and /admin say why it was.",
      "While the server runs, use /admin instead."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ResumeBillingCommand implements Callable<Integer> {
  private static final String NAME = "caravel resume-billing";

  private final ProcessContext context;

  @Option(
      names = "--reason",
      required = true,
      description = "What you have checked. It is kept with the hold.")
  private String reason = "";

  ResumeBillingCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var outcome = context.read(Setting.Command.SERVE);
    if (!context.accepts(outcome.faults())) {
      return Main.EXIT_REFUSED;
    }
    var config = outcome.config();
    var database = config.storage().database();
    if (!database.exists()) {
      context.complain("There is no database at " + database + ".");
      return Main.EXIT_REFUSED;
    }
    if (reason.isBlank()) {
      context.complain("Use --reason to say what you checked.");
      return Main.EXIT_REFUSED;
    }
    try (var db = database.open(context.clock(), () -> {})) {
      var guard = WiringTime.unopened(config, db, context.clock());
      // Also finds a hold that only the next start would detect, and ends it.
      guard.open();
      if (!guard.resume(NAME, reason.strip(), _ -> {})) {
        context.say("Billing isn’t on hold. Nothing was changed.");
        return 0;
      }
      context.say("Billing is resumed. Start the server within a day.");
      return 0;
    } catch (DbException unusable) {
      context.complain(
          Causes.chain(unusable) + ". While the server runs, resume billing at /admin.");
      return Main.EXIT_REFUSED;
    }
  }
}

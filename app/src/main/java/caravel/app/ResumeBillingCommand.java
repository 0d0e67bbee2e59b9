package caravel.app;

import caravel.control.db.Db;
import caravel.control.db.DbException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel resume-billing`: lets money move again after it was put on hold.
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

  private final Surroundings surroundings;

  @Option(
      names = "--reason",
      required = true,
      description = "What you have checked. It is kept with the hold.")
  private String reason = "";

  ResumeBillingCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var outcome = surroundings.read(Setting.Command.SERVE);
    if (!surroundings.accepts(outcome.faults())) {
      return Main.EXIT_REFUSED;
    }
    var config = outcome.config();
    var file = config.storage().database();
    if (!Files.isRegularFile(file)) {
      surroundings.complain("There is no database at " + file + ".");
      return Main.EXIT_REFUSED;
    }
    if (reason.isBlank()) {
      surroundings.complain("Use --reason to say what you checked.");
      return Main.EXIT_REFUSED;
    }
    try (var db = Db.open(file, surroundings.clock())) {
      var guard = WiringTime.unopened(config, db, surroundings.clock());
      // A hold that only the next start would have found is found and ended here too.
      guard.open();
      if (!guard.resume(NAME, reason.strip(), _ -> {})) {
        surroundings.say("Billing isn’t on hold. Nothing was changed.");
        return 0;
      }
      surroundings.say("Billing is resumed. Start the server within a day.");
      return 0;
    } catch (DbException unusable) {
      surroundings.complain(
          Causes.chain(unusable) + ". While the server runs, resume billing at /admin.");
      return Main.EXIT_REFUSED;
    }
  }
}

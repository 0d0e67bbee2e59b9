package caravel.app;

import caravel.control.admin.SecretStore;
import caravel.control.db.DbException;
import caravel.control.db.SecretBox;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `caravel reseal`.
@Command(
    name = "reseal",
    description = {
      "Encrypts every stored secret anew with the first key of ENCRYPTION_SECRET.",
      "Afterwards the other keys can be removed. The server must be stopped."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ResealCommand implements Callable<Integer> {
  private final ProcessContext context;

  ResealCommand(ProcessContext context) {
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
      context.complain("there is no database at " + database);
      return Main.EXIT_REFUSED;
    }
    var keys = ServerKeys.of(config);
    try (var db = database.open(context.clock(), () -> {})) {
      var resealed = new SecretStore(db, new SecretBox(keys.encryption())).reseal();
      context.say(
          resealed == 0
              ? "Every stored secret was already encrypted with the first key."
              : resealed + " stored secrets are now encrypted with the first key.");
      return 0;
    } catch (DbException | IllegalStateException failed) {
      context.complain(Causes.chain(failed));
      return Main.EXIT_REFUSED;
    }
  }
}

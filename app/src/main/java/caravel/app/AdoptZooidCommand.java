package caravel.app;

import caravel.app.adopt.zooid.ZooidAdoption;
import caravel.control.db.DbException;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel adopt zooid`: takes over the relays of a zooid that runs already.
@Command(
    name = "zooid",
    description = {
      "Adopts the relays of the zooid of ZOOID_API_URL, from its configuration folder. It only"
          + " reads the folder, and asks each relay whether it answers as its file says.",
      "Without --commit nothing changes, and every change is printed. The server must be stopped,"
          + " and the zooid must run."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AdoptZooidCommand implements Callable<Integer> {
  private final ProcessContext context;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FOLDER",
      description = "The zooid's configuration folder, with one TOML file for each relay.")
  private Path folder = Path.of("");

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description = "The plan of the adopted relays. Without it, the free one.")
  private @Nullable String plan;

  @Option(
      names = "--accept",
      paramLabel = "FIELD",
      description =
          "A field that may change, for instance blossom.authenticated_read. Can be repeated.")
  private Set<String> accepted = new HashSet<>();

  @Option(names = "--commit", description = "Adopts. Without it nothing changes.")
  private boolean commit;

  AdoptZooidCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    var outcome = context.read(Setting.Command.SERVE);
    if (!context.accepts(outcome.faults())) {
      return Main.EXIT_REFUSED;
    }
    var config = outcome.config();
    if (config.hosting().zooid() instanceof Config.Zooid.Embedded) {
      return refuse("Set ZOOID_API_URL to the address of the zooid.");
    }
    var database = config.storage().database();
    if (!database.exists()) {
      return refuse(
          "There is no database at " + database + ". Start the server once, and stop it.");
    }
    if (!Files.isDirectory(folder)) {
      return refuse("There is no folder " + folder + ".");
    }
    var chosen = chosen(config.platform().catalogue().plans());
    if (chosen.isEmpty()) {
      return refuse(
          plan == null
              ? "There is no free plan. Name one with --plan."
              : "There is no plan " + plan + ".");
    }
    try {
      return adopt(config, chosen.orElseThrow());
    } catch (DbException failed) {
      return refuse(Causes.chain(failed));
    } catch (IOException unreadable) {
      return refuse("The folder cannot be read: " + Causes.chain(unreadable));
    }
  }

  private int refuse(String sentence) {
    context.complain(sentence);
    return Main.EXIT_REFUSED;
  }

  private Optional<Plan> chosen(Plans plans) {
    return plan == null ? plans.all().stream().filter(Plan::isFree).findFirst() : plans.byId(plan);
  }

  private int adopt(Config config, Plan chosen) throws IOException, InterruptedException {
    var keys = ServerKeys.of(config);
    try (var zooid = new WiringAdoption(config, keys, context.clock())) {
      var refusal = zooid.refusal();
      return refusal.isPresent()
          ? refuse(refusal.orElseThrow())
          : adopt(config, keys, chosen, zooid);
    }
  }

  private int adopt(Config config, ServerKeys keys, Plan chosen, WiringAdoption zooid)
      throws IOException, InterruptedException {
    try (var db = config.storage().database().open(context.clock(), () -> {})) {
      var desks = WiringAdoption.desks(config, keys, db, context.clock());
      var parts =
          new ZooidAdoption.Parts(
              db, desks.tenants(), desks.relays(), zooid.host(), zooid::changeBody);
      var terms = new ZooidAdoption.Terms(config.hosting().relayDomain(), chosen, accepted);
      var result =
          new ZooidAdoption(parts, terms, context::say)
              .adopt(folder, context.clock().instant(), commit);
      context.say(result.sentence("relays", commit));
      if (!commit) {
        context.say("Nothing was changed. Add --commit to adopt.");
      }
      return result.faulty() == 0 ? 0 : 1;
    }
  }
}

package caravel.verify;

import caravel.app.Logging;
import caravel.app.Version;
import caravel.verify.attack.AttackSuite;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel attack`.
@Command(
    name = "attack",
    description = {
      "Starts this Caravel in a folder of its own, attacks it over loopback in every way it knows,"
          + " and checks that another tenant's relay answers a REQ within 250 ms at p99, that the"
          + " process stays under 1 GiB, 400 threads and 2 GiB on disk, and that nothing happens that"
          + " an attack forbids.",
      "It never connects to another machine."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AttackCommand implements Callable<Integer> {
  private static final int SECONDS_DEFAULT = 10;

  private final CommandContext context;

  @Option(names = "--only", split = ",", description = "Names of attacks; all without it.")
  private List<String> only = List.of();

  @Option(names = "--seconds", description = "Length of each attack; default: 10.")
  private int seconds = SECONDS_DEFAULT;

  AttackCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    var known = AttackSuite.names();
    if (seconds < 1 || !known.containsAll(only)) {
      context.complain("--only takes some of " + String.join(",", known) + "; --seconds 1 or more");
      return VerifyMain.EXIT_REFUSED;
    }
    Logging.configure(false, "warn");
    var settings =
        new AttackSuite.Settings(
            CommandContext.product("serve"), Set.copyOf(only), Duration.ofSeconds(seconds));
    return AttackSuite.run(settings, context.clock(), context::say) ? 0 : 1;
  }
}

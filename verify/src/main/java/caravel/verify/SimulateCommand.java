package caravel.verify;

import caravel.app.Version;
import caravel.verify.simulate.Fault;
import caravel.verify.simulate.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel simulate`.
@Command(
    name = "simulate",
    description = {
      "Lets tenants live with this Caravel for years of virtual time, while wallets, card processor,"
          + " relays and the process itself fail as the seed says.",
      "Checks after every step that no money is lost or taken twice; where something is wrong it"
          + " prints the seed and the shortest trace it finds, and ends with 1."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class SimulateCommand implements Callable<Integer> {
  private static final int TENANTS_DEFAULT = 100;

  private final CommandContext context;

  @Option(
      names = "--seed",
      description = "Of all chance; without it a fresh one, which is printed.")
  private @Nullable Long seed;

  @Option(names = "--years", description = "Virtual years. Default: ${DEFAULT-VALUE}")
  private int years = 1;

  @Option(names = "--tenants", description = "Default: ${DEFAULT-VALUE}")
  private int tenants = TENANTS_DEFAULT;

  @Option(names = "--threads", description = "Worlds that are played at once; default: one a core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "Writes every fact and what followed there, one JSON object a line.")
  private @Nullable Path ledger;

  @Option(
      names = "--faults",
      paramLabel = "FAULTS",
      description =
          "all, none, or some of: downtime, clock-jump, restore, rail-removed, exhaustion, toggling,"
              + " refunds, transfers, adoptions; separated by commas. Lost calls and dying processes always happen."
              + " Default: ${DEFAULT-VALUE}")
  private String faults = "all";

  SimulateCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (years < 1 || tenants < 1 || threads < 1) {
      context.complain("--years, --tenants and --threads are at least 1");
      return VerifyMain.EXIT_REFUSED;
    }
    Set<Fault> chosenFaults;
    try {
      chosenFaults = Fault.parse(faults);
    } catch (IllegalArgumentException unknown) {
      context.complain("--faults: " + unknown.getMessage());
      return VerifyMain.EXIT_REFUSED;
    }
    // Each transaction runs twice, which shows that it can be repeated after a conflict.
    System.setProperty("caravel.transactions.twice", "true");
    var chosen = seed == null ? context.clock().millis() : seed;
    context.say("seed " + chosen + ", " + tenants + " tenants, " + years + " years");
    var from = context.clock().instant();
    var size = new Simulation.Size(chosen, tenants, years, threads, ledger, chosenFaults);
    var result = new Simulation(size, context::say).run();
    var took = Duration.between(from, context.clock().instant());
    context.say(summary(result, took));
    return result.held() ? 0 : 1;
  }

  private static String summary(Simulation.Result result, Duration took) {
    var seconds = Math.max(1, took.toMillis()) / 1_000.0;
    var lived = result.tenantYears() / seconds;
    return String.format(
        Locale.ROOT,
        "%s: %,d tenant-years in %.1f s, %.1f a second, %,.0f × real time; %,d invoices, %,d payments",
        result.held() ? "everything held" : "BROKEN",
        result.tenantYears(),
        seconds,
        lived,
        lived * Duration.ofDays(365).toSeconds(),
        result.invoices(),
        result.payments());
  }
}

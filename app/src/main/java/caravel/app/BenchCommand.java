package caravel.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `caravel bench`.
@Command(
    name = "bench",
    description = "Measures a relay and an API by their addresses.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BenchCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  BenchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings.complain("there is no measurement in this build");
    return 1;
  }
}

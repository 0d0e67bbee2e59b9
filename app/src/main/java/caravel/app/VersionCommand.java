package caravel.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `caravel version`.
@Command(
    name = "version",
    description = "Prints the version.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class VersionCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  VersionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings.say(new Version().getVersion()[0]);
    return 0;
  }
}

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
  private final ProcessContext context;

  VersionCommand(ProcessContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context.say(new Version().getVersion()[0]);
    return 0;
  }
}

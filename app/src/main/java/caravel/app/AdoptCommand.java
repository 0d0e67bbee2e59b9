package caravel.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `caravel adopt`: the parent of the commands that move an earlier platform in.
@Command(
    name = "adopt",
    description = "Adopts the relays and tenants of an earlier platform.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AdoptCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  static CommandLine of(ProcessContext context) {
    return new CommandLine(new AdoptCommand())
        .addSubcommand(new AdoptCaravelCommand(context))
        .addSubcommand(new AdoptZooidCommand(context));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to adopt.");
  }
}

package caravel.verify;

import caravel.app.Version;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry point of the programs that measure and check Caravel. The launcher starts it for their
/// commands only; the product does not contain it.
@Command(
    name = "caravel",
    description = "Measures and checks Caravel.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class VerifyMain {
  /// The exit code for a wrong argument.
  static final int EXIT_REFUSED = 2;

  private VerifyMain() {}

  /// Runs the command and ends the process with its exit code.
  public static void main(String[] arguments) {
    Runtime.getRuntime().exit(run(arguments));
  }

  private static int run(String... arguments) {
    var context =
        new CommandContext(writer(System.out), writer(System.err), InstantSource.system());
    return new CommandLine(new VerifyMain())
        .addSubcommand(new SimulateCommand(context))
        .addSubcommand(new MonthEndCommand(context))
        .addSubcommand(new BenchCommand(context))
        .addSubcommand(new RestoreTimeCommand(context))
        .addSubcommand(new StoreCostCommand(context))
        .addSubcommand(new AttackCommand(context))
        .addSubcommand(new ConformanceCommand(context))
        .setOut(context.out())
        .setErr(context.err())
        .execute(arguments);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}

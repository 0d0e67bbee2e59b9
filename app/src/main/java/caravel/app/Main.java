package caravel.app;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry: `caravel [command]`.
@Command(
    name = "caravel",
    description = "Hosts Nostr relays for communities. Without a command it serves.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main implements Callable<Integer> {
  /// A bad setting, a taken port, a folder that cannot be written, a bad argument.
  static final int EXIT_REFUSED = 2;

  /// The process ended itself because a part that it cannot do without has stopped.
  static final int EXIT_FATAL = 3;

  private final Callable<Integer> serve;

  private Main(Callable<Integer> serve) {
    this.serve = serve;
  }

  @Override
  public Integer call() throws Exception {
    return serve.call();
  }

  /// Runs the command and ends the process with its exit code.
  public static void main(String[] arguments) {
    Runtime.getRuntime().exit(run(surroundings(), arguments));
  }

  static int run(Surroundings surroundings, String... arguments) {
    var serve = new ServeCommand(surroundings);
    if (arguments.length == 0) {
      return serveAtOnce(surroundings, serve);
    }
    return new CommandLine(new Main(serve))
        .addSubcommand(serve)
        .addSubcommand(new EngineCommand(surroundings))
        .addSubcommand(new ConfigCommand(surroundings))
        .addSubcommand(new BenchCommand(surroundings))
        .addSubcommand(new AttackCommand(surroundings))
        .addSubcommand(new MonthEndCommand(surroundings))
        .addSubcommand(new SimulateCommand(surroundings))
        .addSubcommand(new ExplainCommand(surroundings))
        .addSubcommand(new ResealCommand(surroundings))
        .addSubcommand(new ResumeBillingCommand(surroundings))
        .addSubcommand(new VersionCommand(surroundings))
        .addSubcommand(new WarmUpCommand(surroundings))
        .setOut(surroundings.voice().out())
        .setErr(surroundings.voice().err())
        .setExecutionExceptionHandler((thrown, _, _) -> ended(surroundings, thrown))
        .execute(arguments);
  }

  /// Without the library for arguments, whose loading is a good part of a start.
  private static int serveAtOnce(Surroundings surroundings, Callable<Integer> serve) {
    try {
      return serve.call();
    } catch (Exception thrown) {
      return ended(surroundings, thrown);
    }
  }

  private static int ended(Surroundings surroundings, Exception thrown) {
    if (thrown instanceof RefusedException refused) {
      surroundings.complain(Causes.chain(refused));
      return EXIT_REFUSED;
    }
    surroundings.complain("it could not go on: " + Causes.chain(thrown));
    return 1;
  }

  private static Surroundings surroundings() {
    var clock = InstantSource.system();
    var home = System.getProperty("caravel.home", "");
    return new Surroundings(
        System.getenv(),
        Path.of(home).toAbsolutePath().normalize(),
        Boolean.getBoolean("caravel.terminal"),
        Long.getLong("caravel.started", clock.millis()),
        new Surroundings.Voice(writer(System.out), writer(System.err)),
        clock);
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}

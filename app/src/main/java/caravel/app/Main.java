package caravel.app;

import caravel.control.db.NewerDatabaseException;
import caravel.engine.journal.NewerJournalException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry point: `caravel [command]`.
@Command(
    name = "caravel",
    description = "Hosts Nostr relays for communities. Without a command it serves.",
    footerHeading = "Programs that check Caravel, started by its launcher from verify/:%n",
    footer = {
      "  simulate        Plays years of billing on a virtual clock, with failures.",
      "  month-end       Measures how long billing takes at the end of a month.",
      "  bench           Measures relays and the API.",
      "  restore-time    Measures what a lost machine costs with a backup.",
      "  store-cost      Measures the statements of the store, on SQLite or PostgreSQL.",
      "  attack          Attacks a server and checks that it keeps answering.",
      "  conformance     Checks whether a relay server behaves as a zooid."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main implements Callable<Integer> {
  /// Exit code for a bad setting or argument, a taken port, a folder that is not writable, or a
  /// database of a newer version: starting again does not help.
  static final int EXIT_REFUSED = 2;

  /// Exit code after the process ended itself, because an essential part has stopped.
  static final int EXIT_FATAL = 3;

  /// Fewest threads that carry virtual threads; the JVM's default is one for each core. The JVM
  /// does not preempt a virtual thread, but the operating system shares the cores fairly between
  /// these threads. Without them a relay's messages wait behind every API request that computes.
  private static final int CARRIER_THREADS_MIN = 16;

  private static final String CARRIER_THREADS = "jdk.virtualThreadScheduler.parallelism";

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
    setCarrierThreads();
    Runtime.getRuntime().exit(run(surroundings(), arguments));
  }

  /// Has an effect before the first virtual thread starts. An operator's own `-D` stays.
  private static void setCarrierThreads() {
    var threads = Math.max(CARRIER_THREADS_MIN, Runtime.getRuntime().availableProcessors());
    if (System.getProperty(CARRIER_THREADS) == null) {
      System.setProperty(CARRIER_THREADS, Integer.toString(threads));
    }
  }

  static int run(ProcessContext context, String... arguments) {
    var serve = new ServeCommand(context);
    if (arguments.length == 0) {
      return serveAtOnce(context, serve);
    }
    // A server configures its log by its settings. The output of other commands may be for
    // programs.
    Logging.configure(false, "warn");
    return new CommandLine(new Main(serve))
        .addSubcommand(serve)
        .addSubcommand(AdoptCommand.of(context))
        .addSubcommand(new EngineCommand(context))
        .addSubcommand(new BackupCommand(context))
        .addSubcommand(new RestoreCommand(context))
        .addSubcommand(new ConfigCommand(context))
        .addSubcommand(new DatabaseCommand(context))
        .addSubcommand(new DoctorCommand(context))
        .addSubcommand(new ExplainCommand(context))
        .addSubcommand(new ResealCommand(context))
        .addSubcommand(new ResumeBillingCommand(context))
        .addSubcommand(new UpgradeCommand(context))
        .addSubcommand(new VersionCommand(context))
        .addSubcommand(new WarmUpCommand(context))
        .setOut(context.voice().out())
        .setErr(context.voice().err())
        .setExecutionExceptionHandler((thrown, _, _) -> ended(context, thrown))
        .execute(arguments);
  }

  /// Starts `serve` without the command-line library, whose loading takes a large part of a start.
  private static int serveAtOnce(ProcessContext context, Callable<Integer> serve) {
    try {
      return serve.call();
    } catch (Exception thrown) {
      return ended(context, thrown);
    }
  }

  private static int ended(ProcessContext context, Exception thrown) {
    if (thrown instanceof RefusedException
        || thrown instanceof NewerDatabaseException
        || thrown instanceof NewerJournalException) {
      context.complain(Causes.chain(thrown));
      return EXIT_REFUSED;
    }
    context.complain("it could not go on: " + Causes.chain(thrown));
    return 1;
  }

  private static ProcessContext surroundings() {
    var clock = InstantSource.system();
    var home = System.getProperty("caravel.home", "");
    return new ProcessContext(
        System.getenv(),
        Path.of(home).toAbsolutePath().normalize(),
        Boolean.getBoolean("caravel.terminal"),
        Long.getLong("caravel.started", clock.millis()),
        new ProcessContext.Voice(writer(System.out), writer(System.err)),
        clock);
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}

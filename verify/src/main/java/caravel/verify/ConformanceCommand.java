package caravel.verify;

import caravel.app.Logging;
import caravel.app.Version;
import caravel.backup.LocalDisk;
import caravel.conformance.RecordedKeys;
import caravel.conformance.Transcripts;
import caravel.conformance.numbers.ConformanceSuite;
import caravel.conformance.numbers.SuiteTarget;
import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.SecretKey;
import caravel.verify.bench.Server;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel conformance`.
@Command(
    name = "conformance",
    description = {
      "With --relay, --api and --secret: runs the 144 numbered checks over the network against any"
          + " relay server with zooid's management API, and prints a table. It creates the relays"
          + " that it needs and deletes them. Exit code 0: no check failed; 1: a check failed; 2: a"
          + " wrong argument, or the server cannot be checked.",
      "Without them: replays every recorded conversation with a zooid against a relay server on this"
          + " machine (--port), or against this Caravel's engine in a folder of its own, and prints"
          + " the steps whose answers differ."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ConformanceCommand implements Callable<Integer> {
  private final CommandContext context;

  @Option(
      names = "--port",
      description =
          "A running server on this machine that trusts X-Forwarded-* of 127.0.0.1; with"
              + " --api-host, --key.")
  private @Nullable Integer port;

  @Option(names = "--api-host", description = "The Host of its management API.")
  private @Nullable String apiHost;

  @Option(names = "--key", description = "nsec1… or hex: accepted by the management API.")
  private @Nullable String key;

  @Option(
      names = "--relay",
      description = "wss://host/ that is dialled for relays; created relays have names below it.")
  private @Nullable String relay;

  @Option(names = "--api", description = "https://host/ of the management API.")
  private @Nullable String api;

  @Option(
      names = "--secret",
      description = "nsec1… or hex: on the whitelist of the management API.")
  private @Nullable String secret;

  @Option(names = "--json", description = "Prints the results of the checks as JSON.")
  private boolean isJson;

  @Option(
      names = "--only",
      split = ",",
      description =
          "With --relay: numbers of checks, such as 45,60-66. Otherwise names of recordings."
              + " Without it: all.")
  private List<String> only = List.of();

  ConformanceCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    if (relay != null || api != null || secret != null) {
      return checkServer();
    }
    if (isJson) {
      context.complain("--json takes --relay, --api and --secret");
      return VerifyMain.EXIT_REFUSED;
    }
    return replayRecordings();
  }

  private int checkServer() {
    if (relay == null || api == null || secret == null) {
      context.complain("--relay, --api and --secret go together");
      return VerifyMain.EXIT_REFUSED;
    }
    if (port != null || apiHost != null || key != null) {
      context.complain("--relay does not go with --port, --api-host or --key");
      return VerifyMain.EXIT_REFUSED;
    }
    SuiteTarget target;
    Set<Integer> numbers;
    try {
      target = SuiteTarget.parse(relay, api, secret);
      numbers = only.isEmpty() ? Set.of() : NumberList.parse(String.join(",", only));
    } catch (IllegalArgumentException wrong) {
      context.complain(String.valueOf(wrong.getMessage()));
      return VerifyMain.EXIT_REFUSED;
    }
    Logging.configure(false, "warn");
    return runChecks(target, numbers);
  }

  private int runChecks(SuiteTarget target, Set<Integer> numbers) {
    var suite = new ConformanceSuite(target, context.clock());
    // Ctrl-C ends the process without the end of the block.
    var interrupted = new Thread(() -> reportLeft(suite.deleteRelays()));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try (suite) {
      var problem = suite.findProblem();
      if (!problem.isEmpty()) {
        context.complain(problem);
        return VerifyMain.EXIT_REFUSED;
      }
      var rows =
          suite.run(
              numbers,
              row -> {
                if (!isJson) {
                  context.say(ResultTable.line(row));
                }
              });
      context.say(isJson ? ResultTable.json(rows) : ResultTable.summary(rows));
      reportLeft(suite.deleteRelays());
      return ResultTable.isGood(rows) ? 0 : 1;
    }
  }

  private void reportLeft(List<String> ids) {
    if (!ids.isEmpty()) {
      context.complain("these relays could not be deleted: " + String.join(", ", ids));
    }
  }

  private int replayRecordings() throws Exception {
    var known = Transcripts.names();
    if (!known.containsAll(only)) {
      context.complain("--only takes some of " + String.join(",", known));
      return VerifyMain.EXIT_REFUSED;
    }
    if ((port == null) != (apiHost == null) || (port == null) != (key == null)) {
      context.complain("--port, --api-host and --key go together");
      return VerifyMain.EXIT_REFUSED;
    }
    Logging.configure(false, "warn");
    var names = only.isEmpty() ? known : only;
    if (port != null && apiHost != null && key != null) {
      return replay(new Transcripts.Server(port, apiHost, SecretKey.parse(key)), names);
    }
    return replayAgainstOwnEngine(names);
  }

  private int replayAgainstOwnEngine(List<String> names) throws Exception {
    var folder = Files.createTempDirectory("caravel-conformance");
    var enginePort = Server.freePort();
    var host = "api.localhost:" + enginePort;
    var settings =
        new EngineSettings(
            new EngineSettings.Listen("127.0.0.1", enginePort),
            new EngineSettings.Folders(
                folder.resolve("config"), folder.resolve("relays"), folder.resolve("media")),
            new EngineSettings.Api(host, Set.of(RecordedKeys.publicKey("api"))),
            Sync.NORMAL,
            // zooid trusted every peer's X-Forwarded-* headers when the recordings were made.
            List.of("127.0.0.1"));
    try (var _ = Engine.start(settings, context.clock())) {
      return replay(new Transcripts.Server(enginePort, host, RecordedKeys.secret("api")), names);
    } finally {
      LocalDisk.deleteFolder(folder);
    }
  }

  private int replay(Transcripts.Server server, List<String> names) {
    var different = 0;
    try (var transcripts = new Transcripts(server, context.clock())) {
      for (var name : names) {
        for (var difference : transcripts.replay(name, Set.of())) {
          context.say(name + " " + difference.what());
          different++;
        }
      }
    }
    context.say(names.size() + " recordings replayed, " + different + " steps differ");
    return 0;
  }
}

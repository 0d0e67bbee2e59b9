package caravel.verify;

import caravel.app.Logging;
import caravel.app.Version;
import caravel.backup.LocalDisk;
import caravel.conformance.RecordedKeys;
import caravel.conformance.Transcripts;
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
      "Replays every recorded conversation with a zooid against a relay server on this machine and"
          + " prints the steps whose answers differ.",
      "Without a port it starts this Caravel's engine in a folder of its own."
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

  @Option(names = "--only", split = ",", description = "Names of recordings; all without it.")
  private List<String> only = List.of();

  ConformanceCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
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

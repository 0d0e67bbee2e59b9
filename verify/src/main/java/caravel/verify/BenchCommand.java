package caravel.verify;

import caravel.app.Logging;
import caravel.app.Version;
import caravel.nostr.SecretKey;
import caravel.verify.bench.Bench;
import caravel.verify.bench.BenchSettings;
import caravel.verify.bench.BenchSettings.Job;
import caravel.verify.bench.BenchSettings.Size;
import caravel.verify.bench.BenchSettings.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `caravel bench`.
@Command(
    name = "bench",
    description = {
      "Measures relays and the API: rates, times, and the server's CPU for one operation, counted in"
          + " signature verifications.",
      "Without a target it starts this Caravel in a folder of its own and measures that."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BenchCommand implements Callable<Integer> {
  private final CommandContext context;

  @Option(
      names = "--server",
      paramLabel = "COMMAND",
      description =
          "Start this relay server instead; it is given PORT, CONFIG, DATA, MEDIA, API_HOST and"
              + " API_WHITELIST, as zooid is.")
  private @Nullable String server;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A running server in which test relays may be made; with --api-host, --key.")
  private @Nullable URI url;

  @Option(names = "--api-host", description = "The Host of its management API.")
  private @Nullable String apiHost;

  @Option(
      names = "--domain",
      description = "Parent of the test relays' hosts; default: that of --url.")
  private @Nullable String domain;

  @Option(
      names = "--relay",
      paramLabel = "URL",
      description = "One relay that is there already; with --key. Test events stay in it.")
  private @Nullable URI relay;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "A running Caravel whose API is read; its rate limits must be off.")
  private @Nullable URI api;

  @Option(
      names = "--key",
      description =
          "nsec1… or hex: accepted by the management API, or a member of the relay, or the caller of"
              + " the API.")
  private @Nullable String key;

  @Option(names = "--pid", description = "The server's process, so that its CPU is known.")
  private @Nullable Long pid;

  @Option(names = "--jobs", split = ",", description = "Some of: ${COMPLETION-CANDIDATES}.")
  private List<Job> jobs = List.of();

  @Option(names = "--quick", description = "Small sizes: whether it works, not how fast.")
  private boolean quick;

  @Option(
      names = "--stored",
      split = ",",
      description = "Sizes of the store at which reads are measured, such as 10000,100000.")
  private List<Integer> stored = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there too.")
  private @Nullable Path json;

  BenchCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Target target;
    try {
      target = target();
    } catch (IllegalArgumentException refused) {
      context.complain(String.valueOf(refused.getMessage()));
      return VerifyMain.EXIT_REFUSED;
    }
    Logging.configure(false, "warn");
    var size = quick ? Size.QUICK : Size.FULL;
    var settings =
        new BenchSettings(
            target,
            jobs.isEmpty() ? EnumSet.noneOf(Job.class) : EnumSet.copyOf(jobs),
            stored.isEmpty() ? size : size.withStored(stored.stream().sorted().toList()),
            json);
    return Bench.run(settings, context.clock(), context::say) ? 0 : 1;
  }

  private Target target() {
    long named = Stream.of(server, url, relay, api).filter(chosen -> chosen != null).count();
    if (named > 1) {
      throw new IllegalArgumentException("one of --server, --url, --relay and --api at a time");
    }
    if (url != null) {
      var host = apiHost;
      if (host == null) {
        throw new IllegalArgumentException(
            "--url needs --api-host, the Host of its management API");
      }
      var parent = domain == null ? url.getAuthority() : domain;
      return new Target.Running(url, host, key("--url"), parent, pid);
    }
    if (relay != null) {
      return new Target.Configured(relay, key("--relay"), pid);
    }
    if (api != null) {
      return new Target.Api(api, key == null ? SecretKey.generate() : key("--api"), pid);
    }
    return server == null
        ? new Target.Started(
            CommandContext.product("engine"), CommandContext.product("serve"), Map.of())
        : new Target.Started(List.of(server.strip().split(" +")), List.of(), Map.of());
  }

  private SecretKey key(String option) {
    if (key == null) {
      throw new IllegalArgumentException(option + " needs --key");
    }
    return SecretKey.parse(key);
  }
}

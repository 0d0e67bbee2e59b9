package caravel.verify.bench;

import caravel.backup.LocalDisk;
import caravel.nostr.SecretKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Measures a server by its addresses and prints the results.
///
/// The load runs on the same machine, so rates mean little. The server's CPU per operation, in
/// signature verifications of the same run, is comparable between servers.
public final class Bench {
  private static final int START_SECONDS_MAX = 60;
  private static final double MIB_BYTES = 1024 * 1024;

  private final BenchSettings settings;
  private final InstantSource clock;
  private final Consumer<String> out;
  private final List<Figure> figures = new ArrayList<>();

  private Bench(BenchSettings settings, InstantSource clock, Consumer<String> out) {
    this.settings = settings;
    this.clock = clock;
    this.out = out;
  }

  /// Runs the jobs one after the other and prints a table.
  ///
  /// @param out receives each line
  /// @return true when every answer of the server was correct
  public static boolean run(BenchSettings settings, InstantSource clock, Consumer<String> out)
      throws Exception {
    return new Bench(settings, clock, out).run();
  }

  private boolean run() throws Exception {
    out.accept("measuring one verification");
    var unit = VerifyRate.measure();
    switch (settings.target()) {
      case BenchSettings.Target.Started started -> started(started);
      case BenchSettings.Target.Running running -> running(running);
      case BenchSettings.Target.Configured configured -> configured(configured);
      case BenchSettings.Target.Api api -> api(api.serverUrl(), api.caller(), meter(api.pid()));
    }
    var report = new Report(unit, List.copyOf(figures));
    report.print(out);
    var json = settings.json();
    if (json != null) {
      report.write(json);
    }
    return report.isClean();
  }

  private void started(BenchSettings.Target.Started target) throws Exception {
    var engines = new Engines(target, SecretKey.generate());
    if (wants(relayJobs())) {
      onFreshServer(engines, this::running);
    }
    fresh(BenchSettings.Job.SOCKETS, engines, (run, _) -> new SocketMemoryJob(run).run());
    fresh(
        BenchSettings.Job.FIRST_EVENTS,
        engines,
        (run, relays) -> new FreshServerJobs(run, relays).firstEvents());
    fresh(BenchSettings.Job.MIX, engines, (run, relays) -> new FreshServerJobs(run, relays).mix());
    if (wants(EnumSet.of(BenchSettings.Job.START))) {
      attempt("start", () -> new StartJob(engines, settings.size()).run());
    }
    if (wants(EnumSet.of(BenchSettings.Job.API)) && !target.serve().isEmpty()) {
      startedApi(target);
    }
  }

  private void startedApi(BenchSettings.Target.Started target) throws Exception {
    var folder = Files.createTempDirectory("caravel-bench");
    int port = Server.freePort();
    var server = URI.create("http://localhost:" + port);
    var environment = new HashMap<>(target.environment());
    environment.put("PORT", Integer.toString(port));
    environment.put("ENGINE_PORT", Integer.toString(Server.freePort()));
    environment.put("DATA_DIR", folder.resolve("data").toString());
    environment.put("RATE_PER_KEY", "0");
    environment.put("RATE_PER_ADDRESS", "0");
    try (var process = Server.start(target.serve(), environment, folder);
        var client = new BenchClient(server, 0)) {
      awaitAnswer(process, client, server.resolve("/readyz"));
      api(server, SecretKey.generate(), process.meter());
    } finally {
      LocalDisk.deleteFolder(folder);
    }
  }

  private interface RunningUse {
    void on(BenchSettings.Target.Running server) throws Exception;
  }

  private interface RelayUse {
    void of(BenchRun run, BenchRelays.Made relays) throws Exception;
  }

  private interface FreshUse {
    List<Figure> of(BenchRun run, BenchRelays.Made relays) throws Exception;
  }

  /// Starts a relay server in a folder of its own, and removes both afterwards.
  private void onFreshServer(Engines engines, RunningUse use) throws Exception {
    var folder = Files.createTempDirectory("caravel-bench");
    int port = Server.freePort();
    var address = URI.create("http://127.0.0.1:" + port);
    try (var server = engines.start(folder, port);
        var client = new BenchClient(address, 0)) {
      awaitAnswer(server, client, URI.create("http://" + Engines.apiHost(port) + "/"));
      var pid = server.meter().pid();
      use.on(
          new BenchSettings.Target.Running(
              address, Engines.apiHost(port), engines.apiKey(), "localhost:" + port, pid));
    } finally {
      LocalDisk.deleteFolder(folder);
    }
  }

  /// Runs a job on a server that has just started.
  private void fresh(BenchSettings.Job job, Engines engines, FreshUse use) throws Exception {
    if (wanted().contains(job)) {
      onFreshServer(
          engines,
          running ->
              withRelays(
                  running, (run, relays) -> attempt(job.toString(), () -> use.of(run, relays))));
    }
  }

  private void running(BenchSettings.Target.Running target) throws Exception {
    withRelays(target, (run, _) -> relayJobs(run, target.address()));
  }

  private void withRelays(BenchSettings.Target.Running target, RelayUse use) throws Exception {
    try (var client = new BenchClient(target.address(), 0)) {
      var member = SecretKey.generate();
      var relays =
          new BenchRelays.Made(
              client,
              target.apiHost(),
              target.apiKey(),
              target.domain(),
              member.publicKey(),
              clock,
              new ArrayList<>());
      try {
        use.of(
            new BenchRun(client, relays, member, meter(target.pid()), settings.size(), clock),
            relays);
      } finally {
        relays.removeAll();
      }
    }
  }

  private void configured(BenchSettings.Target.Configured target) throws Exception {
    try (var client = new BenchClient(target.relay(), 0)) {
      var given = new BenchRelays.Given(new BenchRelays.Host("given", target.relay()));
      relayJobs(
          new BenchRun(client, given, target.member(), meter(target.pid()), settings.size(), clock),
          target.relay());
    }
  }

  private void relayJobs(BenchRun world, URI address) throws Exception {
    var jobs = wanted();
    var ingest = new IngestJobs(world, jobs);
    attempt(
        "warm-up",
        () -> {
          ingest.warmUp();
          return List.of();
        });
    if (wants(EnumSet.range(BenchSettings.Job.INGEST, BenchSettings.Job.INGEST_MANY_SINGLE))) {
      attempt("store", ingest::run);
    }
    if (wants(EnumSet.of(BenchSettings.Job.QUERY, BenchSettings.Job.OPEN_LOOP))) {
      attempt("read", new QueryJob(world, jobs)::run);
    }
    if (jobs.contains(BenchSettings.Job.CONNECT)) {
      attempt("connect", new ConnectJob(world)::run);
    }
    var meter = world.meter();
    if (jobs.contains(BenchSettings.Job.TRANSFER)
        && world.relays() instanceof BenchRelays.Made made) {
      attempt("import and export", new TransferJob(world, made)::run);
    }
    if (jobs.contains(BenchSettings.Job.SEARCH)
        && world.relays() instanceof BenchRelays.Made made) {
      attempt("search", new SearchJob(world, made)::run);
    }
    if (jobs.contains(BenchSettings.Job.FILES) && world.relays() instanceof BenchRelays.Made made) {
      attempt("files", new FilesJob(world, made)::run);
    }
    if (jobs.contains(BenchSettings.Job.NEGENTROPY)
        && world.relays() instanceof BenchRelays.Made made) {
      attempt("reconcile", new NegentropyJob(world, made)::run);
    }
    if (jobs.contains(BenchSettings.Job.LONG_LIST)
        && world.relays() instanceof BenchRelays.Made made) {
      attempt("join", new LongListJob(world, made)::run);
    }
    if (wants(EnumSet.range(BenchSettings.Job.FAN_OUT, BenchSettings.Job.STALLED_READER))) {
      attempt("deliver", new FanOutJobs(world, address, jobs)::run);
    }
    if (meter != null) {
      figures.add(
          new Figure.Amount("memory at most", meter.peakBytes() / MIB_BYTES, "MiB", "all jobs"));
    }
  }

  private void api(URI server, SecretKey caller, @Nullable Meter meter) throws Exception {
    try (var client = new BenchClient(server, 0)) {
      attempt("API", new ApiJob(client, server, caller, meter, settings.size(), clock)::run);
    }
  }

  /// A failed job prints a line, and the others still run.
  private void attempt(String name, Callable<List<Figure>> job) throws Exception {
    out.accept("measuring: " + name);
    try {
      figures.addAll(job.call());
    } catch (WrongAnswerException failed) {
      figures.add(new Figure.Failed(name, String.valueOf(failed.getMessage())));
    }
  }

  private void awaitAnswer(Server server, BenchClient client, URI page) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
    while (!answers(client, page)) {
      server.requireAlive();
      if (System.nanoTime() > end) {
        throw new WrongAnswerException("the server does not answer");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static boolean answers(BenchClient client, URI page) throws InterruptedException {
    try {
      client.http().newRequest(page).timeout(5, TimeUnit.SECONDS).send();
      return true;
    } catch (ExecutionException | TimeoutException notYet) {
      return false;
    }
  }

  private static @Nullable Meter meter(@Nullable Long pid) {
    return pid == null || !Files.exists(Path.of("/proc", Long.toString(pid), "stat"))
        ? null
        : new Meter(pid);
  }

  private Set<BenchSettings.Job> wanted() {
    return settings.jobs().isEmpty() ? EnumSet.allOf(BenchSettings.Job.class) : settings.jobs();
  }

  private boolean wants(Set<BenchSettings.Job> some) {
    return wanted().stream().anyMatch(some::contains);
  }

  private static Set<BenchSettings.Job> relayJobs() {
    return EnumSet.range(BenchSettings.Job.INGEST, BenchSettings.Job.STALLED_READER);
  }
}

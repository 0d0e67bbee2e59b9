package caravel.verify.attack;

import caravel.backup.LocalDisk;
import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import caravel.verify.bench.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Starts a Caravel with its default settings, runs every attack against it, and checks that
/// another tenant's relay keeps answering and that the process stays small.
///
/// All connections stay on this machine's loopback addresses.
public final class AttackSuite {
  /// The limit for the 99th percentile of the bystander's response times.
  static final Duration P99_MAX = Duration.ofMillis(250);

  /// The limit for the resident memory of the server.
  static final long MEMORY_BYTES_MAX = 1L << 30;

  /// The limit for the threads of the server: twice its pools. No connection or transfer may have a
  /// thread of its own.
  static final long THREADS_MAX = 400;

  /// The limit for the server's data folder: the journal, and the limits of [#PLANS] for each
  /// relay.
  static final long DISK_BYTES_MAX = 2L << 30;

  /// Bytes that the plan allows a member to store.
  static final long FILE_BYTES_OF_MEMBER = 32L << 20;

  /// One plan that has everything which an attack needs.
  private static final String PLANS =
      """
      [{"id": "free", "name": "Free", "amount": 0, "blossom": true, "bytes": 268435456,
        "file_bytes": 67108864, "file_bytes_per_member": %d}]
      """
          .formatted(FILE_BYTES_OF_MEMBER);

  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration RECOVERY = Duration.ofSeconds(3);
  private static final int STORED_EVENTS = 50;

  /// The attacks to run.
  ///
  /// @param serve the command line of the server
  /// @param names of attacks; empty for all
  /// @param length of each attack
  public record Settings(List<String> serve, Set<String> names, Duration length) {
    public Settings {
      serve = List.copyOf(serve);
      names = Set.copyOf(names);
    }
  }

  /// @param breach what the server did although the attack forbids it; empty = nothing
  private record Result(Attack attack, Bystander.Seen seen, ProcessPeak.Seen peak, String breach) {
    boolean holds() {
      return breach.isEmpty()
          && seen.failures() == 0
          && seen.answers() > 0
          && seen.p99().compareTo(P99_MAX) <= 0
          && peak.memoryBytes() <= MEMORY_BYTES_MAX
          && peak.threads() <= THREADS_MAX
          && peak.diskBytes() <= DISK_BYTES_MAX;
    }
  }

  private final Settings settings;
  private final InstantSource clock;
  private final Consumer<String> out;
  private final SecretKey victim = SecretKey.generate();

  private AttackSuite(Settings settings, InstantSource clock, Consumer<String> out) {
    this.settings = settings;
    this.clock = clock;
    this.out = out;
  }

  /// Names of all attacks.
  public static List<String> names() {
    return attacks().stream().map(Attack::name).toList();
  }

  /// Runs the attacks one after the other and prints a line for each.
  ///
  /// @return whether the server passed all of them
  public static boolean run(Settings settings, InstantSource clock, Consumer<String> out)
      throws Exception {
    return new AttackSuite(settings, clock, out).run();
  }

  private static List<Attack> attacks() {
    var all = new ArrayList<>(RelayAttacks.all());
    all.addAll(HttpAttacks.all());
    all.addAll(RoomAttacks.all());
    all.addAll(FileAttacks.all());
    all.addAll(SearchAttacks.all());
    all.addAll(NegentropyAttacks.all());
    all.addAll(ControlAttacks.all());
    return all;
  }

  private boolean run() throws Exception {
    var folder = Files.createTempDirectory("caravel-attack");
    var port = Server.freePort();
    var enginePort = Server.freePort();
    var data = folder.resolve("data");
    var plans = Files.writeString(folder.resolve("plans.json"), PLANS);
    var environment =
        Map.of(
            "PORT", Integer.toString(port),
            "ENGINE_PORT", Integer.toString(enginePort),
            "PLANS_FILE", plans.toString(),
            "DATA_DIR", data.toString());
    try (var process = Server.start(settings.serve(), environment, folder)) {
      var server = URI.create("http://localhost:" + port);
      awaitReady(process, server);
      prepare(server, enginePort);
      var holds = true;
      for (var attack : attacks()) {
        if (settings.names().isEmpty() || settings.names().contains(attack.name())) {
          process.requireAlive();
          var result = attack(attack, server, enginePort, new ProcessPeak(process.pid(), data));
          out.accept(line(result));
          holds &= result.holds();
          Thread.sleep(RECOVERY);
        }
      }
      process.requireAlive();
      out.accept(holds ? "the server held against every attack" : "the server did not hold");
      return holds;
    } finally {
      LocalDisk.deleteFolder(folder);
    }
  }

  private void awaitReady(Server process, URI server) throws Exception {
    var deadline = System.nanoTime() + START_MAX.toNanos();
    try (var client = new ApiClient(server, victim, clock, InetAddress.getLoopbackAddress())) {
      while (!isReady(client)) {
        process.requireAlive();
        if (System.nanoTime() > deadline) {
          throw new IOException("the server did not start within " + START_MAX);
        }
        Thread.sleep(LOOK_EVERY);
      }
    }
  }

  private static boolean isReady(ApiClient client) throws InterruptedException {
    try {
      return client.call("GET", "/identity", "").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Creates the bystander's relay with some events.
  private void prepare(URI server, int enginePort) throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    try (var client = new ApiClient(server, victim, clock, loopback)) {
      client.createRelay("bystander", "");
    }
    var now = RelayClient.seconds(clock);
    try (var client =
        RelayClient.signIn(loopback, enginePort, host("bystander", enginePort), victim, now)) {
      for (var i = 0; i < STORED_EVENTS; i++) {
        if (!client.publish(Event.sign(victim, now - i, 1, List.of(), "event " + i))) {
          throw new IOException("the bystander's relay refused an event");
        }
      }
    }
  }

  private Result attack(Attack attack, URI server, int enginePort, ProcessPeak peak)
      throws Exception {
    out.accept("  " + attack.name() + ": " + attack.does());
    // A relay of its own, so that no attack finds one that another has filled.
    var attacker = SecretKey.generate();
    try (var client = new ApiClient(server, attacker, clock, AttackTarget.address(0))) {
      client.createRelay(attack.name(), "\"policy_public_read\":1,\"policy_public_join\":1,");
    }
    var bystander = new Bystander(enginePort, host("bystander", enginePort), victim, clock);
    var asking = Thread.ofPlatform().name("bystander").start(bystander);
    var measuring = Thread.ofPlatform().name("peak").start(peak);
    var end = System.nanoTime() + settings.length().toNanos();
    var relayHost = host(attack.name(), enginePort);
    var breach = "";
    try {
      attack.method().run(new AttackTarget(server, enginePort, relayHost, attacker, clock, end));
    } catch (BreachException found) {
      breach = String.valueOf(found.getMessage());
    }
    bystander.stop();
    peak.stop();
    asking.join();
    measuring.join();
    return new Result(attack, bystander.seen(), peak.seen(), breach);
  }

  private static String host(String label, int enginePort) {
    return label + ".localhost:" + enginePort;
  }

  private static String line(Result result) {
    var seen = result.seen();
    return String.format(
        Locale.ROOT,
        "  %-20s %s  p99 %d ms, slowest %d ms of %d answers, %d failures; at most %d MiB, %d threads,"
            + " %d MiB on disk%s",
        result.attack().name(),
        result.holds() ? "holds" : "FAILS",
        seen.p99().toMillis(),
        seen.slowest().toMillis(),
        seen.answers(),
        seen.failures(),
        result.peak().memoryBytes() >> 20,
        result.peak().threads(),
        result.peak().diskBytes() >> 20,
        result.breach().isEmpty() ? "" : ": " + result.breach());
  }
}

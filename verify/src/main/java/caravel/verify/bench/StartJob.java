package caravel.verify.bench;

import caravel.backup.LocalDisk;
import caravel.nostr.Hex;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Measures start time and memory with few and with many configured relays.
final class StartJob {
  private static final int ROUNDS = 5;
  private static final int SAMPLES = 20;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int KIB_BYTES = 1024;
  private static final double MIB_BYTES = 1024 * 1024;
  private static final long SETTLE_MILLIS = 1_000;

  /// A successful start.
  private record Started(
      double millis, double cpuMillis, double compilingMillis, long residentBytes) {
    String cpu() {
      return "%.0f ms of CPU, %.0f of it compiling".formatted(cpuMillis, compilingMillis);
    }
  }

  private final Engines engines;
  private final BenchSettings.Size size;

  StartJob(Engines engines, BenchSettings.Size size) {
    this.engines = engines;
    this.size = size;
  }

  List<Figure> run() throws Exception {
    var figures = new ArrayList<Figure>();
    var one = best(1);
    figures.add(
        new Figure.Amount(
            "cold start, 1 relay", one.millis(), "ms", "best of " + ROUNDS + "; " + one.cpu()));
    figures.add(new Figure.Amount("memory, 1 relay", one.residentBytes() / MIB_BYTES, "MiB", ""));
    int some = Math.max(2, size.configured() / 10);
    for (int relays : List.of(some, size.configured())) {
      try {
        var many = start(relays);
        figures.add(
            new Figure.Amount("ready with " + relays + " relays", many.millis(), "ms", many.cpu()));
        figures.add(
            new Figure.Amount(
                "memory, " + relays + " relays", many.residentBytes() / MIB_BYTES, "MiB", ""));
        double each = (many.residentBytes() - one.residentBytes()) / (relays - 1.0) / KIB_BYTES;
        figures.add(
            new Figure.Amount("memory per idle relay of " + relays, each, "KiB", "difference"));
      } catch (WrongAnswerException failed) {
        figures.add(
            new Figure.Failed(
                "ready with " + relays + " relays", String.valueOf(failed.getMessage())));
      }
    }
    return figures;
  }

  private Started best(int relays) throws Exception {
    var best = start(relays);
    for (int round = 1; round < ROUNDS; round++) {
      var next = start(relays);
      best = next.millis() < best.millis() ? next : best;
    }
    return best;
  }

  private Started start(int relays) throws Exception {
    var folder = Files.createTempDirectory("caravel-bench");
    try {
      int port = Server.freePort();
      var hosts = configure(folder, relays, port);
      var address = URI.create("http://127.0.0.1:" + port);
      try (var client = new BenchClient(address, 0)) {
        long begun = System.nanoTime();
        try (var server = engines.start(folder, port)) {
          awaitReady(server, client, hosts);
          double millis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
          double cpuMillis = server.meter().cpuNanos() / NANOS_PER_MILLI;
          double compilingMillis = server.meter().compilerNanos() / NANOS_PER_MILLI;
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS));
          return new Started(millis, cpuMillis, compilingMillis, server.meter().residentBytes());
        }
      }
    } finally {
      LocalDisk.deleteFolder(folder);
    }
  }

  private void awaitReady(Server server, BenchClient client, List<BenchRelays.Host> hosts)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(size.secondsMax());
    int step = Math.max(1, hosts.size() / SAMPLES);
    for (int i = hosts.size() - 1; i >= 0; i -= step) {
      while (!BenchRelays.isLive(client, hosts.get(i))) {
        server.requireAlive();
        if (System.nanoTime() > end) {
          throw new WrongAnswerException("not ready within " + size.secondsMax() + " s");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }

  private static List<BenchRelays.Host> configure(Path folder, int relays, int port)
      throws IOException {
    var configs = Files.createDirectories(folder.resolve("config"));
    var owner = SecretKey.generate().publicKey();
    var hosts = new ArrayList<BenchRelays.Host>();
    for (int i = 0; i < relays; i++) {
      var id = "idle" + i;
      var host = id + ".localhost:" + port;
      var secret = "%064x".formatted(i + 1);
      Files.writeString(
          configs.resolve(id + ".toml"),
          """
          host = "%s"
          schema = "%s"
          secret = "%s"

          [info]
          name = "%s"
          pubkey = "%s"
          """
              .formatted(host, id, secret, id, Hex.encode(owner.bytes())));
      hosts.add(new BenchRelays.Host(id, URI.create("ws://" + host + "/")));
    }
    return hosts;
  }
}

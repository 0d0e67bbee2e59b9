package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.nostr.SecretKey;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// Measures a sweep over a host that answers after 20 ms, over real sockets: finding P7 of the
/// control review. For the figure of 100,000 relays: `./mvnw -pl control test
/// -Dtest=ProbeSpeedFigures`; it is reported, not asserted.
@Tag("slow")
final class ProbeSpeedFigures {
  private static final int RELAYS = 900;
  private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  @TempDir private Path folder;

  @Test
  void a_whole_sweep_looks_at_every_relay_within_the_bound(TestReporter reporter)
      throws IOException {
    var key = SecretKey.parse("09".repeat(32));
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var looks = new AtomicInteger();
    var document = "{\"name\":\"\",\"pubkey\":\"" + Fleet.tenant(0).hex() + "\"}";
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (var fleet = new Fleet(folder);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var number = 0; number < RELAYS; number++) {
        fleet.create(0, Fleet.A, "club" + number);
      }
      var reconciler = fleet.reconciler(Runnable::run);
      while (fleet.a.applied.size() < RELAYS) {
        reconciler.round();
      }
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              looks.incrementAndGet();
              var until = System.nanoTime() + ANSWER_NANOS;
              while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
              }
              now.decrementAndGet();
              var bytes = document.getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, bytes.length);
              exchange.getResponseBody().write(bytes);
            }
          });
      server.start();
      var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      try (var host = ZooidHost.open(new ZooidSettings(url, key, url, null, null), fleet.clock);
          var crew = Executors.newVirtualThreadPerTaskExecutor()) {
        sweep(fleet.prober(Fleet.A, new MembersLess(host), crew)); // Warm-up.
        var before = looks.get();
        var start = System.nanoTime();
        // The first sweep of a prober has pages of the size that 100,000 relays have.
        sweep(fleet.prober(Fleet.A, new MembersLess(host), crew));
        var seconds = (System.nanoTime() - start) / 1e9;
        assertThat(looks.get() - before).isEqualTo(RELAYS);
        assertThat(most.get()).isBetween(2, Prober.LOOKS_MAX);
        reporter.publishEntry(
            "sweep",
            "%.0f looks a second; 100,000 relays in %.0f s"
                .formatted(RELAYS / seconds, 100_000.0 / RELAYS * seconds));
      }
    } finally {
      server.stop(0);
    }
  }

  private static void sweep(Prober prober) {
    do {
      prober.round();
    } while (!prober.isAtTheBeginning());
  }
}

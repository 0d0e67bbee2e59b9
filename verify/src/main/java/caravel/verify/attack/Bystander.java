package caravel.verify.attack;

import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A member of another tenant's relay, who keeps requesting its newest events over one socket.
final class Bystander implements Runnable {
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(20);
  private static final String NEWEST = "{\"kinds\":[1],\"limit\":20}";

  private final int enginePort;
  private final String relayHost;
  private final SecretKey key;
  private final InstantSource clock;
  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean over;

  Bystander(int enginePort, String relayHost, SecretKey key, InstantSource clock) {
    this.enginePort = enginePort;
    this.relayHost = relayHost;
    this.key = key;
    this.clock = clock;
  }

  /// The answers that the member received.
  ///
  /// @param answers number of answered requests
  /// @param failures number of closed sockets and missing answers
  record Seen(int answers, int failures, Duration p99, Duration slowest) {}

  /// Sends requests until [#stop()].
  @Override
  public void run() {
    while (!over) {
      try (var client =
          RelayClient.signIn(
              InetAddress.getLoopbackAddress(),
              enginePort,
              relayHost,
              key,
              RelayClient.seconds(clock))) {
        while (!over) {
          nanos.add(client.query(NEWEST));
          Thread.sleep(BETWEEN_QUESTIONS);
        }
      } catch (IOException failed) {
        failures.incrementAndGet();
      } catch (InterruptedException stop) {
        return;
      }
    }
  }

  void stop() {
    over = true;
  }

  Seen seen() {
    var sorted = nanos.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return new Seen(0, failures.get(), Duration.ZERO, Duration.ZERO);
    }
    var p99 = sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100));
    return new Seen(
        sorted.size(), failures.get(), Duration.ofNanos(p99), Duration.ofNanos(sorted.getLast()));
  }
}

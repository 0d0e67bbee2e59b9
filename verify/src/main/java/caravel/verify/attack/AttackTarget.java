package caravel.verify.attack;

import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The server under attack, as an attacker sees it: its ports, and a relay that the attacker owns.
///
/// @param server base address of the API
/// @param enginePort where relays answer
/// @param relayHost the attacker's relay, which is public
/// @param owner the attacker's key
/// @param end when the attack stops, as [System#nanoTime()]
record AttackTarget(
    URI server, int enginePort, String relayHost, SecretKey owner, InstantSource clock, long end) {
  /// Number of the attacker's loopback addresses: a limit per address does not stop the attack.
  private static final int ADDRESSES = 8;

  private static final int FIRST_ADDRESS = 2;
  private static final int JOIN_RELAY = 28_934;

  boolean isOver() {
    return System.nanoTime() - end > 0;
  }

  long now() {
    return clock.instant().getEpochSecond();
  }

  /// Waits, but not past the end.
  void pause(Duration duration) throws InterruptedException {
    var rest = Math.min(duration.toNanos(), end - System.nanoTime());
    if (rest > 0) {
      Thread.sleep(Duration.ofNanos(rest));
    }
  }

  /// The attacker's address for the connection of this number.
  static InetAddress address(int number) {
    return InetAddress.ofLiteral("127.0.0." + (FIRST_ADDRESS + Math.floorMod(number, ADDRESSES)));
  }

  /// Runs the work many times in parallel, each with its number. A failure is the server's defence
  /// and ends only that run.
  ///
  /// @throws BreachException of one of the runs, after all have ended
  void inParallel(int count, Numbered part) throws InterruptedException, BreachException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var parts = new ArrayList<Callable<Void>>(count);
      for (var i = 0; i < count; i++) {
        var number = i;
        parts.add(() -> {
          part.run(number);
          return null;
        });
      }
      List<Future<Void>> ended = threads.invokeAll(parts);
      for (var one : ended) {
        rethrowFault(one);
      }
    }
  }

  private static void rethrowFault(Future<Void> part) throws InterruptedException, BreachException {
    try {
      part.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof BreachException breach) {
        throw breach;
      }
      if (!(failed.getCause() instanceof IOException)) {
        throw new IllegalStateException("an attack is broken", failed.getCause());
      }
    }
  }

  /// Connects a client with this key, from the address of this number.
  RelayClient signIn(SecretKey key, int number) throws IOException {
    return RelayClient.signIn(address(number), enginePort, relayHost, key, now());
  }

  /// Connects a new member of the relay, which anyone may join.
  RelayClient join(SecretKey key, int number) throws IOException {
    var client = signIn(key, number);
    try {
      client.publish(Event.sign(key, now(), JOIN_RELAY, List.of(), ""));
      return client;
    } catch (IOException failed) {
      client.close();
      throw failed;
    }
  }

  /// Work that receives its number.
  @FunctionalInterface
  interface Numbered {
    void run(int number) throws Exception;
  }
}

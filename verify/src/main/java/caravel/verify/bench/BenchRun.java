package caravel.verify.bench;

import caravel.nostr.SecretKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The values that all jobs share: the server's address and process, the sizes, the time.
///
/// @param member the key of all test clients
/// @param meter null = the server's process is unknown
record BenchRun(
    BenchClient client,
    BenchRelays relays,
    SecretKey member,
    @Nullable Meter meter,
    BenchSettings.Size size,
    InstantSource clock) {

  private static final int CONNECTING_MAX = 16;

  long now() {
    return clock.instant().getEpochSecond();
  }

  /// A series of events that no run has published before.
  TestEvents events() {
    int most = Math.max(size.events(), size.stored().getLast());
    return new TestEvents(member, new SecureRandom().nextLong(), now() - 2L * most);
  }

  BenchSocket connect(BenchRelays.Host relay) throws Exception {
    return BenchSocket.open(client, relay.url(), member, clock);
  }

  /// Opens `each` sockets to every relay, 16 at a time.
  List<BenchSocket> connect(List<BenchRelays.Host> relays, int each) throws Exception {
    var opening = new ArrayList<Callable<BenchSocket>>();
    for (var relay : relays) {
      for (int i = 0; i < each; i++) {
        opening.add(() -> connect(relay));
      }
    }
    return inParallel(opening, CONNECTING_MAX);
  }

  /// Waits until [System#nanoTime] has reached a value.
  static void sleepUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /// Returns all results in order; throws the first failure.
  static <T> List<T> inParallel(List<Callable<T>> tasks, int atOnceMax) throws Exception {
    var permits = new Semaphore(atOnceMax);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<T>>();
      for (var task : tasks) {
        running.add(
            executor.submit(() -> {
              permits.acquire();
              try {
                return task.call();
              } finally {
                permits.release();
              }
            }));
      }
      var done = new ArrayList<T>();
      for (var future : running) {
        done.add(future.get());
      }
      return done;
    } catch (ExecutionException failed) {
      throw new WrongAnswerException(String.valueOf(failed.getCause()));
    }
  }
}

package caravel.control.job;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Runs work for a key once at a time: callers that arrive during the work get the same result. No
/// lock is held while the work runs, so it may wait for the network.
public final class SingleFlight<K, V> {
  private final Map<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();
  private final Duration waitMax;

  /// @param waitMax how long a caller waits for the work of another
  public SingleFlight(Duration waitMax) {
    this.waitMax = waitMax;
  }

  /// Runs `work` on the caller's thread, or waits for a run of the same key that has begun.
  ///
  /// @return empty if the other run did not end in time, or failed
  public Optional<V> run(K key, Supplier<V> work) {
    var own = new CompletableFuture<V>();
    var other = running.putIfAbsent(key, own);
    if (other != null) {
      return await(other);
    }
    try {
      var result = work.get();
      own.complete(result);
      return Optional.of(result);
    } finally {
      running.remove(key);
      own.completeExceptionally(new IllegalStateException("the work failed"));
    }
  }

  private Optional<V> await(CompletableFuture<V> other) {
    try {
      return Optional.of(other.get(waitMax.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException noResult) {
      return Optional.empty();
    }
  }
}

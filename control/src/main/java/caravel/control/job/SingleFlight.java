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

/// Runs at most one task for each key at a time: concurrent callers get the same result. No lock is
/// held during the task, so it may wait for the network.
public final class SingleFlight<K, V> {
  private final Map<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();
  private final Duration waitMax;

  /// @param waitMax how long a caller waits for the task of another
  public SingleFlight(Duration waitMax) {
    this.waitMax = waitMax;
  }

  /// Runs `work` on the caller's thread, or waits for a running task of the same key.
  ///
  /// @return empty if the other task did not end in time, or failed
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

package caravel.engine.media;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The platform threads that work on the indexes of all relays, and the indexes that are open now.
final class IndexConnections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexConnections.class);

  /// Relays whose indexes are read or written at the same time.
  private static final int THREADS = 4;

  /// Most open indexes; the least recently used one is closed.
  static final int OPEN_MAX = 256;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int CHECK_SECONDS = 15;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("media-index-", 0).factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("media-idle").factory());
  private final Set<MediaIndex> open = ConcurrentHashMap.newKeySet();

  IndexConnections() {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> closeIdle(System.nanoTime()), CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
  }

  /// Runs the work on a platform thread, because a call of SQLite would hold the carrier of a
  /// virtual one.
  <T> T call(Callable<T> work) throws SQLException {
    try {
      return threads.submit(work).get();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", stop);
    } catch (ExecutionException failed) {
      throw new SQLException("the index of files failed", failed.getCause());
    }
  }

  void opened(MediaIndex index) {
    open.add(index);
    if (open.size() > OPEN_MAX) {
      open.stream()
          .filter(other -> other != index)
          .min(Comparator.comparingLong(MediaIndex::usedNanos))
          .ifPresent(MediaIndex::closeIfUnused);
    }
  }

  void closed(MediaIndex index) {
    open.remove(index);
  }

  /// Indexes open now.
  int size() {
    return open.size();
  }

  private void closeIdle(long nowNanos) {
    try {
      for (var index : open) {
        if (nowNanos - index.usedNanos() > IDLE_NANOS) {
          index.closeIfUnused();
        }
      }
    } catch (RuntimeException failed) {
      LOG.warn("an idle index of files could not be closed", failed);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    for (var index : open) {
      index.close();
    }
    threads.shutdownNow();
  }
}

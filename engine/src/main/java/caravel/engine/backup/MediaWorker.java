package caravel.engine.backup;

import caravel.engine.backup.RelayBackup.Setup;
import caravel.engine.config.RelayConfig;
import caravel.engine.failure.FailureHandler;
import caravel.engine.media.MediaBackup;
import caravel.engine.media.MediaRestore;
import caravel.engine.media.MediaStores;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Restores the files of members from the backup, and ships those that change, on a thread of its
/// own: they are much larger than events.
final class MediaWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MediaWorker.class);
  private static final long ROUND_MILLIS = 1_000;

  /// Time for the last files when the program ends.
  private static final int CLOSE_SECONDS = 10;

  private final MediaBackup backup;
  private final MediaRestore restore;
  private final Supplier<List<RelayConfig>> relays;
  private final InstantSource clock;
  private final BackupRetry retry = new BackupRetry("files");
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("media-backup").factory());

  MediaWorker(
      Setup setup, MediaStores media, Supplier<List<RelayConfig>> relays, InstantSource clock) {
    this.backup = new MediaBackup(setup.owner(), setup.days(), media);
    this.restore = new MediaRestore(setup.owner().objects(), media);
    this.relays = relays;
    this.clock = clock;
  }

  void start(FailureHandler failures) {
    backup.start();
    restore.start(failures, this::config);
    var _ =
        thread.scheduleWithFixedDelay(
            failures.guard("the backup of files", this::round),
            ROUND_MILLIS,
            ROUND_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private @Nullable RelayConfig config(String schema) {
    return relays.get().stream()
        .filter(relay -> relay.schema().equals(schema))
        .findFirst()
        .orElse(null);
  }

  private void round() {
    retry.attempt(clock.millis(), () -> backup.round(relays, clock.millis(), restore.isComplete()));
  }

  /// Relays whose changed files are not in the backup.
  int waiting() {
    return backup.waiting();
  }

  /// The last failure in a sentence; null = none.
  @Nullable String fault() {
    return retry.fault() == null ? backup.fault() : retry.fault();
  }

  /// Ships all files that have changed.
  Future<Boolean> shipNow() {
    return thread.submit(() -> {
      backup.shipNow(relays, clock.millis());
      return true;
    });
  }

  void stopRestore() {
    restore.close();
  }

  /// Ships the last files within 10 s. The next start ships those that are missing then.
  @Override
  public void close() {
    restore.close();
    try {
      shipNow().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException failed) {
      LOG.warn("The last files are not in the backup; the next start adds them", failed);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
  }
}

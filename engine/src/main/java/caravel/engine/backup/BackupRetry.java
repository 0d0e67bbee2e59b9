package caravel.engine.backup;

import caravel.backup.BackupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Attempts of one kind of work, one after the other. After failures they have a pause of 1 s,
/// doubling to 60 s. Logs the first failure of a row.
final class BackupRetry {
  private static final Logger LOG = LoggerFactory.getLogger(BackupRetry.class);
  private static final long RETRY_MILLIS_MIN = 1_000;
  private static final long RETRY_MILLIS_MAX = 60_000;

  private final String subject;
  private long delay;
  private long dueMillis = Long.MIN_VALUE;
  private volatile @Nullable String fault;

  /// @param subject what is backed up, for the log
  BackupRetry(String subject) {
    this.subject = subject;
  }

  /// Work that can fail because of the target.
  interface Step {
    void run() throws BackupException;
  }

  /// The last failure in a sentence; null = the last attempt succeeded. Safe for many threads.
  @Nullable String fault() {
    return fault;
  }

  /// Makes an attempt if one is due.
  void attempt(long nowMillis, Step step) {
    if (nowMillis < dueMillis && nowMillis >= dueMillis - RETRY_MILLIS_MAX) {
      return;
    }
    try {
      step.run();
      succeeded();
    } catch (BackupException failed) {
      if (!Thread.currentThread().isInterrupted()) {
        failed(failed, nowMillis);
      }
    }
  }

  private void succeeded() {
    if (fault != null) {
      LOG.info("The backup of {} works again.", subject);
    }
    fault = null;
    delay = 0;
  }

  private void failed(BackupException failed, long nowMillis) {
    if (fault == null) {
      LOG.warn("The backup of {} fails now. {}", subject, failed.getMessage(), failed);
    }
    fault = String.valueOf(failed.getMessage());
    delay = Math.clamp(delay * 2, RETRY_MILLIS_MIN, RETRY_MILLIS_MAX);
    dueMillis = nowMillis + delay;
  }
}

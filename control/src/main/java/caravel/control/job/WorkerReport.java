package caravel.control.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// State of a worker, for the operator and for the readiness check.
///
/// @param lastRun end of the last round, null before the first
/// @param lastError message of the last failed round, `""` if no round has failed
/// @param lastErrorAt null if no round has failed
/// @param overdueAt the worker is overdue if no round has ended by then; null before it is started
public record WorkerReport(
    String name,
    @Nullable Instant lastRun,
    String lastError,
    @Nullable Instant lastErrorAt,
    @Nullable Instant overdueAt) {
  static WorkerReport initial(String name) {
    return new WorkerReport(name, null, "", null, null);
  }

  /// Whether the next round should have ended long ago: the worker hangs or its thread is gone.
  public boolean isOverdue(Instant now) {
    return overdueAt != null && now.isAfter(overdueAt);
  }

  WorkerReport succeeded(Instant now, Instant overdue) {
    return new WorkerReport(name, now, lastError, lastErrorAt, overdue);
  }

  WorkerReport failed(String error, Instant now, @Nullable Instant overdue) {
    return new WorkerReport(name, now, error, now, overdue);
  }

  WorkerReport expectedBy(Instant overdue) {
    return new WorkerReport(name, lastRun, lastError, lastErrorAt, overdue);
  }
}

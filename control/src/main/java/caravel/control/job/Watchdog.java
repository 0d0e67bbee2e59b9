package caravel.control.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports overdue workers: once in the log, and to the readiness check while they are overdue.
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final Supplier<List<WorkerReport>> workers;
  private final InstantSource clock;
  private final Worker worker;

  /// Names of overdue workers that are already logged. Only the worker's thread uses it.
  private final Set<String> reported = new HashSet<>();

  public Watchdog(Supplier<List<WorkerReport>> workers, InstantSource clock) {
    this.workers = workers;
    this.clock = clock;
    this.worker = new Worker("watchdog", clock, this::round);
  }

  public void start() {
    worker.start();
  }

  @Override
  public void close() {
    worker.close();
  }

  /// Names of the workers that are overdue now.
  public List<String> overdue() {
    return overdue(clock.instant());
  }

  /// An error message for the operator if a worker is overdue.
  public Optional<String> fault() {
    var overdue = overdue();
    return overdue.isEmpty()
        ? Optional.empty()
        : Optional.of("overdue: " + String.join(", ", overdue));
  }

  private List<String> overdue(Instant now) {
    return workers.get().stream()
        .filter(report -> report.isOverdue(now))
        .map(WorkerReport::name)
        .toList();
  }

  private Duration round() {
    check();
    return EVERY;
  }

  /// Logs the workers that became overdue since the last call.
  ///
  /// @return their names
  List<String> check() {
    var overdue = overdue(clock.instant());
    var fresh = overdue.stream().filter(name -> !reported.contains(name)).toList();
    for (var name : fresh) {
      LOG.error("the worker {} is overdue: it has not ended a round for a long time", name);
    }
    reported.clear();
    reported.addAll(overdue);
    return fresh;
  }
}

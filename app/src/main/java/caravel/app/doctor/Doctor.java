package caravel.app.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs checks at the same time and reports them in their order.
public final class Doctor {
  private final Duration limit;

  /// @param limit for all checks together
  public Doctor(Duration limit) {
    this.limit = limit;
  }

  /// The findings of one check; at least one.
  public record Report(String check, List<Finding> findings) {
    public Report {
      findings = List.copyOf(findings);
    }
  }

  /// A check that fails or takes too long is itself a warning, so that the others are reported.
  public List<Report> run(List<Check> checks) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    var reports = new ArrayList<Report>();
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var running = checks.stream().map(check -> threads.submit(check.questions()::ask)).toList();
      for (var i = 0; i < checks.size(); i++) {
        reports.add(new Report(checks.get(i).name(), findings(running.get(i), end)));
      }
    } finally {
      threads.shutdownNow();
    }
    return reports;
  }

  private static List<Finding> findings(Future<List<Finding>> running, long end)
      throws InterruptedException {
    try {
      return running.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return List.of(
          Finding.warning("This check took too long.", "Run `caravel doctor` once more."));
    } catch (ExecutionException failed) {
      return List.of(
          Finding.warning(
              "This check failed: " + failed.getCause(), "Report this as a fault of Caravel."));
    }
  }
}

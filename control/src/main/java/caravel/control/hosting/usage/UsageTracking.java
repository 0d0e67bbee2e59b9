package caravel.control.hosting.usage;

import caravel.control.db.Db;
import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.Specs;
import caravel.control.http.Route;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayProgress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/// The module for the storage and traffic of relays: the worker that samples them, and their route.
public final class UsageTracking implements AutoCloseable {
  private final ExecutorService executor;
  private final UsageSampler sampler;
  private final UsageRoutes routes;
  private final Worker worker;

  /// The dependencies of this module.
  ///
  /// @param hosts by the parent domain of their relays
  public record Parts(
      Db db, RelayProgress relays, Plans plans, RelayAccess access, Map<String, UsageHost> hosts) {}

  /// @param executor reads from the hosts; closed with this object
  public UsageTracking(Parts parts, InstantSource clock, ExecutorService executor) {
    var specs = new Specs(parts.relays(), parts.plans());
    this.executor = executor;
    this.sampler =
        new UsageSampler(parts.db(), parts.relays(), specs, parts.hosts(), clock, executor);
    this.routes =
        new UsageRoutes(parts.db(), parts.relays(), parts.plans(), parts.access(), parts.hosts());
    this.worker = new Worker("usage", clock, sampler::round);
  }

  public List<Route> routes() {
    return routes.routes();
  }

  public void start() {
    worker.start();
  }

  public WorkerReport report() {
    return worker.report();
  }

  /// Reads the next page of relays.
  ///
  /// @return the rest until the next page
  public Duration round() {
    return sampler.round();
  }

  @Override
  public void close() {
    worker.close();
    executor.close();
  }
}

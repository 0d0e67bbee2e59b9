package caravel.app;

import caravel.control.db.Db;
import caravel.control.domain.CustomDomains;
import caravel.control.domain.DomainWorker;
import caravel.control.edge.EdgeNames;
import caravel.control.edge.EdgeNames.Route;
import caravel.control.edge.EdgeNames.Upstream;
import caravel.control.edge.EdgeServer;
import caravel.control.job.WorkerReport;
import caravel.outbound.OutboundGuard;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The edge's part of [Wiring]: which server answers for which name, and custom domains.
final class WiringEdge {
  private static final int HTTP_PORT = 80;

  private final Config config;
  private final WiringEngine engine;
  private final Consumer<AutoCloseable> keeper;
  private volatile @Nullable DomainWorker domainWorker;

  /// @param keeper closes the parts in the reverse order of their start
  WiringEdge(Config config, WiringEngine engine, Consumer<AutoCloseable> keeper) {
    this.config = config;
    this.engine = engine;
    this.keeper = keeper;
  }

  /// Starts what a TLS proxy needs, if there is one.
  ///
  /// @param guard fetches from custom domains, unless the proxy has another address for this
  ///   machine
  void start(
      CustomDomains.Foundation foundation,
      CustomDomains domains,
      OutboundGuard guard,
      WiringMetrics metrics,
      InstantSource clock) {
    var edge = config.http().edge();
    if (edge == null) {
      return;
    }
    var names = keep(names(foundation.db(), clock));
    foundation.activities().follow(names);
    names.start();
    metrics.addEdge(keep(EdgeServer.start(names, edge.listen().host(), edge.listen().port())));
    var probe = edge.address() == null ? guard : keep(OutboundGuard.openTo(edge.address()));
    var sources = new CustomDomains.Sources(edge.resolvers(), probe::fetch);
    var threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("domains-", 0).factory());
    var worker = keep(domains.worker(sources, clock, threads));
    domainWorker = worker;
    worker.start();
  }

  List<WorkerReport> reports() {
    var worker = domainWorker;
    return worker == null ? List.of() : List.of(worker.report());
  }

  private <T extends AutoCloseable> T keep(T part) {
    keeper.accept(part);
    return part;
  }

  private EdgeNames names(Db db, InstantSource clock) {
    return new EdgeNames(
        db, clock, platform(), Map.of(config.hosting().relayDomain(), relayHost()));
  }

  /// The names of the API and of the web app lead to this process.
  private Map<String, Route> platform() {
    var api = new Upstream(null, config.http().listen().port());
    var routes = new HashMap<String, Route>();
    for (var host : config.http().names()) {
      routes.put(host, new Route(api, host));
    }
    return routes;
  }

  private Upstream relayHost() {
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> new Upstream(null, engine.url().getPort());
      case Config.Zooid.Remote(var apiUrl, var probeUrl) -> {
        var url = URI.create(probeUrl == null ? apiUrl : probeUrl);
        yield new Upstream(url.getHost(), url.getPort() < 0 ? HTTP_PORT : url.getPort());
      }
    };
  }
}

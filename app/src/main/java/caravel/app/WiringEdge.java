package caravel.app;

import caravel.control.db.Db;
import caravel.control.edge.EdgeNames;
import caravel.control.edge.EdgeNames.Route;
import caravel.control.edge.EdgeNames.Upstream;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The edge's part of [Wiring]: which server answers for which name.
final class WiringEdge {
  private static final int HTTP_PORT = 80;

  private final Config config;
  private final WiringEngine engine;

  WiringEdge(Config config, WiringEngine engine) {
    this.config = config;
    this.engine = engine;
  }

  EdgeNames names(Db db, InstantSource clock) {
    return new EdgeNames(
        db, clock, platform(), Map.of(config.hosting().relayDomain(), relayHost()));
  }

  /// The names of the API and of the web app lead to this process.
  private Map<String, Route> platform() {
    var api = new Upstream(null, config.http().listen().port());
    var routes = new HashMap<String, Route>();
    for (var url : new String[] {config.http().serverUrl(), config.http().appUrl()}) {
      var host = URI.create(url).getHost().toLowerCase(Locale.ROOT);
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

package caravel.control.domain;

import caravel.control.activity.Activities;
import caravel.control.db.Db;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.notify.Notices;
import caravel.control.relay.Relays;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.OutboundGuard.Wanted;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/// The module for custom domains. It stores them; only its worker verifies them.
public final class CustomDomains {
  private final Foundation foundation;
  private final DomainDesk desk;
  private final DomainRoutes routes;
  private volatile Runnable wake = () -> {};

  /// The components that custom domains read and change.
  ///
  /// @param appUrl the web app's public base, without a trailing slash
  public record Foundation(
      Db db, Activities activities, Relays relays, Notices notices, String appUrl) {}

  /// Where a domain is looked up.
  ///
  /// @param resolvers recursive DNS resolvers, at least one; all must agree
  /// @param https fetches addresses from users
  public record Sources(List<InetSocketAddress> resolvers, Function<Wanted, Fetched> https) {
    public Sources {
      resolvers = List.copyOf(resolvers);
    }
  }

  public CustomDomains(Foundation foundation) {
    this.foundation = foundation;
    this.desk = new DomainDesk(foundation.db(), foundation.relays(), () -> wake.run());
    this.routes = new DomainRoutes(desk, foundation.relays().access(TeamRole.CO_OWNER));
    foundation.activities().follow(desk);
  }

  public List<Route> routes() {
    return routes.routes();
  }

  /// Creates the worker that checks domains, once, and the rows of domains that were stored before.
  ///
  /// @param threads runs the checks; closed with the worker
  public DomainWorker worker(Sources sources, InstantSource clock, ExecutorService threads) {
    var dns = new DnsResolver(sources.resolvers());
    var worker = new DomainWorker(foundation, dns, new HttpsProbe(sources.https()), clock, threads);
    desk.adopt();
    wake = worker::wake;
    return worker;
  }
}

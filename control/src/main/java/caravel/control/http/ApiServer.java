package caravel.control.http;

import caravel.control.auth.Authenticator;
import caravel.control.db.Db;
import caravel.control.http.Route.HttpMethod;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// The API server, which also serves the web app.
public final class ApiServer implements AutoCloseable {
  /// Most requests and open streams at once; Jetty's default is 200.
  private static final int TASKS_MAX = 20_000;

  private static final int HEADER_BYTES_MAX = 16 * 1024;
  private static final int IDLE_MILLIS_MAX = 30_000;
  private static final int STOP_MILLIS_MAX = 5_000;
  private static final int ACCEPT_QUEUE_MAX = 512;

  private static final int CONNECTIONS_MAX = 20_000;

  private final Javalin javalin;
  private final OpenStreams streams;
  private final List<Route> routes;

  /// The readiness and the metrics of the server.
  ///
  /// @param readiness answers `/readyz`
  /// @param meters receives the times of requests
  public record Monitoring(Readiness readiness, MeterRegistry meters) {}

  private ApiServer(Javalin javalin, OpenStreams streams, List<Route> routes) {
    this.javalin = javalin;
    this.streams = streams;
    this.routes = routes;
  }

  /// Listens when it returns.
  ///
  /// @param table all routes but `/healthz`, `/readyz`, `/identity` and `/session`
  public static ApiServer start(
      HttpSettings settings,
      List<Route> table,
      Authenticator authenticator,
      Db db,
      Monitoring monitoring,
      InstantSource clock) {
    var streams = new OpenStreams(clock);
    var limits =
        new AccessControl.Limits(
            RateLimit.perSecond(settings.rates().perKey(), clock),
            new Quotas(settings.rates(), clock),
            new LogThrottle("refused sign-ins", clock));
    var access = new AccessControl(authenticator, new Idempotency(db), streams, limits);
    var routes = new ArrayList<>(table);
    routes.addAll(new SessionRoutes(authenticator, streams).routes());
    routes.add(Route.get("/healthz", Access.PUBLIC, _ -> new Response.Plain(200, "ok\n")));
    routes.add(Route.get("/readyz", Access.PUBLIC, _ -> monitoring.readiness().respond()));
    var timers = new ApiTimers(monitoring.meters());
    var adapter = new HttpAdapter(settings, access, new AllowedMethods(routes), timers, clock);
    var javalin =
        Javalin.create(config -> {
          jetty(config, settings);
          config.startup.showJavalinBanner = false;
          config.startup.showOldJavalinVersionWarning = false;
          config.http.compressionStrategy = CompressionStrategy.NONE;
          config.http.prefer405over404 = true;
          config.router.treatMultipleSlashesAsSingleSlash = false;
          route(config, adapter, routes);
        });
    javalin.start();
    return new ApiServer(javalin, streams, List.copyOf(routes));
  }

  /// The port of the server.
  public int port() {
    return javalin.port();
  }

  /// The whole route table.
  public List<Route> routes() {
    return routes;
  }

  /// Accepts no more requests, ends open streams, and waits a short time for the others.
  @Override
  public void close() {
    streams.close();
    javalin.stop();
  }

  private static void route(JavalinConfig config, HttpAdapter adapter, List<Route> routes) {
    config.routes.before(adapter::before);
    config.requestLogger.http(adapter::ended);
    for (var route : routes) {
      var method = HandlerType.findOrCreate(route.method().name());
      config.routes.addHttpHandler(method, route.path(), ctx -> adapter.serve(ctx, route));
      if (route.method() == HttpMethod.GET) {
        config.routes.addHttpHandler(
            HandlerType.HEAD, route.path(), ctx -> adapter.serve(ctx, route));
      }
    }
    config.routes.exception(HttpResponseException.class, adapter::failed);
    config.routes.exception(Exception.class, adapter::failed);
  }

  private static void jetty(JavalinConfig config, HttpSettings settings) {
    var pool = new VirtualThreadPool(TASKS_MAX);
    pool.setName("api");
    config.jetty.threadPool = pool;
    config.jetty.modifyHttpConfiguration(ApiServer::harden);
    config.jetty.addConnector((server, http) -> {
      var connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(http));
      connector.setHost(settings.listen().host());
      connector.setPort(settings.listen().port());
      connector.setIdleTimeout(IDLE_MILLIS_MAX);
      connector.setAcceptQueueSize(ACCEPT_QUEUE_MAX);
      connector.addBean(
          new ApiConnectionLimiter(
              new ClientAddress(settings.trustProxy()),
              connector.getScheduler(),
              ApiConnectionLimiter.HEADERS_WAIT_MAX));
      return connector;
    });
    config.jetty.modifyServer(server -> {
      server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, server));
      server.setStopTimeout(STOP_MILLIS_MAX);
      server.setErrorHandler(new JettyErrors(settings.allowOrigins().isEmpty()));
      server.setHandler(new GracefulHandler());
    });
  }

  private static void harden(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
  }
}

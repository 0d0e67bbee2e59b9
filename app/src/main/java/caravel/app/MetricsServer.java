package caravel.app;

import caravel.control.http.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The listener for Prometheus: `GET /metrics` in the text format 0.0.4, and 404 for all other
/// paths. It belongs into the private network, because it asks for no key.
final class MetricsServer implements AutoCloseable {
  private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int THREADS_MAX = 6;
  private static final int CONNECTIONS_MAX = 32;
  private static final int IDLE_MILLIS_MAX = 30_000;

  private final PrometheusMeterRegistry meters;
  private final Server server;
  private final ServerConnector connector;

  private MetricsServer(PrometheusMeterRegistry meters) {
    var threads = new QueuedThreadPool(THREADS_MAX);
    threads.setName("metrics");
    threads.setDaemon(true);
    this.meters = meters;
    this.server = new Server(threads);
    this.connector = new ServerConnector(server, 1, 1);
    connector.setIdleTimeout(IDLE_MILLIS_MAX);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, server));
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            answer(request, response, callback);
            return true;
          }
        });
  }

  /// @throws IllegalStateException if it cannot listen there
  static MetricsServer start(PrometheusMeterRegistry meters, HttpSettings.Listen listen) {
    var metrics = new MetricsServer(meters);
    metrics.connector.setHost(listen.host());
    metrics.connector.setPort(listen.port());
    try {
      metrics.server.start();
    } catch (Exception failed) {
      throw new IllegalStateException(
          "METRICS_HOST, METRICS_PORT: cannot listen on " + listen.host() + ":" + listen.port(),
          failed);
    }
    return metrics;
  }

  int port() {
    return connector.getLocalPort();
  }

  private void answer(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals("/metrics")) {
      response.setStatus(HttpStatus.NOT_FOUND_404);
      callback.succeeded();
      return;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, FORMAT);
    Content.Sink.write(response, true, meters.scrape(FORMAT), callback);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the listener for Prometheus did not stop", failed);
    }
  }
}

package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The metrics of the whole program, and the documents that name them.
final class MetricsTest {
  private static final Path METRICS = Path.of("../docs/metrics.md");
  private static final Pattern TABLE_ROW =
      Pattern.compile("^\\| `([a-z0-9_]+)(\\{[a-z, ]+})?` \\|", Pattern.MULTILINE);
  private static final Pattern TYPE_LINE = Pattern.compile("^# TYPE (\\S+) ", Pattern.MULTILINE);

  private static final Path ALERTS = Path.of("../ops/prometheus/alerts.yaml");
  private static final Path DASHBOARD = Path.of("../ops/grafana/caravel.json");
  private static final int ALERTS_MAX = 10;

  /// A metric in a query, without the suffix of a histogram's samples.
  private static final Pattern QUERIED =
      Pattern.compile("\\b((?:caravel|jvm|process|system)_[a-z0-9_]+?)(?:_bucket|_count|_sum)?\\b");

  @TempDir private Path home;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void the_table_and_the_scrape_never_name_different_metrics() throws Exception {
    try (var server = start()) {
      assertThat(names(TABLE_ROW, Files.readString(METRICS)))
          .isEqualTo(names(TYPE_LINE, server.fullScrape()));
    }
  }

  @Test
  void alerts_and_dashboard_never_name_a_metric_that_does_not_exist() throws Exception {
    try (var server = start()) {
      var scraped = names(TYPE_LINE, server.fullScrape());
      for (var file : List.of(ALERTS, DASHBOARD)) {
        assertThat(names(QUERIED, Files.readString(file)))
            .as(file.toString())
            .hasSizeGreaterThan(5)
            .isSubsetOf(scraped);
      }
    }
  }

  @Test
  void every_alert_has_a_line_in_the_runbook_and_there_are_ten_at_most() throws IOException {
    var alerts = names(Pattern.compile("- alert: (\\w+)"), Files.readString(ALERTS));
    assertThat(alerts).isNotEmpty().hasSizeLessThanOrEqualTo(ALERTS_MAX);
    var runbook = Files.readString(Path.of("../docs/runbook.md"));
    assertThat(names(Pattern.compile("^\\| `(Caravel\\w+)` \\|", Pattern.MULTILINE), runbook))
        .isEqualTo(alerts);
  }

  @Test
  void no_metric_has_a_label_for_a_relay_or_a_tenant() throws Exception {
    try (var server = start()) {
      var labels = names(Pattern.compile("[{,]([a-z_]+)=\""), server.fullScrape());
      assertThat(labels)
          .containsExactlyInAnyOrder(
              "action", "age", "answer", "area", "cause", "check", "gc", "id", "kind", "le",
              "outcome", "state", "version", "worker");
    }
  }

  @Test
  void nothing_listens_for_prometheus_unless_a_port_is_set() {
    var settings = Map.of("PORT", "" + freePort(), "ENGINE_PORT", "" + freePort());
    try (var _ = wiring(settings)) {
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("metrics-"));
    }
  }

  @Test
  void other_paths_answer_404() throws Exception {
    try (var server = start()) {
      assertThat(server.get("/").statusCode()).isEqualTo(404);
      assertThat(server.get("/metrics/x").statusCode()).isEqualTo(404);
    }
  }

  private Server start() {
    var port = freePort();
    var settings =
        Map.of(
            "PORT", "" + freePort(),
            "ENGINE_PORT", "" + freePort(),
            "EDGE_PORT", "" + freePort(),
            "METRICS_PORT", "" + port,
            "BACKUP_URL",
                home.resolve("copies").toUri().toString().replaceFirst("^file:/+", "file:///"));
    return new Server(wiring(settings), port);
  }

  private Wiring wiring(Map<String, String> settings) {
    var outcome = Config.read(new HashMap<>(settings), home, false, Setting.Command.SERVE);
    assertThat(outcome.faults().all()).isEmpty();
    var config = outcome.config();
    return new Wiring(config, ServerKeys.of(config), home, InstantSource.system());
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private final class Server implements AutoCloseable {
    private final Wiring wiring;
    private final int port;

    Server(Wiring wiring, int port) {
      this.wiring = wiring;
      this.port = port;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
      var url = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }

    /// A scrape after a garbage collection, whose pause is a metric of its own.
    String fullScrape() throws IOException, InterruptedException {
      System.gc();
      await().until(() -> get("/metrics").body().contains("jvm_gc_pause_seconds_count"));
      return get("/metrics").body();
    }

    @Override
    public void close() {
      wiring.close();
    }
  }
}

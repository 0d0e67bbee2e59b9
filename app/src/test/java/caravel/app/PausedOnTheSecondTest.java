package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole program with its engine and wallet, under a clock that only the test moves. The last
/// second of an invoice is observed over HTTP, however slow the machine.
@Tag("slow")
final class PausedOnTheSecondTest {
  private static final Duration WAIT_MAX = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofDays(7);

  @TempDir private Path home;
  private final AtomicReference<Instant> clock =
      new AtomicReference<>(InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS));
  private final SecretKey tenant = SecretKey.generate();
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;
  private int enginePort;
  private SecretKey operator;
  private Wiring wiring;

  @BeforeEach
  void start() throws IOException {
    port = freePort();
    enginePort = freePort();
    var settings =
        Map.of(
            "PORT",
            "" + port,
            "ENGINE_PORT",
            "" + enginePort,
            "RATE_PER_KEY",
            "0",
            "RATE_PER_ADDRESS",
            "0");
    var outcome = Config.read(settings, home, false, Setting.Command.SERVE);
    assertThat(outcome.faults().all()).isEmpty();
    var keys = ServerKeys.of(outcome.config());
    operator = SecretKey.parse(Files.readString(keys.operatorFile()).strip());
    wiring = new Wiring(outcome.config(), keys, home, clock::get);
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    wiring.close();
  }

  @Test
  void a_relay_is_online_until_the_grace_has_ended_and_paused_in_that_second() throws Exception {
    var made = data(tenant, "POST", "/relays", "{\"subdomain\": \"club\", \"plan_id\": \"basic\"}");
    var relay = "/relays/" + made.path("id").asString();
    var host = URI.create(made.path("url").asString()).getAuthority();
    // A first request within the last day would move the due date.
    meanwhileTimePasses(() -> isOnline(host) && notices().contains("invoice_ready"));
    var asked = invoices().path(0);
    var due = asked.path("created_at").asLong() + GRACE.toSeconds();
    assertThat(asked.path("due_at").asLong()).isEqualTo(due);

    // Only billing's clock moves by days: a jump of the wall clock would put money on hold.
    clock.set(Instant.ofEpochSecond(due - 1).minus(GRACE));
    data(operator, "POST", "/dev/clock", "{\"advance_days\": 7}");
    await().atMost(WAIT_MAX).until(() -> notices().contains("reminder_one_day"));
    assertThat(says(relay, "status", "active")).as("a second before").isTrue();
    assertThat(isOnline(host)).isTrue();
    assertThat(invoices()).hasSize(1);
    assertThat(invoices().path(0).path("status").asString()).isEqualTo("open");

    clock.set(clock.get().plusSeconds(1));
    await().atMost(WAIT_MAX).until(() -> says(relay, "status", "delinquent"));
    var forgiven = invoices().path(0);
    assertThat(forgiven.path("status").asString()).isEqualTo("void");
    assertThat(forgiven.path("void_reason").asString()).isEqualTo("forgiven");
    assertThat(forgiven.path("voided_at").asLong()).isEqualTo(due);
    assertThat(me().path("churned_at").asLong()).isEqualTo(due);
    assertThat(notices()).containsOnlyOnce("relays_paused");
    meanwhileTimePasses(() -> !isOnline(host));

    data(tenant, "POST", relay + "/reactivate", "");
    await().atMost(WAIT_MAX).until(() -> invoices().size() == 2);
    assertThat(says(relay, "status", "delinquent")).as("it is paid first").isTrue();
    var anew = invoices().path(0);
    assertThat(anew.at("/total/amount").asLong()).isEqualTo(10_000);
    var asking = data(tenant, "POST", "/invoices/" + anew.path("id").asString() + "/bolt11", "");
    data(tenant, "GET", "/dev/wallet", "");
    var pay = "{\"invoice\": \"" + asking.path("lnbc").asString() + "\"}";
    data(tenant, "POST", "/dev/wallet/pay", pay);
    meanwhileTimePasses(() -> isOnline(host));
    assertThat(me().has("churned_at")).isFalse();
    assertThat(says(relay, "status", "active")).isTrue();
  }

  /// Advances the clock by a second with each check, for work that is retried after a delay.
  private void meanwhileTimePasses(Callable<Boolean> until) {
    await()
        .atMost(WAIT_MAX)
        .until(() -> {
          clock.updateAndGet(now -> now.plusSeconds(1));
          return until.call();
        });
  }

  /// Whether the engine serves the relay under its own name.
  private boolean isOnline(String host) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), enginePort)) {
      var request =
          "GET / HTTP/1.1\r\nHost: %s\r\nAccept: application/nostr+json\r\nConnection: close\r\n\r\n"
              .formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.startsWith("HTTP/1.1 200 ");
    }
  }

  private boolean says(String path, String key, String value) throws Exception {
    return data(tenant, "GET", path, "").path(key).asString("").equals(value);
  }

  private JsonNode me() throws Exception {
    return data(tenant, "GET", "/tenants/" + tenant.publicKey(), "");
  }

  /// Newest first.
  private JsonNode invoices() throws Exception {
    return data(tenant, "GET", "/tenants/" + tenant.publicKey() + "/invoices", "");
  }

  private List<String> notices() throws Exception {
    return data(tenant, "GET", "/tenants/" + tenant.publicKey() + "/notices", "")
        .valueStream()
        .map(notice -> notice.path("notice_type").asString())
        .toList();
  }

  private JsonNode data(SecretKey who, String method, String path, String body) throws Exception {
    var base = "http://localhost:" + port;
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(WAIT_MAX)
            .header("Authorization", Nip98.session(who, base, clock.get().getEpochSecond()))
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    var answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode())
        .as("%s %s: %s", method, path, answer.body())
        .isBetween(200, 299);
    return Json.tree(answer.body()).path("data");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

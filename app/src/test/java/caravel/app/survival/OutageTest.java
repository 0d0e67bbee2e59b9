package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A zooid that goes away and comes back, and malformed requests.
@Tag("slow")
final class OutageTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(40);
  private static final int NONSENSES = 40;
  private static final int HALF_OPEN_SOCKETS = 50;

  @TempDir private Path folder;

  private final SecretKey robot = SecretKey.generate();
  private final SecretKey owner = SecretKey.generate();
  private final List<Integer> ports = CaravelProcess.freePorts(2);
  private final int apiPort = ports.getFirst();
  private final int zooidPort = ports.getLast();

  @Test
  void relays_are_pending_while_zooid_is_away_and_heal_when_it_is_back() throws Exception {
    var zooid = startZooid();
    try (var _ = startControl();
        var api = new SurvivalApi(apiPort, owner)) {
      api.createRelay("first");
      awaitProvisioning(api, "first", "active");
      zooid.kill();
      api.createRelay("second");
      var first = relay(api, "first").path("id").asString();
      assertThat(api.call("PUT", "/relays/" + first, "{\"info_name\": \"Renamed\"}").status())
          .isEqualTo(200);
      awaitTrouble(api, "second");
      assertThat(relay(api, "first").path("provisioning").asString()).isEqualTo("pending");
      assertThat(relay(api, "second").path("provisioning").asString()).isEqualTo("pending");
      assertThat(api.get("/relays/" + first).status()).isEqualTo(200);
      zooid = startZooid();
      awaitProvisioning(api, "first", "active");
      awaitProvisioning(api, "second", "active");
    } finally {
      zooid.kill();
    }
  }

  @Test
  void malformed_input_and_half_open_sockets_end_no_other_connection() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var held = new ArrayList<Socket>();
    try (var zooid = startZooid();
        var control = startControl();
        var api = new SurvivalApi(apiPort, owner)) {
      for (var port : ports) {
        for (int i = 0; i < HALF_OPEN_SOCKETS; i++) {
          held.add(say(port, "GET / HTTP/1.1\r\nHost: nob"));
        }
        for (int i = 0; i < NONSENSES; i++) {
          var noise = new byte[1 + random.nextInt(4096)];
          random.nextBytes(noise);
          say(port, new String(noise, StandardCharsets.ISO_8859_1)).close();
        }
      }
      api.createRelay("calm");
      awaitProvisioning(api, "calm", "active");
      assertThat(zooid.isAlive()).as("seed %s", seed).isTrue();
      assertThat(control.isAlive()).as("seed %s", seed).isTrue();
      assertThat(plans()).isEqualTo(200);
    } finally {
      for (var socket : held) {
        socket.close();
      }
    }
  }

  private CaravelProcess startZooid() {
    return CaravelProcess.start(
        "engine",
        folder,
        Map.of(
            "PORT", Integer.toString(zooidPort),
            "API_HOST", "127.0.0.1:" + zooidPort,
            "API_WHITELIST", robot.publicKey().hex(),
            "CONFIG", folder.resolve("zooid/config").toString(),
            "DATA", folder.resolve("zooid/data").toString(),
            "MEDIA", folder.resolve("zooid/media").toString()));
  }

  private CaravelProcess startControl() {
    return CaravelProcess.start(
        "serve",
        folder,
        Map.of(
            "DATA_DIR",
            folder.resolve("data").toString(),
            "PORT",
            Integer.toString(apiPort),
            "SERVER_URL",
            "http://localhost:" + apiPort,
            "ZOOID_API_URL",
            "http://127.0.0.1:" + zooidPort,
            "RELAY_DOMAIN",
            "localhost:" + zooidPort,
            "ROBOT_SECRET",
            robot.revealHex()));
  }

  private void awaitProvisioning(SurvivalApi api, String subdomain, String wanted) {
    await(subdomain + " to be " + wanted)
        .atMost(WAIT_MAX)
        .until(() -> relay(api, subdomain).path("provisioning").asString().equals(wanted));
  }

  private void awaitTrouble(SurvivalApi api, String subdomain) {
    await("zooid's silence to be noticed")
        .atMost(WAIT_MAX)
        .until(() -> !relay(api, subdomain).path("sync_error").asString().isEmpty());
  }

  private JsonNode relay(SurvivalApi api, String subdomain)
      throws IOException, InterruptedException {
    for (var relay : api.get("/tenants/" + owner.publicKey() + "/relays").data()) {
      if (relay.path("subdomain").asString().equals(subdomain)) {
        return relay;
      }
    }
    throw new AssertionError("no relay " + subdomain);
  }

  private int plans() throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + apiPort + "/plans")).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static Socket say(int port, String text) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    } catch (IOException _) {
      // A closed connection counts as an answer.
    }
    return socket;
  }
}

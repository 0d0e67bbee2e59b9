package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.engine.tenancy.VirtualRelays;
import caravel.nostr.Json;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP requests to a relay's host, and malformed requests.
final class EngineServerTest {
  private static final String HOST = "one.localhost:1";

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    engine.api(
        "POST",
        "/relay/one",
        RunningEngine.body(HOST, "one", "")
            .replace("\"name\":\"one\"", "\"name\":\"<One>\",\"icon\":\"i/a.png\""));
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private RawHttp.Answer get(String path, Map<String, String> headers) {
    return RawHttp.get(engine.port(), HOST, path, headers);
  }

  @Test
  void a_relative_icon_is_made_absolute() { // 42
    var document = Json.mapper().readTree(engine.information(HOST).body());
    assertThat(document.path("icon").stringValue()).isEqualTo("http://one.localhost:1/i/a.png");
  }

  @Test
  void forwarded_headers_of_strangers_are_not_believed() { // 50
    var headers =
        Map.of(
            "Accept", "application/nostr+json",
            "X-Forwarded-Host", "public.example.com",
            "X-Forwarded-Proto", "https");
    assertThat(get("/", headers).body()).contains("\"http://one.localhost:1/i/a.png\"");
    try (var trusting = new RunningEngine(folder.resolve("trusting"), "127.0.0.0/8")) {
      trusting.api(
          "POST",
          "/relay/one",
          RunningEngine.body(HOST, "one", "").replace("\"name\"", "\"icon\":\"i/a.png\",\"name\""));
      assertThat(RawHttp.get(trusting.port(), HOST, "/", headers).body())
          .contains("\"https://public.example.com/i/a.png\"");
    }
  }

  @Test
  void the_landing_page_shows_text_as_text() {
    var answer = get("/", Map.of("Accept", "text/html"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.body()).contains("&lt;One&gt;").doesNotContain("<One>");
    assertThat(answer.header("content-security-policy")).startsWith("default-src 'none'");
  }

  @ParameterizedTest
  @CsvSource({
    "/nope, 404",
    "/static/x.css, 404",
    "//, 404",
    "/?a=b, 200",
    "/.well-known/nip29/livekit, 404",
    "/upload, 404",
    "/../, 400",
    "/%2e%2e, 400"
  })
  void unserved_parts_are_unknown_paths(String path, int status) {
    assertThat(get(path, Map.of()).status()).isEqualTo(status);
  }

  @Test
  void browsers_of_any_origin_may_send_requests() { // 41
    var origin = Map.of("Origin", "https://app.example.com", "Accept", "application/nostr+json");
    assertThat(get("/", origin).header("access-control-allow-origin")).isEqualTo("*");
    assertThat(get("/nope", origin).header("access-control-allow-origin")).isEqualTo("*");
    var preflight =
        RawHttp.send(
            engine.port(),
            "OPTIONS",
            HOST,
            "/",
            Map.of(
                "Origin", "https://app.example.com",
                "Access-Control-Request-Method", "PUT",
                "Access-Control-Request-Headers", "authorization"),
            "");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(preflight.header("access-control-allow-methods")).isEqualTo("PUT");
    assertThat(preflight.header("access-control-allow-headers")).isEqualTo("authorization");
    assertThat(preflight.header("access-control-max-age")).isEqualTo("86400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: one.localhost:1\r\n\r\n",
        "GET  HTTP/1.1\r\nHost: one.localhost:1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: one.localhost:1\r\nHost: two\r\nConnection: close\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: one.localhost:1\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: one.localhost:1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: one.localhost:1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "\u0000\u0001\u0002\u0003\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: one.localhost:1\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: one.localhost:1\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: one.localhost:1\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 7\r\n\r\n"
      })
  void a_malformed_request_gets_an_error_and_harms_no_other(String request) {
    var answer = RawHttp.exchange(engine.port(), request);
    assertThat(answer.status()).isBetween(400, 505);
    assertThat(answer.body()).doesNotContain("jetty").doesNotContain("Exception");
    assertThat(engine.information(HOST).status()).isEqualTo(200);
  }

  @Test
  void huge_headers_are_refused() {
    assertThat(get("/", Map.of("X-Huge", "x".repeat(20_000))).status()).isEqualTo(431);
    assertThat(get("/" + "x".repeat(20_000), Map.of()).status()).isEqualTo(414);
    assertThat(engine.information(HOST).status()).isEqualTo(200);
  }

  @Test
  void a_taken_port_is_reported() {
    var settings =
        new EngineServerSettings(
            "127.0.0.1", engine.port(), null, Set.of(), TrustedProxies.parse(List.of()));
    try (var stores = TestStores.open(folder.resolve("other"), Sync.NORMAL);
        var relays =
            VirtualRelays.open(
                folder.resolve("other-config"),
                stores,
                InstantSource.system(),
                Duration.ofMinutes(1))) {
      assertThatThrownBy(() -> EngineServer.open(settings, relays, InstantSource.system()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("cannot listen on 127.0.0.1:" + engine.port());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, true",
    "11.1.2.3, false",
    "192.168.1.7, true",
    "192.168.1.8, false",
    "fd00::1, true",
    "fe00::1, false",
    "::1, true"
  })
  void proxies_are_addresses_and_networks(String address, boolean trusted) throws Exception {
    var proxies = TrustedProxies.parse(List.of("10.0.0.0/8", "192.168.1.7", "fd00::/8", "::1"));
    assertThat(proxies.trusts(InetAddress.getByName(address))).isEqualTo(trusted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/x", "", "fd00::/129", "a.b.c.d"})
  void an_invalid_address_is_named_in_the_error(String entry) {
    assertThatThrownBy(() -> TrustedProxies.parse(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": " + entry);
  }
}

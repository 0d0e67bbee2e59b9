package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.http.HttpSettings.Rates;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits on rates and sizes, over a real socket.
final class LimitsTest {
  private final SecretKey ann = SecretKey.generate();
  private final SecretKey bob = SecretKey.generate();

  @TempDir private Path folder;

  @Test
  void a_key_has_ten_seconds_worth_and_then_waits() {
    try (var api = start(new Rates(2, 0), List.of())) {
      var token = api.session(ann);
      for (var i = 0; i < 20; i++) {
        assertThat(api.get("/mine", token).status()).isEqualTo(200);
      }
      var refused = api.get("/mine", token);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo("too-many-requests");
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(refused.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(api.get("/mine", api.session(bob)).status()).isEqualTo(200);
      assertThat(api.get("/open", token).status()).isEqualTo(200);
      api.clock.move(Duration.ofSeconds(1));
      assertThat(api.get("/mine", token).status()).isEqualTo(200);
      assertThat(api.get("/mine", token).status()).isEqualTo(200);
      assertThat(api.get("/mine", token).status()).isEqualTo(429);
    }
  }

  @Test
  void an_address_is_counted_whoever_calls_but_not_for_health_and_pages() {
    try (var api = start(new Rates(0, 1), List.of())) {
      for (var i = 0; i < 10; i++) {
        assertThat(api.get("/open", null).status()).isEqualTo(200);
      }
      assertThat(api.get("/open", null).status()).isEqualTo(429);
      assertThat(api.get("/nowhere", null).status()).isEqualTo(429);
      assertThat(api.get("/mine", api.session(ann)).status()).isEqualTo(429);
      assertThat(api.get("/healthz", null).status()).isEqualTo(200);
      assertThat(api.get("/", null).status()).isEqualTo(200);
      assertThat(api.call("OPTIONS", "/open", null, null).status()).isEqualTo(204);
    }
  }

  @Test
  void behind_a_trusted_proxy_the_client_is_counted() {
    try (var api = start(new Rates(0, 1), List.of("127.0.0.0/8"))) {
      for (var i = 0; i < 10; i++) {
        assertThat(from(api, "198.51.100.7")).isEqualTo(200);
      }
      assertThat(from(api, "198.51.100.7")).isEqualTo(429);
      assertThat(from(api, "198.51.100.8")).isEqualTo(200);
      assertThat(from(api, "198.51.100.99, 198.51.100.7")).isEqualTo(429);
    }
  }

  @Test
  void without_a_trusted_proxy_forwarded_addresses_are_ignored() {
    try (var api = start(new Rates(0, 1), List.of("10.0.0.1"))) {
      for (var i = 0; i < 10; i++) {
        assertThat(from(api, "198.51.100." + i)).isEqualTo(200);
      }
      assertThat(from(api, "198.51.100.200")).isEqualTo(429);
    }
  }

  /// Finding S3: HAProxy adds a second header line, so the client's own first line was trusted.
  @Test
  void all_lines_of_x_forwarded_for_count_as_one_list() throws IOException {
    try (var api = start(new Rates(0, 1), List.of("127.0.0.0/8"))) {
      for (var i = 0; i < 10; i++) {
        assertThat(forwardedTwice(api, "203.0.113." + i, "198.51.100.7"))
            .startsWith("HTTP/1.1 200");
      }
      assertThat(forwardedTwice(api, "203.0.113.99", "198.51.100.7")).startsWith("HTTP/1.1 429");
    }
  }

  private static String forwardedTwice(ApiUnderTest api, String claimed, String client)
      throws IOException {
    return raw(
        api,
        "GET /open HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: "
            + claimed
            + "\r\nX-Forwarded-For: "
            + client
            + "\r\n\r\n");
  }

  /// Findings S2 and P2: changes had no limit but 50 a second, four million rows a day for one key.
  @Test
  void changes_have_an_hourly_quota_for_each_key_and_reads_have_none() {
    try (var api = start(new Rates(1_000, 1_000), List.of())) {
      for (var i = 0; i < Quota.CREATE.perKey(); i++) {
        assertThat(api.post("/things", api.session(ann), "{}").status()).isEqualTo(200);
      }
      var refused = api.post("/things", api.session(ann), "{}");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("60");
      assertThat(api.get("/mine", api.session(ann)).status()).isEqualTo(200);
      assertThat(api.post("/things", api.session(bob), "{}").status()).isEqualTo(200);
      api.clock.move(Duration.ofMinutes(1));
      assertThat(api.post("/things", api.session(ann), "{}").status()).isEqualTo(200);
      assertThat(api.post("/things", api.session(ann), "{}").status()).isEqualTo(429);
    }
  }

  /// Findings S2 and P2: keys cost nothing, so each address has a quota too.
  @Test
  void many_keys_of_one_address_share_its_hourly_quota() {
    try (var api = start(new Rates(1_000, 1_000), List.of())) {
      for (var i = 0; i < Quota.CREATE.perAddress(); i++) {
        var key = SecretKey.generate();
        assertThat(api.post("/things", api.session(key), "{}").status()).isEqualTo(200);
      }
      assertThat(api.post("/things", api.session(bob), "{}").status()).isEqualTo(429);
    }
  }

  @Test
  void zero_is_no_limit() {
    try (var api = start(Rates.UNLIMITED, List.of())) {
      for (var i = 0; i < 300; i++) {
        assertThat(api.get("/open", null).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void a_line_or_header_that_cannot_be_read_is_answered_in_the_envelope() throws IOException {
    try (var api = start(Rates.UNLIMITED, List.of())) {
      for (var raw :
          List.of(
              "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
              "GET /a%2fb HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
              "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
              "RUBBISH\r\n\r\n",
              "GET /open HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(40_000) + "\r\n\r\n")) {
        var answer = raw(api, raw);
        assertThat(answer).as(raw).startsWith("HTTP/1.1 4");
        assertThat(answer).doesNotContain("<html").doesNotContain("Jetty");
      }
      assertThat(raw(api, "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .contains("\"code\":\"invalid\"");
      assertThat(raw(api, "GET /open?q=%zz&&=&x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .doesNotStartWith("HTTP/1.1 5");
      assertThat(api.get("/open", null).status()).isEqualTo(200);
    }
  }

  @Test
  void an_interrupted_request_harms_no_other() throws IOException {
    try (var api = start(Rates.UNLIMITED, List.of())) {
      for (var part :
          List.of(
              "GET /open HT",
              "POST /open HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
              "POST /open HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
          socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().flush();
        }
        assertThat(api.get("/open", null).status()).isEqualTo(200);
      }
    }
  }

  private ApiUnderTest start(Rates rates, List<String> trusted) {
    var open = ApiUnderTest.OPEN;
    return new ApiUnderTest(
        folder,
        new HttpSettings(open.listen(), List.of(), trusted, rates, open.web()),
        _ ->
            List.of(
                Route.get("/open", Access.PUBLIC, _ -> Response.ok(1)),
                Route.post("/open", Access.PUBLIC, request -> Response.ok(request.bytes().length)),
                Route.post("/things", Access.AUTHED, _ -> Response.ok(1)).counting(Quota.CREATE),
                Route.get("/mine", Access.AUTHED, _ -> Response.ok(1))));
  }

  private static int from(ApiUnderTest api, String forwardedFor) {
    return api.call("GET", "/open", null, null, "X-Forwarded-For", forwardedFor).status();
  }

  private static String raw(ApiUnderTest api, String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package caravel.control.hosting.zooid;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelaySpec;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelaySettings.Switch;
import caravel.nostr.SecretKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Arbitrary servers at the address of a host: every call ends with a value.
final class HostileHostTest {
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final SecretKey KEY = SecretKey.parse("01".repeat(32));

  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger followed = new AtomicInteger();
  private volatile HttpHandler behaviour = exchange -> {};
  private HttpServer server;
  private ZooidHost host;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> behaviour.handle(exchange));
    server.createContext("/elsewhere", _ -> followed.incrementAndGet());
    server.start();
    var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    host =
        ZooidHost.open(
            new ZooidSettings(url, KEY, null, null, null), InstantSource.system(), TIMEOUT);
  }

  @AfterEach
  void close() {
    over.countDown();
    host.close();
    server.stop(0);
  }

  @Test
  void one_that_never_answers_is_given_up() {
    behaviour =
        exchange -> {
          try (exchange) {
            over.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };
    everythingIsUnknown();
  }

  @Test
  void one_that_drips_is_given_up() {
    behaviour =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (exchange;
              var out = exchange.getResponseBody()) {
            while (over.getCount() > 0) {
              out.write(' ');
              out.flush();
              if (over.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                return;
              }
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };
    everythingIsUnknown();
  }

  @Test
  void an_endless_answer_is_not_read_to_its_end() {
    var spaces = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
    behaviour =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (exchange;
              var out = exchange.getResponseBody()) {
            while (over.getCount() > 0) {
              out.write(spaces);
            }
          }
        };
    assertThat(host.probe(spec())).isInstanceOf(Observation.Unknown.class);
  }

  @Test
  void a_redirect_is_not_followed() {
    behaviour =
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        };
    everythingIsUnknown();
    assertThat(followed).hasValue(0);
  }

  @Test
  void pages_and_nonsense_are_not_believed() {
    for (var body : new String[] {"", "<html>hello</html>", "[]", "null", "{\"pubkey\":7}", "{"}) {
      behaviour = exchange -> answer(exchange, 200, body);
      assertThat(host.probe(spec())).isInstanceOf(Observation.Unknown.class);
      assertThat(host.members(spec())).isInstanceOf(Membership.Unknown.class);
    }
    behaviour = exchange -> answer(exchange, 404, "<html>no such site</html>");
    assertThat(host.apply(spec())).isInstanceOf(ApplyResult.Unknown.class);
  }

  private void everythingIsUnknown() {
    assertThat(host.apply(spec())).isInstanceOf(ApplyResult.Unknown.class);
    assertThat(host.probe(spec())).isInstanceOf(Observation.Unknown.class);
    assertThat(host.members(spec())).isInstanceOf(Membership.Unknown.class);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private RelaySpec spec() {
    return new RelaySpec(
        new RelaySpec.Identity(
            "one", "one.localhost:" + server.getAddress().getPort(), "one_1", KEY),
        true,
        false,
        new RelaySpec.Info("One", "", "", KEY.publicKey()),
        RelaySettings.of(Switch.MEMBERS_CAN_INVITE, Switch.GROUPS, Switch.MANAGEMENT, Switch.PUSH),
        new RelaySpec.Limits(null, null));
  }
}

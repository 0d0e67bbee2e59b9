package caravel.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.ClientMessage;
import caravel.nostr.RelayMessage;
import caravel.outbound.RelayDialer.DialResult;
import io.javalin.Javalin;
import io.javalin.websocket.WsConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The dialer with real sockets. Only the set of public addresses is simulated.
final class WebSocketDialerTest {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final RelayMessage HELLO = new RelayMessage.Notice("hello");

  private final List<InetAddress> dialled = new CopyOnWriteArrayList<>();
  private volatile List<String> leadsTo = List.of("93.184.216.34");
  private @Nullable Javalin server;
  private @Nullable WebSocketDialer dialer;

  @AfterEach
  void close() {
    if (dialer != null) {
      dialer.close();
    }
    if (server != null) {
      server.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ws://relay.example",
        "https://relay.example",
        "wss://relay.example:7777",
        "wss://user@relay.example",
        "wss://localhost",
        "wss://relay",
        "wss://0x7f.1",
        "wss:relay.example",
        "ws://localhost:3335",
        "ws://localhost:3334/path",
        "ws://127.0.0.1:3334",
        "ws://user@localhost:3334",
        ""
      })
  void a_private_address_is_refused_with_a_sentence(String url) {
    var guarded = open(new OwnRelay(URI.create("ws://localhost:3334"), at(1)));
    assertThat(guarded.dial(url))
        .isInstanceOfSatisfying(
            DialResult.Refused.class, refused -> assertThat(refused.sentence()).endsWith("."));
    assertThat(dialled).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1", "unknown"})
  void a_name_that_leads_inside_is_never_dialled(String inside) {
    var guarded = open(null);
    leadsTo = List.of(inside);
    assertThat(guarded.dial("wss://relay.example")).isInstanceOf(DialResult.Unreachable.class);
    leadsTo = List.of("93.184.216.34", inside);
    assertThat(guarded.dial("wss://relay.example")).isInstanceOf(DialResult.Unreachable.class);
    assertThat(dialled).isEmpty();
  }

  @Test
  void the_address_that_was_checked_is_the_one_that_is_dialled() throws UnknownHostException {
    var guarded = open(null);
    assertThat(guarded.dial("wss://relay.example/")).isInstanceOf(DialResult.Unreachable.class);
    assertThat(dialled).containsExactly(InetAddress.getByName("93.184.216.34"));
  }

  @Test
  void a_demo_reaches_its_own_relay_and_production_does_not() throws InterruptedException {
    int port = serve(ws -> ws.onConnect(context -> context.send(HELLO.write())));
    var url = "ws://localhost:" + port;
    try (var connection = socket(open(new OwnRelay(URI.create(url), at(port))).dial(url))) {
      assertThat(connection.next(WAIT)).contains(HELLO);
    }
    try (var production = guarded(null)) {
      assertThat(production.dial(url)).isInstanceOf(DialResult.Refused.class);
    }
    assertThat(dialled).isEmpty();
  }

  @Test
  void the_operators_dialer_resolves_names_under_localhost() throws InterruptedException {
    int port = serve(ws -> ws.onConnect(context -> context.send(HELLO.write())));
    try (var operators = WebSocketDialer.forOperator();
        var connection = socket(operators.dial("ws://one.localhost:" + port))) {
      assertThat(connection.next(WAIT)).contains(HELLO);
    }
  }

  @Test
  void unreadable_values_are_ignored() throws InterruptedException {
    var connection =
        own(ws ->
            ws.onConnect(context -> {
              context.send("garbage");
              context.send("");
              context.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
              context.send(HELLO.write());
            }));
    assertThat(connection.next(WAIT)).contains(HELLO);
  }

  @Test
  void a_message_that_is_too_long_ends_the_socket() throws InterruptedException {
    var long_ = new RelayMessage.Notice("a".repeat(RelayConnection.MESSAGE_BYTES_MAX));
    var connection = own(ws -> ws.onConnect(context -> context.send(long_.write())));
    assertThat(connection.next(WAIT)).isEmpty();
    assertThat(connection.isOver()).isTrue();
  }

  @Test
  void whoever_waits_learns_of_the_end_at_once() throws InterruptedException {
    var connection = own(ws -> ws.onMessage(context -> context.closeSession(1000, "bye")));
    assertThat(connection.send(new ClientMessage.Unsubscribe("a"))).isTrue();
    assertThat(connection.next(Duration.ofHours(1))).isEmpty();
    assertThat(connection.isOver()).isTrue();
    assertThat(connection.send(new ClientMessage.Unsubscribe("a"))).isFalse();
  }

  /// A relay's pings are answered while the socket is not read, and the client's pings do not
  /// disturb reading.
  @Test
  void pings_go_both_ways() throws InterruptedException {
    var connection =
        own(ws -> {
          ws.onConnect(context -> {
            context.session.sendPing(ByteBuffer.wrap(new byte[] {7}), Callback.NOOP);
            context.send(HELLO.write());
          });
          ws.onMessage(context -> context.send(HELLO.write()));
        });
    assertThat(connection.next(WAIT)).contains(HELLO);
    connection.ping();
    connection.send(new ClientMessage.Unsubscribe("a"));
    assertThat(connection.next(WAIT)).contains(HELLO);
  }

  @Test
  void a_flood_waits_on_the_wire() throws InterruptedException {
    int many = 20_000;
    var connection =
        own(ws ->
            ws.onConnect(context -> {
              for (int i = 0; i < many; i++) {
                context.session.sendText(HELLO.write(), Callback.NOOP);
              }
            }));
    for (int i = 0; i < many; i++) {
      assertThat(connection.next(WAIT)).contains(HELLO);
    }
  }

  @Test
  void a_socket_that_is_closed_gives_its_place_back() {
    int port = serve(_ -> {});
    var url = "ws://localhost:" + port;
    var guarded = open(new OwnRelay(URI.create(url), at(port)));
    var open = new ArrayList<RelayConnection>();
    for (int i = 0; i < WebSocketDialer.SOCKETS_MAX; i++) {
      open.add(socket(guarded.dial(url)));
    }
    assertThat(guarded.dial(url)).isEqualTo(new DialResult.Busy());
    open.removeLast().close();
    Awaitility.await().until(() -> guarded.dial(url) instanceof DialResult.Open);
    open.forEach(RelayConnection::close);
  }

  private RelayConnection own(Consumer<WsConfig> behaviour) {
    int port = serve(behaviour);
    var url = "ws://localhost:" + port;
    return socket(open(new OwnRelay(URI.create(url), at(port))).dial(url));
  }

  private int serve(Consumer<WsConfig> behaviour) {
    var started = Javalin.create(config -> config.routes.ws("/", behaviour)).start("127.0.0.1", 0);
    server = started;
    return started.port();
  }

  private WebSocketDialer open(@Nullable OwnRelay own) {
    var opened = guarded(own);
    dialer = opened;
    return opened;
  }

  private WebSocketDialer guarded(@Nullable OwnRelay own) {
    return WebSocketDialer.forStrangers(names(), own, new SslContextFactory.Client());
  }

  private static RelayConnection socket(DialResult dialled) {
    assertThat(dialled).isInstanceOf(DialResult.Open.class);
    return ((DialResult.Open) dialled).connection();
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private CheckedNames names() {
    return new CheckedNames(
        _ -> {
          var addresses = new ArrayList<InetAddress>();
          for (var address : leadsTo) {
            if (address.equals("unknown")) {
              throw new UnknownHostException("no such name");
            }
            addresses.add(InetAddress.ofLiteral(address));
          }
          return addresses;
        },
        (address, _) -> {
          dialled.add(address);
          return at(1);
        });
  }
}

package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// Push notifications, NIP-9a (142 and 143).
final class PushChecks {
  private static final int PUSH = 30_390;
  private static final int SUBSCRIPTIONS_MAX = 11;
  private static final int FAILURES_MAX = 10;
  private static final String PUBLIC_CALLBACK = "https://push.example.com/";
  private static final String PRIVATE_CALLBACK =
      "invalid: callback must not point to a local or internal address";

  private PushChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            142, "Push subscriptions are validated, and events are delivered.", PushChecks::push),
        new NumberedCheck(143, "† Push requires membership.", PushChecks::requireMembership));
  }

  private static List<List<String>> subscription(CreatedRelay relay, String d, String callback) {
    return new ArrayList<>(
        List.of(
            List.of("d", d),
            List.of("relay", "wss://" + relay.host() + "/"),
            List.of("filter", "{\"kinds\":[1]}"),
            List.of("callback", callback)));
  }

  private static void refuse(CheckClient client, List<List<String>> tags, String text) {
    client.refuse(client.eventAt(System.currentTimeMillis() / 1000, PUSH, "", tags), text);
  }

  private static List<List<String>> without(List<List<String>> tags, String name) {
    return tags.stream().filter(tag -> !tag.getFirst().equals(name)).toList();
  }

  private static List<List<String>> with(List<List<String>> tags, String name, String value) {
    var changed = new ArrayList<>(without(tags, name));
    changed.add(List.of(name, value));
    return changed;
  }

  private static void push(SuiteServer server) {
    var relay = server.create(_ -> {});
    var member = relay.member();
    var valid = subscription(relay, "s", PUBLIC_CALLBACK);
    refuse(member, without(valid, "d"), "invalid: missing or empty d tag");
    refuse(
        member,
        with(valid, "relay", "wss://other.example/"),
        "invalid: relay tag does not match this relay's URL");
    refuse(member, without(valid, "filter"), "invalid: at least one filter tag is required");
    refuse(member, with(valid, "filter", "nonsense"), "invalid: filter tag contains invalid JSON:");
    refuse(member, with(valid, "ignore", "nonsense"), "invalid: ignore tag contains invalid JSON:");
    refuse(member, without(valid, "callback"), "invalid: missing callback tag");
    refuse(member, with(valid, "callback", ""), "invalid: empty callback tag");
    var two = new ArrayList<>(valid);
    two.add(List.of("callback", PUBLIC_CALLBACK));
    refuse(member, two, "invalid: too many callback tags");
    refuse(
        member,
        with(valid, "callback", "ftp://push.example.com/"),
        "invalid: callback must be a valid HTTP or HTTPS URL");
    for (int i = 0; i < SUBSCRIPTIONS_MAX; i++) {
      member.accept(
          member.eventAt(relay.now(), PUSH, "", subscription(relay, "s" + i, PUBLIC_CALLBACK)));
    }
    refuse(
        member,
        subscription(relay, "more", PUBLIC_CALLBACK),
        "invalid: too many subscriptions registered");
    Expect.that(Nip11Checks.nips(relay).contains("9a"), "9a in NIP-11", Nip11Checks.nips(relay));
    try (var listener = new CallbackListener()) {
      deliver(server.create(_ -> {}), listener);
    }
  }

  private static void deliver(CreatedRelay relay, CallbackListener listener) {
    var subscriber = relay.member();
    var author = relay.member();
    var tags = subscription(relay, "s", listener.url("/push"));
    tags.add(List.of("include_event", "1"));
    var ok = subscriber.publish(subscriber.eventAt(relay.now(), PUSH, "", tags));
    if (!ok.isAccepted() && ok.text().equals(PRIVATE_CALLBACK)) {
      throw CheckException.passedInPart(
          "the delivery, because the server refuses private addresses of callbacks");
    }
    Expect.that(ok.isAccepted(), "OK true for a subscription", ok);
    var event = author.accept(author.event(1, "push"));
    var body = listener.await("/push");
    Expect.equal(event.id().hex(), body.path("id").asString(""));
    Expect.equal("wss://" + relay.host() + "/", body.path("relay").asString(""));
    Expect.equal(event.id().hex(), body.path("event").path("id").asString(""));
    endByFailures(author, listener);
    var other = relay.member();
    var second = subscription(relay, "s", listener.url("/marker"));
    other.accept(other.eventAt(relay.now(), PUSH, "", second));
    author.accept(author.event(1, "after the failures"));
    listener.await("/marker");
    listener.expectNone("/push");
  }

  private static void endByFailures(CheckClient author, CallbackListener listener) {
    listener.answerWith(500);
    for (int i = 0; i < FAILURES_MAX; i++) {
      author.accept(author.event(1, "failure " + i));
      listener.await("/push");
    }
    listener.answerWith(200);
  }

  private static void requireMembership(SuiteServer server) {
    var relay = server.relay();
    var stranger = relay.stranger();
    var ok =
        stranger.publish(
            stranger.eventAt(relay.now(), PUSH, "", subscription(relay, "s", PUBLIC_CALLBACK)));
    if (ok.isAccepted()) {
      throw CheckException.differs("a non-member registers a push subscription");
    }
    Expect.startsWith("restricted:", ok.text());
    var member = relay.member();
    member.accept(member.eventAt(relay.now(), PUSH, "", subscription(relay, "s", PUBLIC_CALLBACK)));
  }

  /// A local HTTP server that receives push deliveries.
  private static final class CallbackListener implements AutoCloseable {
    private static final long WAIT_SECONDS = 5;
    private static final int OK = 200;

    private final HttpServer server;
    private final AtomicInteger status = new AtomicInteger(OK);
    private final Map<String, BlockingQueue<String>> bodies = new ConcurrentHashMap<>();

    CallbackListener() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      server.createContext("/", this::receive);
      server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
      try (exchange) {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status.get(), -1);
        bodies(exchange.getRequestURI().getPath()).add(body);
      }
    }

    private BlockingQueue<String> bodies(String path) {
      return bodies.computeIfAbsent(path, _ -> new LinkedBlockingQueue<>());
    }

    /// The address of a path on this listener.
    String url(String path) {
      return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /// The status of all later answers.
    void answerWith(int newStatus) {
      status.set(newStatus);
    }

    /// Waits for the next delivery to a path.
    JsonNode await(String path) {
      try {
        var body = bodies(path).poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (body == null) {
          throw CheckException.failed("a delivery to " + path, "none within 5 s");
        }
        return Text.tree(body);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }

    /// Ends the check as failed if a delivery to a path has come.
    void expectNone(String path) {
      Expect.that(bodies(path).isEmpty(), "no delivery to " + path, bodies(path));
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}

package caravel.app.survival;

import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.EventJson;
import caravel.nostr.Filter;
import caravel.nostr.Nip42;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/// An authenticated member on a relay, which remembers the acknowledged events. Public because
/// Jetty requires it.
public final class Member extends Session.Listener.AbstractAutoDemanding {
  private static final long WAIT_SECONDS = 20;

  private final SecretKey key;
  private final String url;
  private final Set<EventId> acknowledged;
  private final LinkedBlockingQueue<RelayMessage> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<RelayMessage.Ok> authenticated = new CompletableFuture<>();

  private Member(SecretKey key, String url, Set<EventId> acknowledged) {
    this.key = key;
    this.url = url;
    this.acknowledged = acknowledged;
  }

  /// Connections of many members, all to this machine whatever the names resolve to.
  static final class Lounge implements AutoCloseable {
    private final HttpClient http = new HttpClient();
    private final WebSocketClient client;

    Lounge() throws Exception {
      http.setSocketAddressResolver(
          new SocketAddressResolver() {
            @Override
            public void resolve(
                String host,
                int port,
                Map<String, Object> context,
                Promise<List<InetSocketAddress>> promise) {
              promise.succeeded(
                  List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            }
          });
      http.setMaxConnectionsPerDestination(1_000);
      client = new WebSocketClient(http);
      client.start();
    }

    Member enter(SecretKey key, String url, Set<EventId> acknowledged) throws Exception {
      var member = new Member(key, url, acknowledged);
      client.connect(member, URI.create(url)).get(WAIT_SECONDS, TimeUnit.SECONDS);
      if (!member.authenticated.get(WAIT_SECONDS, TimeUnit.SECONDS).accepted()) {
        throw new IllegalStateException("not let in");
      }
      return member;
    }

    /// Uploads a file (Blossom), and returns the status of the answer.
    int upload(SecretKey key, String url, byte[] file) throws Exception {
      long now = Instant.now().getEpochSecond();
      var tags = List.of(List.of("t", "upload"), List.of("expiration", String.valueOf(now + 600)));
      var token =
          EventJson.write(Event.sign(key, now, 24_242, tags, "")).getBytes(StandardCharsets.UTF_8);
      return http.newRequest(url)
          .method("PUT")
          .headers(headers ->
              headers.put("Authorization", "Nostr " + Base64.getEncoder().encodeToString(token)))
          .body(new BytesRequestContent("image/png", file))
          .send()
          .getStatus();
    }

    byte[] download(String url) throws Exception {
      return http.GET(url).getContent();
    }

    @Override
    public void close() {
      LifeCycle.stop(client);
    }
  }

  static Set<EventId> ledger() {
    return ConcurrentHashMap.newKeySet();
  }

  @Override
  public void onWebSocketText(String message) {
    var parsed = RelayMessage.parse(message);
    switch (parsed) {
      case RelayMessage.Auth(var challenge) ->
          send(
              new ClientMessage.Authenticate(
                  Nip42.answer(key, url, challenge, Instant.now().getEpochSecond())));
      case RelayMessage.Ok ok when !authenticated.isDone() -> authenticated.complete(ok);
      case RelayMessage.Ok(var id, var accepted, _) -> {
        if (accepted) {
          acknowledged.add(id);
        }
        answers.add(parsed);
      }
      case RelayMessage.EventFor _,
          RelayMessage.Eose _,
          RelayMessage.Closed _,
          RelayMessage.Notice _,
          RelayMessage.Other _ ->
          answers.add(parsed);
    }
  }

  /// The server is killed, so errors are expected.
  @Override
  public void onWebSocketError(Throwable cause) {
    authenticated.completeExceptionally(cause);
  }

  void publish(Event event) {
    send(new ClientMessage.Publish(event));
  }

  /// Waits until the relay has answered for every published event.
  void awaitVerdict() throws InterruptedException {
    while (true) {
      var answer = answers.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IllegalStateException("no answer in time");
      }
      if (answer instanceof RelayMessage.Ok) {
        return;
      }
    }
  }

  /// The ids of these events that the relay has.
  Set<EventId> stored(Filter filter) throws InterruptedException {
    send(new ClientMessage.Subscribe("look", filter));
    var found = ConcurrentHashMap.<EventId>newKeySet();
    while (true) {
      var answer = answers.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      switch (answer) {
        case RelayMessage.EventFor(_, var event) -> found.add(event.id());
        case RelayMessage.Eose _ -> {
          send(new ClientMessage.Unsubscribe("look"));
          return found;
        }
        case RelayMessage.Closed(_, var text) -> throw new IllegalStateException(text);
        case null -> throw new IllegalStateException("no answer in time");
        case RelayMessage.Ok _,
            RelayMessage.Auth _,
            RelayMessage.Notice _,
            RelayMessage.Other _ -> {}
      }
    }
  }

  /// New events of this member, not published yet.
  List<Event> write(int count, String text) {
    var events = new ArrayList<Event>();
    for (int i = 0; i < count; i++) {
      events.add(
          Event.sign(
              key, Instant.now().getEpochSecond(), 9, List.of(List.of("n", text)), text + " " + i));
    }
    return events;
  }

  void leave() {
    var session = getSession();
    if (session != null) {
      session.disconnect();
    }
  }

  private void send(ClientMessage message) {
    var session = getSession();
    if (session != null) {
      session.sendText(message.write(), Callback.NOOP);
    }
  }
}

package caravel.engine.http;

import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.Nip42;
import caravel.nostr.SecretKey;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/// A client's socket. Public because Jetty requires it.
public final class TestSocket implements Session.Listener.AutoDemanding, AutoCloseable {
  private static final int WAIT_SECONDS = 10;

  private final WebSocketClient client = new WebSocketClient();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  final CompletableFuture<String> closed = new CompletableFuture<>();
  private final Session session;

  private TestSocket(int port, String host) throws Exception {
    client.setMaxTextMessageSize(-1);
    client.start();
    var request = new ClientUpgradeRequest(URI.create("ws://127.0.0.1:" + port + "/"));
    request.setHeader("Host", host);
    session = client.connect(this, request).get(WAIT_SECONDS, TimeUnit.SECONDS);
    session.setIdleTimeout(Duration.ZERO);
  }

  static TestSocket open(int port, String host) throws Exception {
    return new TestSocket(port, host);
  }

  void send(String text) {
    session.sendText(text, Callback.NOOP);
  }

  Session session() {
    return session;
  }

  /// Receives the challenge, answers it, and waits for the OK.
  void authenticate(SecretKey key, String host) throws InterruptedException {
    send(answer(key, host));
    var ok = next();
    if (!ok.contains("true")) {
      throw new AssertionError(ok);
    }
  }

  /// Signs the AUTH for the next challenge.
  String answer(SecretKey key, String host) throws InterruptedException {
    var challenge = Json.tree(next()).get(1).asString();
    var now = InstantSource.system().instant().getEpochSecond();
    var url = caravel.engine.session.Address.of(host, null).url();
    return "[\"AUTH\"," + EventJson.write(Nip42.answer(key, url, challenge, now)) + "]";
  }

  String next() throws InterruptedException {
    var text = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    return text == null ? "nothing" : text;
  }

  @Override
  public void onWebSocketText(String message) {
    received.add(message);
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    closed.complete(code + " " + reason);
    callback.succeed();
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}

package caravel.conformance;

import caravel.nostr.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One client of a transcript: a socket, and what has come over it that nobody has looked at yet.
///
/// Public for Jetty alone.
public final class TranscriptPeer implements Session.Listener.AutoDemanding {
  private static final int CONNECT_SECONDS = 10;
  static final int OPEN = 0;

  private final List<JsonNode> received = new ArrayList<>();
  private @Nullable Session session;
  private String challenge = "";
  private int closeCode = OPEN;
  private int fences;

  TranscriptPeer() {}

  /// @return false when the handshake was refused
  boolean connect(WebSocketClient client, URI address, String host, Map<String, String> headers) {
    var request = new ClientUpgradeRequest(address);
    request.setHeader("Host", host);
    headers.forEach(request::setHeader);
    try {
      session = client.connect(this, request).get(CONNECT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (IOException | ExecutionException | TimeoutException refused) {
      return false;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  void send(String text) {
    var open = session;
    if (open != null) {
      open.sendText(text, Callback.NOOP);
    }
  }

  void sendBinary(String text) {
    var open = session;
    if (open != null) {
      open.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Callback.NOOP);
    }
  }

  void close() {
    var open = session;
    if (open != null) {
      open.close();
    }
  }

  /// Sends what is answered at once, so that every direct answer to what was sent before has come
  /// by then.
  void fence() {
    if (closeCode() != OPEN || session == null) {
      return;
    }
    // Every client gets an OK for an event whose id is wrong.
    var id = String.format("%064x", ++fences);
    var zero = "0";
    send(
        "[\"EVENT\",{\"id\":\"%s\",\"pubkey\":\"%s\",\"created_at\":0,\"kind\":1,\"tags\":[],"
                .formatted(id, RecordedKeys.publicKey("alice").hex())
            + "\"content\":\"fence\",\"sig\":\"%s\"}]".formatted(zero.repeat(128)));
    Predicate<JsonNode> answer =
        message ->
            message.path(0).asString("").equals("OK") && message.path(1).asString("").equals(id);
    await(answer, TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
    synchronized (this) {
      received.removeIf(answer);
    }
  }

  /// Waits until something of this kind has come or the socket has ended.
  synchronized boolean await(Predicate<JsonNode> wanted, long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (received.stream().noneMatch(wanted) && closeCode == OPEN) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }
    return true;
  }

  synchronized List<JsonNode> received() {
    return List.copyOf(received);
  }

  synchronized void forget() {
    received.clear();
  }

  synchronized String challenge() {
    return challenge;
  }

  synchronized int closeCode() {
    return closeCode;
  }

  @Override
  public synchronized void onWebSocketText(String text) {
    var message = Json.tree(text);
    received.add(message);
    if (message.path(0).asString("").equals("AUTH") && challenge.isEmpty()) {
      challenge = message.path(1).asString("");
    }
    notifyAll();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    // A handshake that was refused, or a socket that ends; both are seen elsewhere.
  }

  @Override
  public synchronized void onWebSocketClose(int code, String reason, Callback callback) {
    closeCode = code;
    notifyAll();
    callback.succeed();
  }
}

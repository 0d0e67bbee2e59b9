package caravel.conformance;

import caravel.nostr.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/// One WebSocket client of a relay, and the messages that it has received. Any thread may use it.
public final class TranscriptPeer implements Session.Listener.AutoDemanding {
  private static final int CONNECT_SECONDS = 10;

  /// The close code of a socket that is open.
  public static final int OPEN = 0;

  private final List<JsonNode> received = new ArrayList<>();
  private @Nullable Session session;
  private String challenge = "";
  private int closeCode = OPEN;
  private String closeReason = "";
  private int fences;

  public TranscriptPeer() {}

  /// Opens the socket.
  ///
  /// @param host the Host header, which selects the relay
  /// @return false when the handshake was refused
  public boolean connect(
      WebSocketClient client, URI address, String host, Map<String, String> headers) {
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

  /// Sends a text message; does nothing while there is no socket.
  public void send(String text) {
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

  /// Closes the socket.
  public void close() {
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
  public synchronized boolean await(Predicate<JsonNode> wanted, long millis) {
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

  /// Waits for a message and takes it out of those that were received. Messages that came before
  /// the socket ended can still be taken.
  ///
  /// @return empty when it did not come in time
  public Optional<JsonNode> take(Predicate<JsonNode> wanted, long millis) {
    await(wanted, millis);
    synchronized (this) {
      var found = received.stream().filter(wanted).findFirst();
      found.ifPresent(received::remove);
      return found;
    }
  }

  /// The messages that were received and not taken, in their order.
  public synchronized List<JsonNode> received() {
    return List.copyOf(received);
  }

  synchronized void forget() {
    received.clear();
  }

  /// The first challenge of the relay (NIP-42), or `""`.
  public synchronized String challenge() {
    return challenge;
  }

  /// The code with which the socket ended, or [#OPEN].
  public synchronized int closeCode() {
    return closeCode;
  }

  /// The reason with which the relay closed the socket, or `""`.
  public synchronized String closeReason() {
    return closeReason;
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
  public synchronized void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
    closeCode = code;
    closeReason = reason == null ? "" : reason;
    notifyAll();
    callback.succeed();
  }
}

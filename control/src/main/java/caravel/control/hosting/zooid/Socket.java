package caravel.control.hosting.zooid;

import caravel.nostr.ClientMessage;
import caravel.nostr.MalformedException;
import caravel.nostr.RelayMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/// The client's end of one WebSocket to a relay: the received messages in order, read by one
/// thread. Public because Jetty requires it.
public final class Socket extends Session.Listener.AbstractAutoDemanding {
  /// Most unread messages; one more ends the conversation.
  static final int UNREAD_MESSAGES_MAX = 64;

  private final BlockingQueue<String> unread = new ArrayBlockingQueue<>(UNREAD_MESSAGES_MAX);
  private volatile boolean closed;

  Socket() {}

  @Override
  public void onWebSocketText(String message) {
    if (!unread.offer(message)) {
      close();
    }
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    closed = true;
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    closed = true;
  }

  void send(ClientMessage message) {
    var session = getSession();
    if (session != null) {
      session.sendText(message.write(), Callback.NOOP);
    }
  }

  /// Returns the next readable message; empty when none came in time or the socket ended.
  Optional<RelayMessage> next(Duration waitMax) throws InterruptedException {
    @Nullable String text =
        closed ? unread.poll() : unread.poll(waitMax.toNanos(), TimeUnit.NANOSECONDS);
    while (text != null) {
      try {
        return Optional.of(RelayMessage.parse(text));
      } catch (MalformedException _) {
        text = unread.poll(waitMax.toNanos(), TimeUnit.NANOSECONDS);
      }
    }
    return Optional.empty();
  }

  void close() {
    closed = true;
    var session = getSession();
    if (session != null) {
      session.disconnect();
    }
  }
}

package caravel.outbound;

import caravel.nostr.ClientMessage;
import caravel.nostr.MalformedException;
import caravel.nostr.RelayMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/// The client's end of one WebSocket to a relay, read by one thread. A message is read from the
/// network only after the previous one was taken, which bounds memory. Public because Jetty
/// requires it.
public final class RelayConnection implements Session.Listener, AutoCloseable {
  /// Longest accepted message.
  public static final int MESSAGE_BYTES_MAX = 256 * 1024;

  /// Marks the end after the last message.
  private static final String END = "";

  private static final int UNREAD_MAX = 2;

  private final BlockingQueue<String> unread = new ArrayBlockingQueue<>(UNREAD_MAX);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable whenClosed;
  private volatile @Nullable Session session;
  private volatile boolean over;

  RelayConnection(Runnable whenClosed) {
    this.whenClosed = whenClosed;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    if (closed.get()) {
      // The connection opened after the caller had given up.
      opened.disconnect();
    } else {
      opened.demand();
    }
  }

  @Override
  public void onWebSocketText(String message) {
    if (message.isEmpty()) {
      demand();
    } else if (!unread.offer(message)) {
      close();
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    demand();
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    end();
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    end();
  }

  /// Sends a message. True means that it was written, not that it arrived.
  public boolean send(ClientMessage message) {
    var open = session;
    if (over || open == null) {
      return false;
    }
    open.sendText(message.write(), Callback.from(() -> {}, _ -> close()));
    return true;
  }

  /// Keeps an idle socket open and detects a dead peer.
  public void ping() {
    var open = session;
    if (!over && open != null) {
      open.sendPing(ByteBuffer.allocate(0), Callback.from(() -> {}, _ -> close()));
    }
  }

  /// Returns the next readable message and skips others; empty when none came in time or the socket
  /// has ended.
  public Optional<RelayMessage> next(Duration waitMax) throws InterruptedException {
    var end = System.nanoTime() + waitMax.toNanos();
    while (true) {
      var text = over ? unread.poll() : unread.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (text == null || text.equals(END)) {
        return Optional.empty();
      }
      demand();
      try {
        return Optional.of(RelayMessage.parse(text));
      } catch (MalformedException _) {
        // An unreadable message is skipped.
      }
    }
  }

  /// Whether the socket has ended and all messages were read.
  public boolean isOver() {
    return over && unread.stream().allMatch(END::equals);
  }

  @Override
  public void close() {
    end();
    var open = session;
    if (open != null) {
      open.disconnect();
    }
  }

  private void demand() {
    var open = session;
    if (!over && open != null) {
      open.demand();
    }
  }

  private void end() {
    over = true;
    var _ = unread.offer(END);
    if (closed.compareAndSet(false, true)) {
      whenClosed.run();
    }
  }
}

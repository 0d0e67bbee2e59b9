package caravel.engine.wire;

import caravel.engine.limits.MemoryBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// One WebSocket of a server (RFC 6455). Reading runs on the selector's thread and never blocks;
/// sending never waits.
///
/// An idle socket holds no buffer.
public final class WebSocketConnection extends AbstractConnection implements Connection.UpgradeTo {
  /// Receives the messages of one socket. No method may block.
  public interface Listener {
    /// The socket is open. Messages come afterwards.
    void opened();

    /// Whether messages may be passed on now. After false, a call of [WebSocketConnection#resume]
    /// must follow.
    boolean mayReceive();

    /// Receives a part of a message. The array belongs to the caller.
    ///
    /// @param last ends the message
    void received(byte[] bytes, int from, int length, boolean last);

    /// The peer has sent something.
    void heard();

    /// The peer does not read what it was sent: a frame was dropped.
    void tooSlow();

    /// The peer has broken the protocol; the socket must be closed with this code.
    void broken(int code, String reason);

    /// The peer closes the socket. Its close frame is being answered.
    void closing();

    /// The connection has ended. Called once.
    void closed();
  }

  private static final int READ_BYTES = 16 * 1024;

  /// Reads before other sockets of the selector have their turn.
  private static final int READS_AT_ONCE = 4;

  /// One for each selector, whose thread parses what it has read before it reads again.
  private static final ThreadLocal<ByteBuffer> READ =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(READ_BYTES));

  private final Listener listener;
  private final Outbox outbox;
  private final FrameParser parser;
  private final Readable readable = new Readable();

  /// Guards the parser and the fields below. Never held while a thread waits.
  private final ReentrantLock reading = new ReentrantLock();

  /// Bytes that were read and wait for the listener; null = reading is not paused.
  private @Nullable ByteBuffer unparsed;

  /// Bytes that are read are ignored.
  private boolean isDiscarding;

  private volatile boolean hasPeerClosed;

  /// The peer has broken the protocol, and is sent nothing after the close frame.
  private volatile boolean isBroken;

  WebSocketConnection(
      EndPoint endPoint,
      Executor executor,
      SocketBounds bounds,
      MemoryBudget.Account memory,
      Listener listener) {
    super(endPoint, executor);
    this.listener = listener;
    this.outbox = new Outbox(endPoint, bounds, memory, new Writing());
    this.parser = new FrameParser(new Received(), bounds.messageBytesMax());
  }

  /// Receives what followed the handshake. Called before [#onOpen].
  @Override
  public void onUpgradeTo(ByteBuffer early) {
    unparsed = ByteBuffer.allocate(early.remaining()).put(early).flip();
  }

  @Override
  public void onOpen() {
    super.onOpen();
    getEndPoint().setIdleTimeout(0);
    listener.opened();
    if (unparsed == null) {
      awaitBytes();
    } else {
      resume();
    }
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    outbox.clear();
    listener.closed();
  }

  private void awaitBytes() {
    fillInterested(readable);
  }

  @Override
  public void onFillable() {
    reading.lock();
    try {
      for (int reads = 0; reads < READS_AT_ONCE; reads++) {
        if (!read()) {
          return;
        }
      }
      awaitBytes();
    } finally {
      reading.unlock();
    }
  }

  /// Whether there may be more to read. If not, reading goes on by itself, is paused, or has ended.
  private boolean read() {
    var buffer = READ.get();
    BufferUtil.clear(buffer);
    int count;
    try {
      count = getEndPoint().fill(buffer);
    } catch (IOException broken) {
      count = -1;
    }
    if (count < 0) {
      getEndPoint().close();
      return false;
    }
    if (count == 0) {
      awaitBytes();
      return false;
    }
    listener.heard();
    if (isDiscarding || parse(buffer)) {
      return !hasPeerClosed;
    }
    unparsed = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
    return false;
  }

  /// @return false = the listener takes nothing now, and the buffer keeps the rest
  private boolean parse(ByteBuffer bytes) {
    try {
      return parser.parse(bytes);
    } catch (FrameException broken) {
      // Reading goes on, because unread bytes would reset the connection before the close frame has
      // arrived.
      isDiscarding = true;
      isBroken = true;
      listener.broken(broken.code(), String.valueOf(broken.getMessage()));
      if (outbox.hasEnded()) {
        getEndPoint().shutdownOutput();
      }
      return true;
    }
  }

  /// Reads on after [Listener#mayReceive] was false.
  public void resume() {
    reading.lock();
    try {
      var rest = unparsed;
      if (rest != null && (isDiscarding || parse(rest))) {
        unparsed = null;
        if (!hasPeerClosed) {
          awaitBytes();
        }
      }
    } finally {
      reading.unlock();
    }
  }

  /// Queues a message, which [#flush] writes.
  ///
  /// @return the bytes of its frame; 0 = it was dropped
  public int queue(String text) {
    return add(OutboundFrame.text(text));
  }

  /// Queues a message of three parts in UTF-8, which [#flush] writes. The arrays are not copied and
  /// must not change.
  ///
  /// @return the bytes of its frame; 0 = it was dropped
  public int queue(byte[] head, byte[] body, byte[] tail) {
    return add(OutboundFrame.text(head, body, tail));
  }

  public void ping() {
    var _ = add(OutboundFrame.ping());
    flush();
  }

  /// @return the bytes of the frame; 0 = it was dropped
  private int add(OutboundFrame frame) {
    if (!outbox.add(frame)) {
      listener.tooSlow();
      return 0;
    }
    return frame.length();
  }

  /// Writes what is queued.
  public void flush() {
    outbox.flush();
  }

  /// Queues a close frame, and ends all waits for room. The connection ends when the peer has
  /// answered, or by [#cut].
  public void close(int code, String reason) {
    outbox.abandon();
    outbox.end(OutboundFrame.close(code, reason));
  }

  /// Ends the connection at once.
  public void cut() {
    getEndPoint().close();
  }

  /// Waits until the peer has read most of what it was sent, or the socket has ended.
  public void awaitRoom() {
    outbox.awaitRoom();
  }

  /// Whether the peer has read everything, as far as the kernel tells.
  public boolean hasSentAll() {
    return outbox.isEmpty();
  }

  /// Time of the peer's last read ([System#nanoTime]).
  ///
  /// @param flushedNanos when the connection last wrote bytes, even a part of a frame
  public long takenNanos(long flushedNanos) {
    return outbox.takenNanos(flushedNanos);
  }

  /// Reads on the selector's thread.
  private final class Readable implements Callback {
    @Override
    public void succeeded() {
      onFillable();
    }

    @Override
    public void failed(Throwable cause) {
      onFillInterestedFailed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }

  private final class Received implements FrameParser.Receiver {
    @Override
    public boolean mayReceive() {
      return listener.mayReceive();
    }

    @Override
    public void received(byte[] bytes, int from, int length, boolean last) {
      listener.received(bytes, from, length, last);
    }

    @Override
    public void ping(byte[] payload) {
      var _ = add(OutboundFrame.pong(payload));
      flush();
    }

    @Override
    public void close(int code) {
      isDiscarding = true;
      listener.closing();
      outbox.end(
          code == CloseCode.NONE ? OutboundFrame.emptyClose() : OutboundFrame.close(code, ""));
      hasPeerClosed = true;
      if (outbox.hasEnded()) {
        getEndPoint().close();
      }
    }
  }

  private final class Writing implements Outbox.Listener {
    @Override
    public void failed(Throwable cause) {
      getEndPoint().close(cause);
    }

    @Override
    public void ended() {
      if (hasPeerClosed) {
        getEndPoint().close();
      } else if (isBroken) {
        getEndPoint().shutdownOutput();
      }
    }
  }
}

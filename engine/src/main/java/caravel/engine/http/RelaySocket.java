package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.session.Address;
import caravel.engine.session.ClientChannel;
import caravel.engine.session.LiveRelay;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One WebSocket between Jetty and a relay's session.
///
/// An [InboundProcessor] handles inbound messages. Sending never blocks: unread bytes are counted,
/// and a peer with too many is dropped. When the process is short of memory, the socket that holds
/// most is dropped.
///
/// Public because Jetty requires it.
public final class RelaySocket implements Session.Listener, ClientChannel {
  private static final Logger LOG = LoggerFactory.getLogger(RelaySocket.class);
  private static final int POLICY_VIOLATION = 1008;
  private static final int REASON_BYTES_MAX = 123;

  private final LiveRelay relay;
  private final RemoteAddress client;
  private final Sockets sockets;
  private final SocketLimits limits;
  private final @Nullable ProgressEndPoint connection;
  private final MemoryBudget.Account memory;
  private final SendQueue sendQueue;

  private final InboundProcessor inbound;
  private @Nullable Utf8Parts binary;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean left = new AtomicBoolean();
  private final long openedNanos = System.nanoTime();
  private volatile long heardNanos = openedNanos;
  private volatile long pingedNanos = openedNanos;
  private volatile @Nullable Session jetty;

  /// @param connection null = the progress of writes is unknown
  RelaySocket(
      LiveRelay relay,
      Address address,
      RemoteAddress client,
      Sockets sockets,
      @Nullable ProgressEndPoint connection) {
    this.relay = relay;
    this.client = client;
    this.sockets = sockets;
    this.limits = sockets.limits();
    this.connection = connection;
    this.memory = sockets.memory().open(this::drop);
    this.sendQueue = new SendQueue(limits, memory);
    this.inbound = new InboundProcessor(this, relay, address, new Inbox(memory));
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    jetty = opened;
    sockets.opened(this);
    inbound.open();
  }

  @Override
  public void onWebSocketPartialText(String payload, boolean last) {
    heardNanos = System.nanoTime();
    if (inbound.append(payload, last)) {
      demand();
    }
  }

  @Override
  public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
    if (binary == null) {
      binary = new Utf8Parts();
    }
    var text = binary.decode(payload, last);
    callback.succeed();
    onWebSocketPartialText(text, last);
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    heardNanos = System.nanoTime();
    demand();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    LOG.debug("socket of {} failed", client.text(), cause);
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    end();
    callback.succeed();
  }

  /// Called when the handshake failed: this socket never opened.
  void refused() {
    memory.close();
    if (left.compareAndSet(false, true)) {
      sockets.leave(client);
    }
  }

  /// Releases the socket's place and closes the session, after the messages that were queued
  /// before.
  private void end() {
    closing.set(true);
    if (left.compareAndSet(false, true)) {
      sockets.closed(this);
      sockets.leave(client);
    }
    sendQueue.end();
    inbound.end();
    memory.close();
  }

  @Override
  public void send(String text) {
    send(text, false);
  }

  @Override
  public void sendMore(String text) {
    send(text, true);
  }

  /// @param more whether Jetty may gather this frame with later ones
  private void send(String text, boolean more) {
    var peer = jetty;
    if (peer == null || closing.get()) {
      return;
    }
    var payload = text.getBytes(StandardCharsets.UTF_8);
    int bytes = payload.length;
    if (!sendQueue.add(bytes)) {
      sockets.dropLog().dropped(DropLog.Reason.SLOW, client, relay);
      close(POLICY_VIOLATION, "too slow: this client does not read what it asked for");
      return;
    }
    try {
      // A failed write ends the session in Jetty, which then calls the close handler.
      if (peer instanceof WebSocketSession gathering) {
        gathering
            .getCoreSession()
            .sendFrame(
                new Frame(OpCode.TEXT, ByteBuffer.wrap(payload)),
                org.eclipse.jetty.util.Callback.from(
                    () -> sendQueue.remove(bytes), _ -> sendQueue.remove(bytes)),
                more);
      } else {
        peer.sendText(
            text, Callback.from(() -> sendQueue.remove(bytes), _ -> sendQueue.remove(bytes)));
      }
    } catch (RuntimeException failed) {
      LOG.debug("socket of {} cannot be written", client.text(), failed);
      cut();
    }
  }

  @Override
  public void awaitRoom() {
    sendQueue.awaitRoom();
  }

  @Override
  public MemoryBudget.Account memory() {
    return memory;
  }

  @Override
  public boolean mayPublish(boolean stranger) {
    return sockets.mayPublish(client, stranger);
  }

  @Override
  public boolean mayAsk() {
    return sockets.mayAsk(client);
  }

  @Override
  public void close(int code, String reason) {
    var peer = jetty;
    if (peer == null || !closing.compareAndSet(false, true)) {
      return;
    }
    peer.close(code, shortened(reason), Callback.NOOP);
    sockets.afterGrace(this::cut);
    // The waiting messages are dropped, and their thread stops waiting for room.
    sendQueue.end();
    inbound.clear();
  }

  /// Cuts the connection because the process is short of memory and this socket holds most of it.
  private void drop() {
    sockets.dropLog().dropped(DropLog.Reason.MEMORY, client, relay);
    if (sendQueue.isEmpty()) {
      close(
          POLICY_VIOLATION,
          "out of memory: this connection held more than any other; ask for less");
    } else {
      // A close frame would wait behind the unread frames, which would stay in memory.
      cut();
    }
  }

  /// Sends a ping if one is due. Closes the socket when the peer sends nothing, reads nothing, or
  /// does not authenticate in time.
  void look(long nowNanos) {
    var peer = jetty;
    if (peer == null) {
      return;
    }
    var silence = limits.silenceMax().toNanos();
    var taken = sendQueue.takenNanos(connection == null ? openedNanos : connection.flushedNanos());
    var isSilent =
        nowNanos - heardNanos > silence && nowNanos - taken > silence && !inbound.isReadingPaused();
    if (isSilent || (!sendQueue.isEmpty() && nowNanos - taken > silence)) {
      LOG.debug("socket of {} is silent and is cut", client.text());
      cut();
    } else if (nowNanos - openedNanos > limits.authWithin().toNanos() && !inbound.mayStay()) {
      close(
          POLICY_VIOLATION,
          "auth-required: authenticate within " + limits.authWithin().toSeconds() + " s");
    } else if (nowNanos - pingedNanos > limits.pingEvery().toNanos() && !closing.get()) {
      pingedNanos = nowNanos;
      peer.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }
  }

  private void cut() {
    var peer = jetty;
    if (peer != null) {
      peer.disconnect();
    }
    end();
  }

  boolean isClosing() {
    return closing.get();
  }

  /// Resumes reading after a pause. The pause does not count as the peer's silence.
  void resumeReading() {
    heardNanos = System.nanoTime();
    demand();
  }

  private void demand() {
    var peer = jetty;
    if (peer != null && peer.isOpen()) {
      try {
        peer.demand();
      } catch (RuntimeException closed) {
        LOG.debug("socket of {} cannot be read", client.text(), closed);
      }
    }
  }

  private static String shortened(String reason) {
    var bytes = reason.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= REASON_BYTES_MAX) {
      return reason;
    }
    return new String(bytes, 0, REASON_BYTES_MAX, StandardCharsets.UTF_8).replace("\ufffd", "");
  }
}

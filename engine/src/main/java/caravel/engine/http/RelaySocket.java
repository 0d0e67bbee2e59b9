package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.session.Address;
import caravel.engine.session.ClientChannel;
import caravel.engine.session.LiveRelay;
import caravel.engine.wire.CloseCode;
import caravel.engine.wire.WebSocketConnection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One WebSocket of a relay, between its connection and its session.
///
/// An [InboundProcessor] handles inbound messages. Sending never blocks: unread bytes are counted,
/// and a peer with too many is dropped. When the process is short of memory, the socket that holds
/// most is dropped.
final class RelaySocket implements WebSocketConnection.Listener, ClientChannel {
  private static final Logger LOG = LoggerFactory.getLogger(RelaySocket.class);

  private static final byte[] MESSAGE_END = {']'};

  private final LiveRelay relay;
  private final RemoteAddress client;
  private final Sockets sockets;
  private final SocketLimits limits;
  private final @Nullable ProgressEndPoint progress;
  private final MemoryBudget.Account memory;

  private final InboundProcessor inbound;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean left = new AtomicBoolean();
  private final long openedNanos = System.nanoTime();
  private volatile long heardNanos = openedNanos;
  private volatile long pingedNanos = openedNanos;
  private volatile @Nullable WebSocketConnection connection;

  /// @param progress null = the progress of writes is unknown
  RelaySocket(
      LiveRelay relay,
      Address address,
      RemoteAddress client,
      Sockets sockets,
      @Nullable ProgressEndPoint progress) {
    this.relay = relay;
    this.client = client;
    this.sockets = sockets;
    this.limits = sockets.limits();
    this.progress = progress;
    this.memory = sockets.memory().open(this::drop);
    this.inbound = new InboundProcessor(this, relay, address, new Inbox(memory));
  }

  /// Gives the socket its connection. Called before the connection opens.
  void connect(WebSocketConnection peer) {
    connection = peer;
  }

  @Override
  public void opened() {
    sockets.opened(this);
    inbound.open();
  }

  @Override
  public boolean mayReceive() {
    return inbound.mayReceive();
  }

  @Override
  public void received(byte[] bytes, int from, int length, boolean last) {
    relay.traffic().countReceived(length);
    inbound.append(bytes, from, length, last);
  }

  @Override
  public void heard() {
    heardNanos = System.nanoTime();
  }

  @Override
  public void tooSlow() {
    if (!closing.get()) {
      sockets.dropLog().dropped(DropLog.Reason.SLOW, client, relay);
      close(CloseCode.POLICY_VIOLATION, "too slow: this client does not read what it asked for");
    }
  }

  @Override
  public void broken(int code, String reason) {
    LOG.debug("socket of {} has broken the protocol: {}", client.text(), reason);
    close(code, reason);
  }

  @Override
  public void closing() {
    if (closing.compareAndSet(false, true)) {
      sockets.afterGrace(this::cut);
    }
  }

  @Override
  public void closed() {
    end();
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
    inbound.end();
    memory.close();
  }

  @Override
  public String addressGroup() {
    return client.group();
  }

  @Override
  public void queue(String text) {
    var peer = connection;
    if (peer != null && !closing.get()) {
      relay.traffic().countSent(peer.queue(text));
    }
  }

  @Override
  public void queueEvent(byte[] head, byte[] event) {
    var peer = connection;
    if (peer != null && !closing.get()) {
      relay.traffic().countSentEvent(peer.queue(head, event, MESSAGE_END));
    }
  }

  @Override
  public void flush() {
    var peer = connection;
    if (peer != null) {
      peer.flush();
    }
  }

  @Override
  public void awaitRoom() {
    var peer = connection;
    if (peer != null) {
      peer.awaitRoom();
    }
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
    var peer = connection;
    if (peer == null || !closing.compareAndSet(false, true)) {
      return;
    }
    sockets.afterGrace(this::cut);
    peer.close(code, reason);
    inbound.clear();
  }

  /// Cuts the connection because the process is short of memory and this socket holds most of it.
  private void drop() {
    sockets.dropLog().dropped(DropLog.Reason.MEMORY, client, relay);
    var peer = connection;
    if (peer != null && peer.hasSentAll()) {
      close(
          CloseCode.POLICY_VIOLATION,
          "out of memory: this connection held more than any other; ask for less");
    } else {
      // A close frame would wait behind the unread frames, which would stay in memory.
      cut();
    }
  }

  /// Sends a ping if one is due. Closes the socket when the peer sends nothing, reads nothing, or
  /// does not authenticate in time.
  void look(long nowNanos) {
    var peer = connection;
    if (peer == null) {
      return;
    }
    var silence = limits.silenceMax().toNanos();
    var taken = peer.takenNanos(progress == null ? openedNanos : progress.flushedNanos());
    var isSilent =
        nowNanos - heardNanos > silence && nowNanos - taken > silence && !inbound.isReadingPaused();
    if (isSilent || (!peer.hasSentAll() && nowNanos - taken > silence)) {
      LOG.debug("socket of {} is silent and is cut", client.text());
      cut();
    } else if (nowNanos - openedNanos > limits.authWithin().toNanos() && !inbound.mayStay()) {
      close(
          CloseCode.POLICY_VIOLATION,
          "auth-required: authenticate within " + limits.authWithin().toSeconds() + " s");
    } else if (nowNanos - pingedNanos > limits.pingEvery().toNanos() && !closing.get()) {
      pingedNanos = nowNanos;
      peer.ping();
    }
  }

  private void cut() {
    var peer = connection;
    if (peer != null) {
      peer.cut();
    }
    end();
  }

  boolean isClosing() {
    return closing.get();
  }

  /// Resumes reading after a pause. The pause does not count as the peer's silence.
  void resumeReading() {
    heardNanos = System.nanoTime();
    var peer = connection;
    if (peer != null) {
      peer.resume();
    }
  }
}

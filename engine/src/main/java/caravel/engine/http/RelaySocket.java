package caravel.engine.http;

import caravel.engine.session.Address;
import caravel.engine.session.LiveRelay;
import caravel.engine.session.Outbound;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
/// Inbound messages are worked through in order by one virtual thread, which lives only while there
/// are any; when too many wait, no more is read from the connection. Outbound frames go to Jetty,
/// which never waits; what the peer has not taken is counted, and a peer that lets too much pile up
/// is dropped.
///
/// Public for Jetty alone.
public final class RelaySocket implements Session.Listener, Outbound {
  private static final Logger LOG = LoggerFactory.getLogger(RelaySocket.class);
  private static final int POLICY_VIOLATION = 1008;
  private static final int SERVER_ERROR = 1011;
  private static final int REASON_BYTES_MAX = 123;

  /// A socket's next message waits while more than this part of what may be unsent is.
  private static final int COMFORT = 4;

  private static final int COMFORT_LOOK_MILLIS = 50;

  private final LiveRelay relay;
  private final Address address;
  private final String client;
  private final Sockets sockets;
  private final SocketLimits limits;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<String> inbox = new ArrayDeque<>();
  private long inboxCharacters;
  private boolean working;
  private boolean demandOwed;
  private boolean ended;

  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean left = new AtomicBoolean();
  private final AtomicInteger unsentFrames = new AtomicInteger();
  private final AtomicInteger unsentBytes = new AtomicInteger();
  private volatile long heardNanos = System.nanoTime();
  private volatile long pingedNanos = heardNanos;
  private volatile long takenNanos = heardNanos;
  private volatile @Nullable Session jetty;
  private caravel.engine.session.@Nullable Session session;

  RelaySocket(LiveRelay relay, Address address, String client, Sockets sockets) {
    this.relay = relay;
    this.address = address;
    this.client = client;
    this.sockets = sockets;
    this.limits = sockets.limits();
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    jetty = opened;
    sockets.opened(this);
    lock.lock();
    try {
      demandOwed = true;
      start();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onWebSocketText(String message) {
    heardNanos = System.nanoTime();
    boolean more;
    lock.lock();
    try {
      inbox.add(message);
      inboxCharacters += message.length();
      more = !full();
      demandOwed = !more;
      start();
    } finally {
      lock.unlock();
    }
    if (more) {
      demand();
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    var message = StandardCharsets.UTF_8.decode(payload).toString();
    callback.succeed();
    onWebSocketText(message);
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    heardNanos = System.nanoTime();
    demand();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    LOG.debug("socket of {} failed", client, cause);
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    end();
    callback.succeed();
  }

  /// The handshake failed: this socket never opened.
  void refused() {
    if (left.compareAndSet(false, true)) {
      sockets.leave(client);
    }
  }

  /// Gives the place back and lets the session know, after what it was sent before.
  private void end() {
    closing.set(true);
    if (left.compareAndSet(false, true)) {
      sockets.closed(this);
      sockets.leave(client);
    }
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
      start();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void send(String text) {
    send(text, false);
  }

  @Override
  public void sendMore(String text) {
    send(text, true);
  }

  /// @param more whether Jetty may gather it with what follows
  private void send(String text, boolean more) {
    var peer = jetty;
    if (peer == null || closing.get()) {
      return;
    }
    var bytes = text.length();
    var waiting = unsentFrames.incrementAndGet();
    if (waiting == 1) {
      takenNanos = System.nanoTime();
    }
    if (waiting > limits.outboundFramesMax()
        || unsentBytes.addAndGet(bytes) > limits.outboundBytesMax()) {
      LOG.info("client {} of {} is dropped: it reads too slowly", client, relay.config().host());
      close(POLICY_VIOLATION, "too slow: this client does not read what it asked for");
      return;
    }
    try {
      // A write that fails ends the session in Jetty, which then says so.
      if (more && peer instanceof WebSocketSession gathering) {
        gathering
            .getCoreSession()
            .sendFrame(
                new Frame(OpCode.TEXT, text),
                org.eclipse.jetty.util.Callback.from(() -> sent(bytes), _ -> sent(bytes)),
                true);
      } else {
        peer.sendText(text, Callback.from(() -> sent(bytes), _ -> sent(bytes)));
      }
    } catch (RuntimeException failed) {
      LOG.debug("socket of {} takes nothing more", client, failed);
      cut();
    }
  }

  @Override
  public void awaitRoom() {
    awaitComfort();
  }

  @Override
  public void close(int code, String reason) {
    var peer = jetty;
    if (peer == null || !closing.compareAndSet(false, true)) {
      return;
    }
    peer.close(code, shortened(reason), Callback.NOOP);
    sockets.afterGrace(this::cut);
  }

  /// Asks for a sign of life, or ends what has given none: who says nothing, and who takes nothing.
  void look(long nowNanos) {
    var peer = jetty;
    if (peer == null) {
      return;
    }
    var silence = limits.silenceMax().toNanos();
    if (nowNanos - heardNanos > silence
        || (unsentFrames.get() > 0 && nowNanos - takenNanos > silence)) {
      LOG.debug("socket of {} is silent and is cut", client);
      cut();
    } else if (nowNanos - pingedNanos > limits.pingEvery().toNanos() && !closing.get()) {
      pingedNanos = nowNanos;
      peer.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }
  }

  private void sent(int bytes) {
    var wasComfortable = isComfortable();
    unsentFrames.decrementAndGet();
    unsentBytes.addAndGet(-bytes);
    takenNanos = System.nanoTime();
    if (!wasComfortable && isComfortable()) {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void cut() {
    var peer = jetty;
    if (peer != null) {
      peer.disconnect();
    }
    end();
  }

  /// Needs the lock.
  private void start() {
    if (!working) {
      working = true;
      Thread.ofVirtual().name("socket").start(this::work);
    }
  }

  private void work() {
    try {
      if (session == null && !connect()) {
        return;
      }
      for (var message = next(); message != null; message = next()) {
        session().onText(message);
        awaitComfort();
      }
    } catch (Throwable failed) {
      // An Error as well: an open socket whose messages are worked on no more would look alive.
      LOG.error("a session of {} failed", relay.config().host(), failed);
      close(SERVER_ERROR, "error: internal error");
      var connected = session;
      if (connected != null) {
        connected.onClosed();
      }
    }
  }

  private boolean connect() {
    try {
      session = relay.connect(this, address);
      return true;
    } catch (RuntimeException failed) {
      LOG.error("a session of {} could not be opened", relay.config().host(), failed);
      close(SERVER_ERROR, "error: this relay cannot be opened");
      return false;
    }
  }

  private caravel.engine.session.Session session() {
    var connected = session;
    if (connected == null) {
      throw new IllegalStateException("not connected");
    }
    return connected;
  }

  /// The next message; null = there is none, and this thread's work is done.
  private @Nullable String next() {
    @Nullable String message;
    boolean last;
    boolean owed;
    lock.lock();
    try {
      message = inbox.poll();
      if (message != null) {
        inboxCharacters -= message.length();
      }
      last = message == null && ended;
      working = message != null;
      owed = demandOwed && !full() && !ended;
      demandOwed = demandOwed && !owed;
    } finally {
      lock.unlock();
    }
    if (owed) {
      demand();
    }
    if (last) {
      session().onClosed();
    }
    return message;
  }

  /// Waits while the peer has not taken what earlier messages asked for.
  private void awaitComfort() {
    if (isComfortable()) {
      return;
    }
    lock.lock();
    try {
      while (!ended && !isComfortable()) {
        // Looked at again even when nobody called: frames come and go without this lock.
        var _ = changed.await(COMFORT_LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private boolean isComfortable() {
    return unsentBytes.get() <= limits.outboundBytesMax() / COMFORT
        && unsentFrames.get() <= limits.outboundFramesMax() / COMFORT;
  }

  private boolean full() {
    return inbox.size() >= SocketLimits.INBOUND_MESSAGES_MAX
        || inboxCharacters >= SocketLimits.INBOUND_CHARACTERS_MAX;
  }

  private void demand() {
    var peer = jetty;
    if (peer != null && peer.isOpen()) {
      try {
        peer.demand();
      } catch (RuntimeException closed) {
        LOG.debug("socket of {} gives nothing more", client, closed);
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

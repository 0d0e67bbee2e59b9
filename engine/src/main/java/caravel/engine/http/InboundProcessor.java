package caravel.engine.http;

import caravel.engine.session.Address;
import caravel.engine.session.LiveRelay;
import caravel.engine.session.Session;
import caravel.engine.wire.CloseCode;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Processes the inbound messages of one socket in order. Its virtual thread lives only while
/// messages wait. Reading from the connection pauses when too many wait.
final class InboundProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(InboundProcessor.class);

  private final RelaySocket socket;
  private final LiveRelay relay;
  private final Address address;
  private final ReentrantLock lock = new ReentrantLock();
  private final Inbox inbox;
  private boolean working;
  private boolean resumeOwed;
  private boolean ended;

  /// The arriving message is longer than the client may send now. It is accepted or refused after
  /// the messages before it, which may contain an AUTH.
  private boolean heldBack;

  /// The last part of the held-back message has arrived.
  private boolean heldBackIsComplete;

  private volatile @Nullable Session session;

  InboundProcessor(RelaySocket socket, LiveRelay relay, Address address, Inbox inbox) {
    this.socket = socket;
    this.relay = relay;
    this.address = address;
    this.inbox = inbox;
  }

  /// Opens the session.
  void open() {
    lock.lock();
    try {
      start();
    } finally {
      lock.unlock();
    }
  }

  /// Whether messages are accepted now. If not, this processor resumes reading later.
  boolean mayReceive() {
    lock.lock();
    try {
      resumeOwed = isPaused();
      return !resumeOwed;
    } finally {
      lock.unlock();
    }
  }

  /// Adds a part of a message.
  void append(byte[] bytes, int from, int length, boolean last) {
    lock.lock();
    try {
      // After a close was sent, the socket is read only for the peer's close frame.
      if (!socket.isClosing()) {
        inbox.append(bytes, from, length);
        heldBack = isTooLong();
        heldBackIsComplete = last;
        if (!heldBack && last) {
          inbox.complete();
        }
        start();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Drops the waiting messages.
  void clear() {
    lock.lock();
    try {
      inbox.clear();
    } finally {
      lock.unlock();
    }
  }

  /// Drops the waiting messages, and closes the session after the current one.
  void end() {
    lock.lock();
    try {
      ended = true;
      inbox.clear();
      start();
    } finally {
      lock.unlock();
    }
  }

  /// Whether reading is paused because messages wait.
  boolean isReadingPaused() {
    lock.lock();
    try {
      return resumeOwed;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the client is authenticated, or the relay needs no authentication.
  boolean mayStay() {
    return isAuthenticated() || isAnonymous();
  }

  /// Starts the worker if none runs. The caller holds the lock.
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
        session().onMessage(message);
        socket.awaitRoom();
      }
    } catch (Throwable failed) {
      // Closes the socket after an Error too: without its worker it would stay open and never
      // answer.
      LOG.error("a session of {} failed", relay.config().host(), failed);
      socket.close(CloseCode.SERVER_ERROR, "error: internal error");
      var connected = session;
      if (connected != null) {
        connected.onClosed();
      }
    }
  }

  private boolean connect() {
    try {
      session = relay.connect(socket, address);
      return true;
    } catch (RuntimeException failed) {
      LOG.error("a session of {} could not be opened", relay.config().host(), failed);
      socket.close(CloseCode.SERVER_ERROR, "error: this relay cannot be opened");
      return false;
    }
  }

  private Session session() {
    var connected = session;
    if (connected == null) {
      throw new IllegalStateException("not connected");
    }
    return connected;
  }

  /// Removes the next message; null = the queue is empty and this thread ends.
  private byte @Nullable [] next() {
    byte @Nullable [] message;
    boolean last;
    boolean owed;
    var refused = false;
    lock.lock();
    try {
      message = inbox.poll();
      if (message == null && heldBack) {
        heldBack = false;
        refused = isTooLong();
        if (refused) {
          inbox.discardArriving();
        } else if (heldBackIsComplete) {
          inbox.complete();
          message = inbox.poll();
        }
      }
      last = message == null && ended;
      working = message != null;
      owed = resumeOwed && !isPaused() && !ended;
      resumeOwed = resumeOwed && !owed;
    } finally {
      lock.unlock();
    }
    if (refused) {
      socket.close(
          CloseCode.MESSAGE_TOO_BIG,
          isAuthenticated()
              ? "message too big"
              : "message too big: authenticate before you send more than 16 KiB");
    }
    if (owed) {
      socket.resumeReading();
    }
    if (last) {
      session().onClosed();
    }
    return message;
  }

  /// The caller holds the lock.
  private boolean isPaused() {
    return inbox.isFull() || heldBack;
  }

  /// Whether the message that is arriving is longer than this client may send now.
  private boolean isTooLong() {
    if (isAuthenticated()) {
      return inbox.isArrivingLongerThan(
          SocketLimits.MESSAGE_BYTES_MAX, SocketLimits.MESSAGE_BYTES_MAX);
    }
    return inbox.isArrivingLongerThan(
        isAnonymous()
            ? SocketLimits.UNAUTHENTICATED_EVENT_BYTES_MAX
            : SocketLimits.UNAUTHENTICATED_BYTES_MAX,
        SocketLimits.UNAUTHENTICATED_EVENT_BYTES_MAX);
  }

  private boolean isAuthenticated() {
    var connected = session;
    return connected != null && connected.isAuthenticated();
  }

  private boolean isAnonymous() {
    return relay.config().policy().anonymous();
  }
}

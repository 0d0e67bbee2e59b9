package caravel.control.payment.nwc;

import caravel.control.job.Backoff;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.outbound.RelayConnection;
import caravel.outbound.RelayDialer.DialResult;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One relay of a wallet: a thread that dials and listens. A lasting connection dials again with
/// capped back-off.
final class WalletRelayConnection implements Runnable {
  /// Backoff of a lasting connection before it dials again.
  static final Backoff AGAIN = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

  /// A connection that lasted this long resets the backoff.
  private static final long GOOD_NANOS = Duration.ofMinutes(1).toNanos();

  /// The state of the connection.
  sealed interface State {
    record Dialling() implements State {}

    /// Requests reach the relay, and answers are received.
    record Ready() implements State {}

    /// @param why for the operator
    /// @param busy whether the platform had no socket or name look-up free to dial it
    record Down(String why, boolean busy) implements State {
      Down(String why) {
        this(why, false);
      }
    }
  }

  private final String url;
  private final WalletEnvironment environment;
  private final WalletConversation conversation;
  private final boolean lasting;
  private final Semaphore wanted = new Semaphore(0);
  private volatile State state = new State.Dialling();
  private volatile @Nullable WalletRelaySession session;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  WalletRelayConnection(
      String url, WalletEnvironment environment, WalletConversation conversation, boolean lasting) {
    this.url = url;
    this.environment = environment;
    this.conversation = conversation;
    this.lasting = lasting;
  }

  void start() {
    thread = Thread.ofVirtual().name("wallet").start(this);
  }

  @Override
  public void run() {
    int failures = 0;
    try {
      while (!closed) {
        var start = System.nanoTime();
        var down = dialOnce();
        failures = System.nanoTime() - start > GOOD_NANOS ? 1 : failures + 1;
        become(down);
        if (!lasting) {
          return;
        }
        rest(AGAIN.after(failures, environment.random().nextDouble()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      // The first reason for the failure stays: the next step depends on whether the platform was
      // busy (M3).
      if (!(state instanceof State.Down)) {
        become(new State.Down("closed"));
      }
    }
  }

  State state() {
    return state;
  }

  /// Requests the connection: a waiting thread dials now.
  void want() {
    if (wanted.availablePermits() == 0) {
      wanted.release();
    }
  }

  void listenFor(EventId request) {
    var open = session;
    if (open != null) {
      open.listenFor(request);
    }
  }

  boolean publish(Event request) {
    var open = session;
    return state instanceof State.Ready && open != null && open.publish(request);
  }

  /// Forgets a request whose caller has stopped waiting.
  void forget(EventId request) {
    var open = session;
    if (open != null) {
      open.forget(request);
    }
  }

  void close() {
    closed = true;
    var running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /// @return the reason for the end, and whether the platform caused it
  private State.Down dialOnce() throws InterruptedException {
    return switch (environment.door().dial(environment.caller(), url)) {
      case DialResult.Open(var socket) -> new State.Down(listen(socket));
      case DialResult.Refused(var sentence) -> new State.Down(sentence);
      case DialResult.Unreachable(var why) -> new State.Down(why);
      case DialResult.Busy _ -> new State.Down("the platform has no free connection", true);
    };
  }

  private String listen(RelayConnection socket) throws InterruptedException {
    var opened = new WalletRelaySession(url, socket, environment, conversation, this::become);
    try (socket) {
      session = opened;
      conversation.asked().forEach(opened::listenFor);
      return opened.listen(lasting);
    } finally {
      session = null;
      become(new State.Down("the connection was lost"));
      opened.lost();
    }
  }

  private void become(State next) {
    state = next;
    conversation.changed();
  }

  /// Waits at least half of the first backoff, even if the connection is requested.
  private void rest(Duration wait) throws InterruptedException {
    wanted.drainPermits();
    Thread.sleep(AGAIN.first().toMillis() / 2);
    var _ = wanted.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
  }
}

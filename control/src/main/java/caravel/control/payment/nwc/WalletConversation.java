package caravel.control.payment.nwc;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.nwc.Encryption;
import caravel.nostr.nwc.Nip47;
import caravel.nostr.nwc.WalletConnection;
import caravel.nostr.nwc.WalletInfo;
import caravel.nostr.nwc.WalletNotification;
import caravel.nostr.nwc.WalletRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The conversation with one wallet over all its relays. It listens on each of them and sends a
/// request over one. A wallet that receives a request twice could report the second one as already
/// under way, which would look like a refusal. Only if a relay rejects the request, the next one is
/// tried.
final class WalletConversation implements AutoCloseable {
  /// Longest wait for a connected relay and the wallet's info event.
  static final Duration READY_WAIT = Duration.ofSeconds(10);

  /// Longest wait for the info event once a relay is connected: the wallet may just be starting.
  static final Duration INFO_WAIT = Duration.ofSeconds(3);

  private final WalletEnvironment environment;
  private final boolean lasting;
  private final WalletRequests desk;
  private final List<WalletRelayConnection> links;
  private final Set<EventId> asked = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<EventId, Set<WalletRelayConnection>> tried =
      new ConcurrentHashMap<>();

  /// Requests that every connected relay rejected, while others are still being dialled.
  private final Map<EventId, RejectedRequest> rejected = new ConcurrentHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// @param words of the relay that rejected it
  private record RejectedRequest(Event request, String words) {}

  private WalletConversation(
      WalletConnection connection,
      WalletEnvironment environment,
      boolean lasting,
      Consumer<WalletNotification> listener) {
    this.environment = environment;
    this.lasting = lasting;
    this.desk = new WalletRequests(connection, listener, this::changed);
    this.links =
        connection.relays().stream()
            .map(url -> new WalletRelayConnection(url, environment, this, lasting))
            .toList();
  }

  /// Opens a conversation that reconnects after a relay was lost.
  static WalletConversation lasting(
      WalletConnection connection,
      WalletEnvironment environment,
      Consumer<WalletNotification> listener) {
    var talk = new WalletConversation(connection, environment, true, listener);
    talk.links.forEach(WalletRelayConnection::start);
    return talk;
  }

  /// Opens a conversation for one or two requests.
  static WalletConversation once(WalletConnection connection, WalletEnvironment environment) {
    var talk = new WalletConversation(connection, environment, false, _ -> {});
    talk.links.forEach(WalletRelayConnection::start);
    return talk;
  }

  WalletRequests desk() {
    return desk;
  }

  /// @param waitMax until the answer; beyond it the outcome is unknown
  WalletReply ask(WalletRequest request, Duration waitMax) {
    var end = System.nanoTime() + waitMax.toNanos();
    try {
      return switch (ready(Math.min(waitMax.toNanos(), READY_WAIT.toNanos()))) {
        case Readiness.Not(var why) -> new WalletReply.Unsent(why);
        case Readiness.Busy(var why) -> new WalletReply.Busy(why);
        case Readiness.Speaks(var encryption) ->
            ask(
                Nip47.request(desk.connection(), encryption, request, environment.stamp()),
                end - System.nanoTime());
      };
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new WalletReply.Unknown("interrupted");
    }
  }

  private WalletReply ask(Event request, long waitNanos) throws InterruptedException {
    var waiting = desk.await(request.id());
    if (waiting.isEmpty()) {
      return new WalletReply.Busy("too many questions wait for this wallet");
    }
    tried.put(request.id(), new HashSet<>());
    asked.add(request.id());
    try {
      links.forEach(link -> link.listenFor(request.id()));
      return send(request)
          ? answer(waiting.get(), waitNanos)
          : new WalletReply.Unsent("no relay of the wallet is connected");
    } finally {
      desk.forget(request.id());
      asked.remove(request.id());
      tried.remove(request.id());
      rejected.remove(request.id());
      links.forEach(link -> link.forget(request.id()));
    }
  }

  private static WalletReply answer(CompletableFuture<WalletReply> waiting, long waitNanos)
      throws InterruptedException {
    try {
      return waiting.get(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return new WalletReply.Unknown("the wallet did not answer in time");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Sends over the first connected relay that was not tried yet.
  private synchronized boolean send(Event request) {
    var attempted = tried.get(request.id());
    if (attempted == null) {
      return false;
    }
    for (var link : links) {
      if (!attempted.contains(link) && link.publish(request)) {
        attempted.add(link);
        return true;
      }
    }
    return false;
  }

  /// Handles a relay's rejection of a request: a relay that is still being dialled may accept it.
  /// The rejection may be false, so the wallet may have the request.
  synchronized void refused(Event request, String words) {
    if (asked.contains(request.id())) {
      rejected.put(request.id(), new RejectedRequest(request, words));
      resendRejected();
    }
  }

  /// Sends rejected requests over another relay. It is synchronized, so that no relay becomes ready
  /// unnoticed during the check.
  private synchronized void resendRejected() {
    for (var one : List.copyOf(rejected.values())) {
      var id = one.request().id();
      boolean isDialling =
          states().stream()
              .anyMatch(state -> state instanceof WalletRelayConnection.State.Dialling);
      if (send(one.request())) {
        rejected.remove(id);
      } else if (!isDialling) {
        rejected.remove(id);
        desk.settle(
            id, new WalletReply.Unknown("the relay did not take the request: " + one.words()));
      }
    }
  }

  /// Handles the loss of the relay that carried a request. The answer may come over another relay.
  void lost(EventId request) {
    if (states().stream().noneMatch(state -> state instanceof WalletRelayConnection.State.Ready)) {
      desk.settle(request, new WalletReply.Unknown("the connection was lost"));
    }
  }

  /// The requests whose answers may come over any relay, including one that connects later.
  Set<EventId> asked() {
    return asked;
  }

  void changed() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    resendRejected();
  }

  private List<WalletRelayConnection.State> states() {
    return links.stream().map(WalletRelayConnection::state).toList();
  }

  /// Whether a request can be sent now.
  private sealed interface Readiness {
    record Speaks(Encryption encryption) implements Readiness {}

    record Not(String why) implements Readiness {}

    /// No relay is connected, and at least one was not dialled because the platform is exhausted.
    record Busy(String why) implements Readiness {}
  }

  private Readiness ready(long waitNanos) throws InterruptedException {
    links.forEach(WalletRelayConnection::want);
    long left = waitNanos;
    boolean shortened = false;
    lock.lockInterruptibly();
    try {
      while (true) {
        // Read once: a relay that becomes ready between two reads would count as neither state.
        var states = states();
        boolean connected =
            states.stream().anyMatch(state -> state instanceof WalletRelayConnection.State.Ready);
        var info = desk.info();
        if (connected && info.isPresent()) {
          return readyFor(info.get());
        }
        boolean settled =
            !lasting
                && states.stream()
                    .noneMatch(state -> state instanceof WalletRelayConnection.State.Dialling);
        if (settled && connected && !shortened) {
          left = Math.min(left, INFO_WAIT.toNanos());
          shortened = true;
        }
        if ((settled && !connected) || left <= 0) {
          return notReady(connected, states);
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private static Readiness notReady(boolean connected, List<WalletRelayConnection.State> states) {
    if (connected) {
      return new Readiness.Not("the wallet says nothing of itself on its relay");
    }
    return states.stream()
            .anyMatch(
                state -> state instanceof WalletRelayConnection.State.Down(_, var busy) && busy)
        ? new Readiness.Busy(reasons(states))
        : new Readiness.Not(reasons(states));
  }

  private static Readiness readyFor(WalletInfo info) {
    return info.encryption()
        .<Readiness>map(Readiness.Speaks::new)
        .orElseGet(() -> new Readiness.Not("the wallet speaks no encryption that we know"));
  }

  private static String reasons(List<WalletRelayConnection.State> states) {
    var reasons =
        states.stream()
            .map(state ->
                state instanceof WalletRelayConnection.State.Down(var why, _)
                    ? why
                    : "no answer in time")
            .distinct()
            .toList();
    return "no relay of the wallet is reached: " + String.join("; ", reasons);
  }

  @Override
  public void close() {
    links.forEach(WalletRelayConnection::close);
  }
}

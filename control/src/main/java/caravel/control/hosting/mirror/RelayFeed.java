package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.Nip42;
import caravel.nostr.RelayMessage;
import caravel.outbound.RelayConnection;
import caravel.outbound.RelayConversation.Identity;
import java.time.Duration;
import java.util.Optional;

/// One WebSocket to a relay, signed in with the relay's own key: pages of stored events, and live
/// events meanwhile. Events are passed on one by one, so that a page takes no memory. Used by one
/// thread.
final class RelayFeed implements AutoCloseable {
  /// For the whole answer to one question.
  static final Duration ANSWER_MAX = Duration.ofMinutes(2);

  private static final Duration SIGN_IN_MAX = Duration.ofSeconds(10);
  private static final String LIVE = "live";

  /// Events above its limit that a relay may send for a page.
  private static final int SURPLUS_MAX = 100;

  private final RelayConnection connection;
  private final Identity identity;
  private final EventSink live;
  private int pages;

  /// @param live takes each new event
  RelayFeed(RelayConnection connection, Identity identity, EventSink live) {
    this.connection = connection;
    this.identity = identity;
    this.live = live;
  }

  /// Takes events.
  interface EventSink {
    void take(Event event) throws BackupException;
  }

  /// Signs in and subscribes to live events, also to those with an old time.
  void open() throws FeedException, BackupException, InterruptedException {
    long end = System.nanoTime() + SIGN_IN_MAX.toNanos();
    signIn(end);
    connection.send(new ClientMessage.Subscribe(LIVE, Filter.all().withLimit(0)));
    while (!(await(end) instanceof RelayMessage.Eose(var name) && name.equals(LIVE))) {}
  }

  private void signIn(long end) throws FeedException, BackupException, InterruptedException {
    var message = await(end);
    while (!(message instanceof RelayMessage.Auth)) {
      message = await(end);
    }
    var challenge = ((RelayMessage.Auth) message).challenge();
    var now = identity.clock().instant().getEpochSecond();
    var answer = Nip42.answer(identity.key(), identity.url(), challenge, now);
    connection.send(new ClientMessage.Authenticate(answer));
    while (true) {
      if (await(end) instanceof RelayMessage.Ok(var id, var accepted, var text)
          && id.equals(answer.id())) {
        if (!accepted) {
          throw FeedException.refused(text);
        }
        return;
      }
    }
  }

  /// Reads the stored events that match a filter with a limit.
  ///
  /// @return their number
  int page(Filter filter, int limit, EventSink sink)
      throws FeedException, BackupException, InterruptedException {
    var name = "page" + pages++;
    connection.send(new ClientMessage.Subscribe(name, filter.withLimit(limit)));
    long end = System.nanoTime() + ANSWER_MAX.toNanos();
    int events = 0;
    while (true) {
      switch (await(end)) {
        case RelayMessage.EventFor(var subscription, var event) when subscription.equals(name) -> {
          if (++events > limit + SURPLUS_MAX) {
            throw new FeedException("the relay sends more events than it is asked for");
          }
          sink.take(event);
        }
        case RelayMessage.Eose(var subscription) when subscription.equals(name) -> {
          connection.send(new ClientMessage.Unsubscribe(name));
          return events;
        }
        case RelayMessage.Closed(var subscription, var text) when subscription.equals(name) ->
            throw FeedException.refused(text);
        default -> {}
      }
    }
  }

  /// Takes live events for this time.
  void listen(Duration time) throws FeedException, BackupException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (var next = receive(end); next.isPresent(); next = receive(end)) {}
  }

  /// Keeps the connection open.
  void ping() {
    connection.ping();
  }

  private RelayMessage await(long end) throws FeedException, BackupException, InterruptedException {
    return receive(end).orElseThrow(() -> new FeedException("the relay does not answer in time"));
  }

  /// The next message; empty when the time is over.
  private Optional<RelayMessage> receive(long end)
      throws FeedException, BackupException, InterruptedException {
    long left = end - System.nanoTime();
    var next = left > 0 ? connection.next(Duration.ofNanos(left)) : Optional.<RelayMessage>empty();
    if (next.isEmpty() && connection.isOver()) {
      throw new FeedException("the relay has closed the connection");
    }
    switch (next.orElse(null)) {
      case RelayMessage.EventFor(var subscription, var event) when subscription.equals(LIVE) ->
          live.take(event);
      case RelayMessage.Closed(var subscription, var text) when subscription.equals(LIVE) ->
          throw FeedException.refused(text);
      case null, default -> {}
    }
    return next;
  }

  @Override
  public void close() {
    connection.close();
  }
}

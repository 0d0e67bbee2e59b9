package caravel.engine.session;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.policy.RoomKinds;
import caravel.engine.policy.RoomState;
import caravel.engine.policy.Rules;
import caravel.engine.policy.Rules.Admission;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.EventId;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.RelayMessage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One socket of one relay.
///
/// The caller passes a socket's messages in order on one thread. [#onMessage] may block there (a
/// join waits for its commit), so that answers keep the order of messages. It never throws.
public final class Session {
  /// Keys that one socket may authenticate; beyond it the oldest is removed.
  static final int AUTHENTICATED_MAX = 8;

  /// Length from which a message is parsed under a shared bound, see [#parse].
  private static final int LARGE_MESSAGE_BYTES = 16 * 1024;

  /// Bounds the large messages that are parsed at the same time in the process, to leave processors
  /// for other work.
  private static final Semaphore LARGE_MESSAGES =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /// WebSocket close code: the client may not do this.
  private static final int POLICY_VIOLATION = 1008;

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final String TOO_FAST =
      "rate-limited: too many messages at once; try again in a few seconds";
  private static final String HANDLED = "handled internally";
  private static final String BROKEN_STORE = "error: the relay cannot reach its storage";

  private final LiveRelay relay;
  private final ClientChannel out;
  private final Address address;
  private final String challenge;
  private final Publishing publishing;
  private final Reading reading;
  private final Counting counting;
  private final Negentropies negentropies;

  /// The last key is the current one.
  private final List<PublicKey> authenticated = new CopyOnWriteArrayList<>();

  Session(LiveRelay relay, ClientChannel out, Address address) {
    this.relay = relay;
    this.out = out;
    this.address = address;
    this.challenge = Challenges.next();
    this.publishing = new Publishing(relay, this);
    var limiter = new QueryRateLimiter(System.nanoTime());
    this.reading = new Reading(relay, this, limiter);
    this.counting = new Counting(relay, this, limiter);
    this.negentropies = new Negentropies(relay, this, limiter);
  }

  /// Handles one message, from a text or a binary frame.
  ///
  /// @param utf8 may be malformed in a binary frame
  public void onMessage(byte[] utf8) {
    if (relay.isClosed() || isBlocked()) {
      return;
    }
    try {
      read(utf8).ifPresent(this::handle);
    } catch (RuntimeException bug) {
      LOG.error("relay {}: a message was not understood", relay.config().schema(), bug);
      send(new RelayMessage.Notice("error: this message could not be handled").write());
    }
  }

  /// Whether a manager has blocked the client's address. Then the socket is closed.
  private boolean isBlocked() {
    try {
      if (!relay.rules().roster().blockedAddresses().contains(out.addressGroup())) {
        return false;
      }
    } catch (StoreException unreadable) {
      // The message itself is refused for the same reason.
      return false;
    }
    close(POLICY_VIOLATION, "blocked: this address may not use this relay");
    return true;
  }

  /// Empty, after a notice to the client, if it cannot be read.
  private Optional<ClientMessage> read(byte[] utf8) {
    try {
      return Optional.of(parse(utf8));
    } catch (MalformedException malformed) {
      send(new RelayMessage.Notice(Echo.notice(String.valueOf(malformed.getMessage()))).write());
      return Optional.empty();
    }
  }

  /// Parsing 500 kB takes tens of milliseconds, which no other thread can interrupt. Without a
  /// bound, a few sockets of one relay would keep all processors from the other relays.
  private static ClientMessage parse(byte[] utf8) {
    if (utf8.length < LARGE_MESSAGE_BYTES) {
      return ClientMessage.parse(utf8);
    }
    LARGE_MESSAGES.acquireUninterruptibly();
    try {
      return ClientMessage.parse(utf8);
    } finally {
      LARGE_MESSAGES.release();
    }
  }

  /// Called when the socket has ended, on either side. May be called twice.
  public void onClosed() {
    reading.endAll();
    negentropies.endAll();
    relay.forget(this);
  }

  private void handle(ClientMessage message) {
    switch (message) {
      case ClientMessage.Publish(var event) when !mayPublish() ->
          answer(event.id(), false, TOO_FAST);
      case ClientMessage.Publish(var event) -> publish(event);
      case ClientMessage.Authenticate(var event) when !mayAsk() ->
          answer(event.id(), false, TOO_FAST);
      case ClientMessage.Authenticate(var event) -> authenticate(event);
      case ClientMessage.Subscribe(var subscription, _) when !mayAsk() ->
          reading.refuse(subscription, TOO_FAST);
      case ClientMessage.Subscribe subscribe -> {
        try {
          reading.open(subscribe.subscription(), subscribe.filters());
        } catch (StoreException broken) {
          warn(broken);
          reading.refuse(subscribe.subscription(), BROKEN_STORE);
        } catch (RuntimeException bug) {
          LOG.error("relay {}: a REQ failed", relay.config().schema(), bug);
          reading.refuse(subscribe.subscription(), "error: this request could not be answered");
        }
      }
      case ClientMessage.Count(var subscription, _) when !mayAsk() ->
          counting.refuse(subscription, TOO_FAST);
      case ClientMessage.Count count -> {
        try {
          counting.answer(count.subscription(), count.filters());
        } catch (StoreException broken) {
          warn(broken);
          counting.refuse(count.subscription(), BROKEN_STORE);
        }
      }
      case ClientMessage.Unsubscribe(var subscription) -> reading.end(subscription);
      case ClientMessage.NegentropyOpen(var name, _, _) when !mayAsk() ->
          negentropies.refuse(name, TOO_FAST);
      case ClientMessage.NegentropyOpen open -> {
        try {
          negentropies.open(open.subscription(), open.filter(), open.message());
        } catch (StoreException broken) {
          warn(broken);
          negentropies.refuse(open.subscription(), BROKEN_STORE);
        }
      }
      case ClientMessage.NegentropyMessage(var name, var text) -> negentropies.answer(name, text);
      case ClientMessage.NegentropyClose(var name) -> negentropies.end(name);
      case ClientMessage.FromRelay _ -> {}
    }
  }

  private boolean mayPublish() {
    var caller = current();
    var stranger = caller == null && !relay.config().policy().anonymous();
    return out.mayPublish(stranger) && relay.rates().mayPublish(caller, stranger);
  }

  private boolean mayAsk() {
    return out.mayAsk() && relay.rates().mayAsk(current());
  }

  private void authenticate(Event event) {
    var refusal = Authentication.refusal(event, address, challenge, relay.now());
    if (refusal != null) {
      answer(event.id(), false, "error: failed to authenticate: " + refusal);
      return;
    }
    authenticated.remove(event.pubkey());
    if (authenticated.size() >= AUTHENTICATED_MAX) {
      authenticated.removeFirst();
    }
    authenticated.add(event.pubkey());
    answer(event.id(), true, "");
  }

  private void publish(EventBytes event) {
    long readNanos = System.nanoTime();
    try {
      if (!event.hasValidId()) {
        answer(event.id(), false, "invalid: id is computed incorrectly");
        return;
      }
      var proof = publishing.prove(event);
      if (proof == Publishing.Proof.FALSE) {
        answer(event.id(), false, "invalid: signature is invalid");
        return;
      }
      carryOut(event, proof, readNanos);
    } catch (StoreException broken) {
      queueBrokenAnswer(event.id(), broken);
      flush();
    }
  }

  private void carryOut(EventBytes event, Publishing.Proof proof, long readNanos) {
    var rules = relay.rules();
    var rooms = relay.rooms().state();
    switch (rules.admit(event.event(), current(), rooms)) {
      case Admission.Refused(var why) -> refuse(event, why);
      case Admission.Stored _ -> {
        publishing.store(event, proof, readNanos);
        eraseIfBannedSince(event, rules);
        eraseIfRoomDeletedSince(event, rooms);
      }
      case Admission.ChangingRoom _ when proof == Publishing.Proof.STORED ->
          publishing.store(event, proof, readNanos);
      case Admission.ChangingRoom _ -> changeRoom(event);
      case Admission.Deleting _ -> {
        publishing.delete(event, readNanos);
        eraseIfBannedSince(event, rules);
      }
      case Admission.Ephemeral _ -> {
        relay.delivery().now(event);
        relay.push().offer(event);
        answer(event.id(), true, HANDLED);
      }
      case Admission.SubscribingPush _ -> {
        // The author's earlier deletions of subscriptions count.
        publishing.awaitCommits();
        answer(event, relay.push().subscribe(event), "");
        eraseIfBannedSince(event, rules);
      }
      case Admission.Joining _ when RelayLimits.diskLowBecause(relay.store()) != null ->
          answer(event.id(), false, RelayLimits.DISK_LOW);
      case Admission.Joining _ -> answer(event, relay.community().join(event.event()), HANDLED);
      case Admission.Leaving _ -> {
        var left = relay.community().leave(event.event().pubkey());
        answer(event.id(), true, HANDLED);
        if (left) {
          relay.recheck();
        }
      }
    }
  }

  /// Erases an event that was being written while it or its author was banned.
  private void eraseIfBannedSince(EventBytes event, Rules admitting) {
    var author = event.event().pubkey();
    var now = relay.rules();
    if (now != admitting
        && ((now.isBanned(author) && !admitting.isBanned(author))
            || now.roster().bannedEvents().contains(event.id()))) {
      publishing.erase(event);
    }
  }

  private void changeRoom(EventBytes event) {
    var full = RoomKinds.isRemoval(event.kind()) ? null : relay.fullBecause();
    if (full != null) {
      answer(event.id(), false, full);
      return;
    }
    answer(event, relay.rooms().change(event.event()), "");
  }

  /// Erases an event that was being written while its room was deleted.
  private void eraseIfRoomDeletedSince(EventBytes event, RoomState admitting) {
    var room = RoomKinds.roomOf(event.event());
    if (room != null && admitting.find(room) != null && relay.rooms().state().find(room) == null) {
      publishing.erase(event);
    }
  }

  /// @param accepted the text of the OK when the event is allowed
  private void answer(EventBytes event, Verdict verdict, String accepted) {
    switch (verdict) {
      case Verdict.Allowed _ -> answer(event.id(), true, accepted);
      case Verdict.Refused why -> refuse(event, why);
    }
  }

  private void refuse(EventBytes event, Verdict.Refused why) {
    if (why.asksToAuthenticate()) {
      challenge();
    }
    answer(event.id(), false, why.text());
  }

  /// Sends the challenge, which is always the same for this socket.
  void challenge() {
    send(new RelayMessage.Auth(challenge).write());
  }

  void answer(EventId event, boolean accepted, String text) {
    queueAnswer(event, accepted, text);
    flush();
  }

  /// Queues an `OK`, which [#flush] writes.
  void queueAnswer(EventId event, boolean accepted, String text) {
    queue(new RelayMessage.Ok(event, accepted, text).write());
  }

  /// Queues an answer after a failure of the store. Only the log gets the details.
  void queueBrokenAnswer(EventId event, Throwable failure) {
    warn(failure);
    queueAnswer(event, false, BROKEN_STORE);
  }

  void send(String message) {
    queue(message);
    flush();
  }

  /// Queues a message, which [#flush] writes.
  void queue(String message) {
    out.queue(message);
  }

  /// Queues an `EVENT` message, which [#flush] writes. The arrays must not change.
  ///
  /// @param head the start of the message, up to the event
  /// @param event JSON in UTF-8
  void queueEvent(byte[] head, byte[] event) {
    out.queueEvent(head, event);
  }

  void flush() {
    out.flush();
  }

  void awaitRoom() {
    out.awaitRoom();
  }

  void close(int code, String reason) {
    out.close(code, reason);
  }

  /// Whether the client has authenticated with at least one key.
  public boolean isAuthenticated() {
    return !authenticated.isEmpty();
  }

  /// The account for the memory of this socket.
  MemoryBudget.Account memory() {
    return out.memory();
  }

  /// The key that the socket last authenticated; null = none.
  @Nullable PublicKey current() {
    return authenticated.isEmpty() ? null : authenticated.getLast();
  }

  /// Checks whether any of the socket's keys may still read. Closes all subscriptions if none may,
  /// and the socket if its address is blocked.
  void recheck() {
    if (isBlocked()) {
      return;
    }
    var rules = relay.rules();
    var verdict = rules.read(current());
    var mayStill =
        verdict instanceof Verdict.Allowed
            || authenticated.stream().anyMatch(who -> rules.read(who) instanceof Verdict.Allowed);
    if (!mayStill && verdict instanceof Verdict.Refused why) {
      reading.refuseAll(why);
      negentropies.refuseAll(why);
    }
  }

  /// Whether any of the client's keys may see a live event of this kind in a room.
  boolean maySee(String room, int kind) {
    try {
      var rooms = relay.rooms().rules();
      return authenticated.isEmpty()
          ? rooms.mayRead(room, kind, null)
          : authenticated.stream().anyMatch(who -> rooms.mayRead(room, kind, who));
    } catch (StoreException broken) {
      warn(broken);
      return false;
    }
  }

  /// Ends what the client has left unused for long.
  void expireIdle() {
    negentropies.expireIdle(System.nanoTime());
  }

  /// Whether the client may see signatures: with `policy.strip_signatures` only managers may.
  boolean seesSignatures() {
    var rules = relay.rules();
    return !rules.config().policy().stripSignatures()
        || authenticated.stream().anyMatch(rules::mayManage);
  }

  private void warn(Throwable failure) {
    LOG.warn("relay {}: the store failed", relay.config().schema(), failure);
  }
}

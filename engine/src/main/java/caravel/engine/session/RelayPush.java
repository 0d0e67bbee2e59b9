package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.RoomKinds;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.push.PushIndex;
import caravel.engine.push.PushQueue;
import caravel.engine.push.PushQueue.Notification;
import caravel.engine.push.PushSender;
import caravel.engine.push.PushSender.Outcome;
import caravel.engine.push.PushSubscription;
import caravel.engine.push.PushSubscription.Parsed;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.Expiry;
import caravel.nostr.EventBytes;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import caravel.nostr.Kinds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The push notifications of one relay (NIP-9a). A subscription is an event of kind 30390. The
/// index in memory is loaded at the first event after a start.
///
/// Every right is checked at delivery: the subscription and the event are still stored, and the
/// subscriber is a member who may read the event.
final class RelayPush {
  private static final Logger LOG = LoggerFactory.getLogger(RelayPush.class);

  /// Subscriptions that an author may have before one more is refused, as in zooid.
  private static final int SUBSCRIPTIONS_EACH = 10;

  /// Most deliveries of one relay at the same time.
  private static final int SENDING_MAX = 16;

  /// Longest event that is pushed without being stored.
  private static final int UNSTORED_BYTES_MAX = 16 * 1024;

  private final LiveRelay relay;
  private final @Nullable PushSender sender;
  private final PushQueue queue = new PushQueue();

  /// Guards the changes of the index.
  private final ReentrantLock lock = new ReentrantLock();

  private final ReentrantLock workersLock = new ReentrantLock();
  private volatile @Nullable PushIndex index;
  private volatile boolean ended;
  private int workers;

  /// @param sender null = this process sends no push notifications
  RelayPush(LiveRelay relay, @Nullable PushSender sender) {
    this.relay = relay;
    this.sender = sender;
  }

  /// Stores a subscription and waits for the commit. It is stored also while push is not enabled.
  ///
  /// @param event of kind 30390 by a member, with a valid id and signature
  /// @throws StoreException when it could not be stored
  Verdict subscribe(EventBytes event) {
    if (sender == null) {
      return new Verdict.Refused("invalid: push is not available on this relay");
    }
    return switch (PushSubscription.parse(event.event(), relay.config().host())) {
      case Parsed.Invalid(var text) -> new Verdict.Refused(text);
      case Parsed.Valid(var subscription) -> {
        lock.lock();
        try {
          yield store(event, subscription);
        } finally {
          lock.unlock();
        }
      }
    };
  }

  private Verdict store(EventBytes event, PushSubscription subscription) {
    if (relay.store().find(event).isPresent()) {
      return new Verdict.Allowed();
    }
    var own =
        Filter.all()
            .withKinds(CommunityKinds.PUSH_SUBSCRIPTION)
            .withAuthors(Set.of(subscription.author()));
    if (relay.store().query(own, SUBSCRIPTIONS_EACH + 1, relay.now()).size() > SUBSCRIPTIONS_EACH) {
      return new Verdict.Refused("invalid: too many subscriptions registered");
    }
    var all = index();
    if (!all.hasRoomFor(subscription)) {
      return new Verdict.Refused(
          "restricted: this relay has reached its limit of push subscriptions");
    }
    var full = relay.fullBecause();
    if (full != null) {
      return new Verdict.Refused(full);
    }
    var saved = JoinBatch.settled(relay.store().write(List.of(new Change.Save(event))));
    switch (saved.getFirst()) {
      case STORED -> all.put(subscription);
      case DUPLICATE, SUPERSEDED -> {}
    }
    return new Verdict.Allowed();
  }

  /// Offers an event to the subscriptions, after it was delivered live. Never throws.
  void offer(EventBytes event) {
    if (sender == null || ended || !relay.config().features().push() || !isPushed(event)) {
      return;
    }
    try {
      var unstored = Kinds.isEphemeral(event.kind()) ? event : null;
      var matching =
          index()
              .matching(
                  event.event(),
                  compared -> {
                    if (compared % Delivery.STEPS_AT_ONCE == 0) {
                      CarrierThread.yieldToOthers();
                    }
                  });
      for (var subscription : matching) {
        queue.offer(new Notification(subscription, event.id(), unstored));
      }
      startWorkers(matching.size());
    } catch (StoreException broken) {
      LOG.warn(
          "relay {}: an event is not pushed, because the subscriptions could not be read",
          relay.config().schema(),
          broken);
    } catch (RuntimeException bug) {
      LOG.error("relay {}: an event was not pushed", relay.config().schema(), bug);
    }
  }

  private boolean isPushed(EventBytes event) {
    return !CommunityKinds.isNeverServed(event.event())
        && !event.event().pubkey().equals(relay.config().secret().publicKey())
        && (!Kinds.isEphemeral(event.kind()) || event.json().length <= UNSTORED_BYTES_MAX);
  }

  private PushIndex index() {
    var known = index;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      known = index;
      return known == null ? load() : known;
    } finally {
      lock.unlock();
    }
  }

  private PushIndex load() {
    var loaded = new PushIndex();
    var all = Filter.all().withKinds(CommunityKinds.PUSH_SUBSCRIPTION);
    var host = relay.config().host();
    relay
        .store()
        .scan(
            all,
            relay.now(),
            row -> {
              if (PushSubscription.parse(row.event(), host) instanceof Parsed.Valid(var valid)
                  && loaded.hasRoomFor(valid)) {
                loaded.put(valid);
              }
            });
    index = loaded;
    return loaded;
  }

  /// Reads the subscriptions again at the next use, after an import stored some.
  void reload() {
    lock.lock();
    try {
      index = null;
    } finally {
      lock.unlock();
    }
  }

  private void startWorkers(int wanted) {
    workersLock.lock();
    try {
      for (int i = 0; i < wanted && workers < SENDING_MAX && !ended; i++) {
        workers++;
        Thread.ofVirtual().name("push").start(this::work);
      }
    } finally {
      workersLock.unlock();
    }
  }

  private void work() {
    var next = next();
    while (next != null) {
      try {
        deliver(next);
      } catch (StoreException broken) {
        if (!ended) {
          LOG.warn("relay {}: a push failed in the store", relay.config().schema(), broken);
        }
      } catch (RuntimeException bug) {
        LOG.error("relay {}: a push failed", relay.config().schema(), bug);
      } finally {
        queue.done(next);
      }
      next = next();
    }
  }

  /// The next notification; null = this worker ends. Both are decided under the lock, so that no
  /// notification is left without a worker.
  private @Nullable Notification next() {
    workersLock.lock();
    try {
      var next = ended ? null : queue.poll();
      if (next == null) {
        workers--;
      }
      return next;
    } finally {
      workersLock.unlock();
    }
  }

  private void deliver(Notification notification) {
    var subscription = notification.subscription();
    var event = isSubscribed(subscription) ? readable(notification) : null;
    if (event != null && sender != null) {
      settle(subscription, sender.send(subscription.callback(), body(subscription, event)));
    }
  }

  private boolean isSubscribed(PushSubscription subscription) {
    var stored = relay.store().find(subscription.id());
    if (stored.isEmpty()) {
      index().remove(subscription);
      return false;
    }
    return relay.config().features().push()
        && relay.admits(subscription.author())
        && !Expiry.hasPassed(stored.get().event(), relay.now());
  }

  /// The event, if it still exists and the subscriber may read it; otherwise null.
  private @Nullable EventBytes readable(Notification notification) {
    var event = notification.unstored();
    if (event == null) {
      var stored = relay.store().find(notification.event());
      if (stored.isEmpty()) {
        return null;
      }
      event = EventBytes.of(stored.get().event());
    }
    var room = RoomKinds.roomOf(event.event());
    var reader = notification.subscription().author();
    var isHidden = room != null && !relay.rooms().rules().mayRead(room, event.kind(), reader);
    return isHidden || Expiry.hasPassed(event.event(), relay.now()) ? null : event;
  }

  private byte[] body(PushSubscription subscription, EventBytes event) {
    var message = Json.mapper().createObjectNode();
    message.put("id", event.id().hex());
    message.put("relay", PushSubscription.relayUrl(relay.config().host()));
    if (subscription.includesEvent()) {
      var rules = relay.rules();
      var seesSignature =
          !rules.config().policy().stripSignatures() || rules.mayManage(subscription.author());
      message.set(
          "event",
          Json.mapper().readTree(seesSignature ? event.json() : event.jsonWithoutSignature()));
    }
    return message.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void settle(PushSubscription subscription, Outcome outcome) {
    if (ended) {
      return;
    }
    switch (outcome) {
      case DELIVERED -> index().recordSuccess(subscription);
      case GONE -> delete(subscription);
      case FAILED -> {
        if (index().recordFailure(subscription)) {
          delete(subscription);
        }
      }
      case BUSY ->
          LOG.warn("relay {}: a push was dropped for lack of room", relay.config().schema());
    }
  }

  private void delete(PushSubscription subscription) {
    JoinBatch.settled(relay.store().write(List.of(new Change.Remove(subscription.id()))));
    index().remove(subscription);
  }

  /// Drops all notifications that wait.
  void end() {
    ended = true;
    queue.clear();
  }
}

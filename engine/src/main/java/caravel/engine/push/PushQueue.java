package caravel.engine.push;

import caravel.nostr.EventBytes;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The notifications of one relay that wait for delivery. Subscribers take turns, so that one with
/// a slow callback delays only their own notifications.
///
/// Safe for use by many threads.
public final class PushQueue {
  /// Most notifications of one subscriber that wait. Further ones are dropped.
  static final int WAITING_EACH_MAX = 64;

  /// Most notifications of one relay that wait. Further ones are dropped.
  static final int WAITING_MAX = 16_384;

  /// Most notifications of one relay that hold an event which is not stored.
  static final int UNSTORED_MAX = 1_024;

  /// Most deliveries to one subscriber at the same time.
  static final int ACTIVE_EACH_MAX = 2;

  private final Map<PublicKey, Subscriber> subscribers = new HashMap<>();
  private final Deque<Subscriber> ready = new ArrayDeque<>();
  private int waiting;
  private int unstored;

  /// One event for one subscription.
  ///
  /// @param unstored the event, if it is of a kind that is not stored; null = read it from the
  ///   store
  public record Notification(
      PushSubscription subscription, EventId event, @Nullable EventBytes unstored) {}

  private static final class Subscriber {
    private final Deque<Notification> waiting = new ArrayDeque<>();
    private int active;
    private boolean isReady;
  }

  /// @return false = there is no room, the notification is dropped
  public synchronized boolean offer(Notification notification) {
    var key = notification.subscription().author();
    var subscriber = subscribers.computeIfAbsent(key, _ -> new Subscriber());
    if (waiting >= WAITING_MAX
        || subscriber.waiting.size() >= WAITING_EACH_MAX
        || (notification.unstored() != null && unstored >= UNSTORED_MAX)) {
      forgetIdle(key, subscriber);
      return false;
    }
    subscriber.waiting.add(notification);
    waiting++;
    unstored += notification.unstored() == null ? 0 : 1;
    makeReady(subscriber);
    return true;
  }

  /// Returns the next notification, for a delivery that ends with [#done]; null = none may be
  /// delivered now.
  public synchronized @Nullable Notification poll() {
    var subscriber = ready.poll();
    if (subscriber == null) {
      return null;
    }
    subscriber.isReady = false;
    subscriber.active++;
    waiting--;
    var next = subscriber.waiting.remove();
    unstored -= next.unstored() == null ? 0 : 1;
    makeReady(subscriber);
    return next;
  }

  /// Ends the delivery of a notification.
  public synchronized void done(Notification notification) {
    var key = notification.subscription().author();
    var subscriber = subscribers.get(key);
    if (subscriber != null) {
      subscriber.active--;
      makeReady(subscriber);
      forgetIdle(key, subscriber);
    }
  }

  private void makeReady(Subscriber subscriber) {
    if (!subscriber.isReady
        && subscriber.active < ACTIVE_EACH_MAX
        && !subscriber.waiting.isEmpty()) {
      subscriber.isReady = true;
      ready.add(subscriber);
    }
  }

  private void forgetIdle(PublicKey key, Subscriber subscriber) {
    if (subscriber.active == 0 && subscriber.waiting.isEmpty()) {
      subscribers.remove(key);
    }
  }

  /// Drops everything that waits.
  public synchronized void clear() {
    ready.clear();
    subscribers.values().removeIf(subscriber -> subscriber.active == 0);
    for (var subscriber : subscribers.values()) {
      subscriber.waiting.clear();
      subscriber.isReady = false;
    }
    waiting = 0;
    unstored = 0;
  }
}

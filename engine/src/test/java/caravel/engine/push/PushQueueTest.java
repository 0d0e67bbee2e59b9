package caravel.engine.push;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.push.PushQueue.Notification;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.outbound.PublicUrl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PushQueueTest {
  private final PushQueue queue = new PushQueue();

  private static PublicKey key(int number) {
    return SecretKey.parse(String.format("%064x", number + 1)).publicKey();
  }

  private static Notification notification(PublicKey subscriber, int event) {
    return notification(subscriber, event, null);
  }

  private static Notification notification(
      PublicKey subscriber, int event, @Nullable EventBytes unstored) {
    var id = new EventId(String.format("%064x", event));
    var callback = PublicUrl.parse("https://push.example.com/");
    return new Notification(
        new PushSubscription(id, subscriber, "d", callback, List.of(), List.of(), false),
        id,
        unstored);
  }

  private Notification next() {
    var next = queue.poll();
    assertThat(next).isNotNull();
    return next == null ? notification(key(0), 0) : next;
  }

  @Test
  void subscribers_take_turns() {
    for (int i = 0; i < 4; i++) {
      queue.offer(notification(key(1), i));
    }
    queue.offer(notification(key(2), 10));
    var order = new ArrayList<PublicKey>();
    for (int i = 0; i < 5; i++) {
      var next = next();
      order.add(next.subscription().author());
      queue.done(next);
    }
    assertThat(order).containsExactly(key(1), key(2), key(1), key(1), key(1));
  }

  @Test
  void a_subscriber_has_two_deliveries_at_a_time() {
    for (int i = 0; i < 3; i++) {
      queue.offer(notification(key(1), i));
    }
    var first = next();
    next();
    assertThat(queue.poll()).isNull();
    queue.offer(notification(key(2), 9));
    assertThat(next().subscription().author()).isEqualTo(key(2));
    queue.done(first);
    assertThat(next().event()).isEqualTo(notification(key(1), 2).event());
  }

  @Test
  void what_waits_is_bounded_for_each_subscriber_and_for_all() {
    for (int i = 0; i < PushQueue.WAITING_EACH_MAX; i++) {
      assertThat(queue.offer(notification(key(1), i))).isTrue();
    }
    assertThat(queue.offer(notification(key(1), 99))).isFalse();
    int accepted = PushQueue.WAITING_EACH_MAX;
    for (int i = 0; i < 400 * PushQueue.WAITING_EACH_MAX; i++) {
      accepted += queue.offer(notification(key(2 + i % 400), i)) ? 1 : 0;
    }
    assertThat(accepted).isEqualTo(PushQueue.WAITING_MAX);
  }

  @Test
  void events_that_are_held_in_memory_are_bounded() {
    var event =
        EventBytes.of(Event.sign(SecretKey.parse("01".repeat(32)), 1, 20_001, List.of(), ""));
    int accepted = 0;
    for (int i = 0; i < 2 * PushQueue.UNSTORED_MAX; i++) {
      accepted += queue.offer(notification(key(i % 200), i, event)) ? 1 : 0;
    }
    assertThat(accepted).isEqualTo(PushQueue.UNSTORED_MAX);
    queue.done(next());
    assertThat(queue.offer(notification(key(300), 1, event))).isTrue();
  }

  @Test
  void a_cleared_queue_is_empty_and_can_be_used_again() {
    for (int i = 0; i < 3; i++) {
      queue.offer(notification(key(1), i));
    }
    var first = next();
    queue.clear();
    assertThat(queue.poll()).isNull();
    queue.done(first);
    queue.offer(notification(key(1), 7));
    assertThat(next().event()).isEqualTo(notification(key(1), 7).event());
  }
}

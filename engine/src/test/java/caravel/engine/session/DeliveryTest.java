package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.failure.FailureHandler;
import caravel.nostr.EventBytes;
import caravel.nostr.Filter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Live delivery to many subscriptions.
final class DeliveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @RegisterExtension private final TestRelay stage = new TestRelay();

  /// One delivery for each carrier thread. Each waits for another virtual thread without releasing
  /// its carrier.
  private final CountDownLatch occupied =
      new CountDownLatch(Runtime.getRuntime().availableProcessors());

  private final AtomicBoolean otherHasRun = new AtomicBoolean();

  private final class BusyOutbound implements ClientChannel {
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean hasSeenOther;

    @Override
    public void send(String text) {
      if (text.startsWith("[\"EVENT\"")) {
        int number = sent.incrementAndGet();
        if (number == 1) {
          occupied.countDown();
          spinUntilOccupied();
          Thread.startVirtualThread(() -> otherHasRun.set(true));
        } else if (number == 2 * Delivery.OFFERS_AT_ONCE) {
          hasSeenOther = spinUntilOtherHasRun();
        }
      }
    }

    @Override
    public void awaitRoom() {}

    @Override
    public void close(int code, String reason) {}
  }

  private void spinUntilOccupied() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (occupied.getCount() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private boolean spinUntilOtherHasRun() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!otherHasRun.get() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return otherHasRun.get();
  }

  @Test
  void b3_deliveries_to_many_let_other_virtual_threads_run() throws InterruptedException {
    var event = EventBytes.of(TestRelay.note(TestRelay.ALICE, "to many"));
    var outbounds = new ArrayList<BusyOutbound>();
    var threads = new ArrayList<Thread>();
    for (long i = occupied.getCount(); i > 0; i--) {
      var outbound = new BusyOutbound();
      outbounds.add(outbound);
      var session = stage.relay.connect(outbound, TestRelay.ADDRESS);
      var delivery = new Delivery(InstantSource.system(), FailureHandler.WITHOUT_EXIT);
      for (int n = 0; n < 3 * Delivery.OFFERS_AT_ONCE; n++) {
        var subscription = new Subscription(session, "s" + n, List.of(Filter.all()), 0);
        delivery.subscriptions().add(subscription);
        subscription.goLive(Set.of(), Set.of());
      }
      threads.add(Thread.ofVirtual().unstarted(() -> delivery.now(event)));
    }
    threads.forEach(Thread::start);
    for (var thread : threads) {
      thread.join();
    }
    assertThat(outbounds)
        .allSatisfy(outbound -> {
          assertThat(outbound.hasSeenOther).isTrue();
          assertThat(outbound.sent.get()).isEqualTo(3 * Delivery.OFFERS_AT_ONCE);
        });
  }
}

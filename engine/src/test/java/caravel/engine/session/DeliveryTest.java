package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.failure.FailureHandler;
import caravel.nostr.EventBytes;
import caravel.nostr.Filter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    public void queue(String text) {}

    @Override
    public void queueEvent(byte[] head, byte[] event) {
      int number = sent.incrementAndGet();
      if (number == 1) {
        occupied.countDown();
        spinUntilOccupied();
        Thread.startVirtualThread(() -> otherHasRun.set(true));
      } else if (number == 2 * Delivery.STEPS_AT_ONCE) {
        hasSeenOther = spinUntilOtherHasRun();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void awaitRoom() {}

    @Override
    public void close(int code, String reason) {}
  }

  /// A socket whose first event is queued when the test allows it.
  private static final class CountingChannel implements ClientChannel {
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final List<String> queued = new CopyOnWriteArrayList<>();
    private final AtomicInteger flushed = new AtomicInteger();
    private final AtomicInteger flushes = new AtomicInteger();

    @Override
    public void queue(String text) {}

    @Override
    public void queueEvent(byte[] head, byte[] event) {
      try {
        assertThat(mayGoOn.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
      queued.add(new String(event, StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
      if (flushed.getAndSet(queued.size()) < queued.size()) {
        flushes.incrementAndGet();
      }
    }

    @Override
    public void awaitRoom() {}

    @Override
    public void close(int code, String reason) {}
  }

  @Test
  void events_that_wait_together_are_written_in_order_by_one_flush_of_each_socket() {
    var channels = List.of(new CountingChannel(), new CountingChannel());
    var delivery = new Delivery(InstantSource.system(), FailureHandler.WITHOUT_EXIT, _ -> {});
    for (var channel : channels) {
      var session = stage.relay.connect(channel, TestRelay.ADDRESS);
      var subscription = new Subscription(session, "s", List.of(Filter.all()), 0);
      delivery.subscriptions().add(subscription);
      subscription.goLive(Set.of(), Set.of());
    }
    var expected = new ArrayList<String>();
    for (int i = 0; i < 100; i++) {
      var event = EventBytes.of(TestRelay.note(TestRelay.ALICE, "n" + i));
      expected.add(event.text());
      delivery.inTurn(event);
    }
    channels.forEach(channel -> channel.mayGoOn.countDown());
    await().until(() -> channels.stream().allMatch(channel -> channel.flushed.get() == 100));
    assertThat(channels)
        .allSatisfy(channel -> {
          assertThat(channel.queued).isEqualTo(expected);
          // The first batch has the events that were there when its thread started.
          assertThat(channel.flushes.get()).isLessThanOrEqualTo(2);
        });
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
      var delivery = new Delivery(InstantSource.system(), FailureHandler.WITHOUT_EXIT, _ -> {});
      for (int n = 0; n < 3 * Delivery.STEPS_AT_ONCE; n++) {
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
          assertThat(outbound.sent.get()).isEqualTo(3 * Delivery.STEPS_AT_ONCE);
        });
  }
}

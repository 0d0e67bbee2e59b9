package caravel.control.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class WorkerTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
  private final AtomicInteger rounds = new AtomicInteger();

  @Test
  void waking_ends_the_rest() {
    try (var worker = new Worker("w", clock, this::count)) {
      worker.start();
      await().until(() -> rounds.get() == 1);
      worker.wake();
      await().until(() -> rounds.get() == 2);
      await().until(() -> clock.instant().equals(worker.report().lastRun()));
      assertThat(worker.report().lastError()).isEmpty();
    }
  }

  @Test
  void waking_during_a_round_is_not_lost() throws InterruptedException {
    var inside = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var worker =
        new Worker(
            "w",
            clock,
            () -> {
              inside.countDown();
              try {
                go.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              return count();
            })) {
      worker.start();
      inside.await();
      worker.wake();
      go.countDown();
      await().until(() -> rounds.get() == 2);
    }
  }

  @Test
  void a_round_that_throws_is_reported_and_followed_by_the_next() {
    try (var worker =
        new Worker(
            "w",
            clock,
            () -> {
              if (rounds.incrementAndGet() == 1) {
                throw new IllegalStateException("broken");
              }
              return LONG;
            })) {
      worker.start();
      await().until(() -> worker.report().lastError().contains("broken"));
      worker.wake();
      // After a rest the next round also starts without a wake-up.
      await().until(() -> rounds.get() >= 2);
      await().until(() -> worker.report().lastErrorAt() != null);
    }
  }

  /// Finding O2: an `Error` silently ended the worker's thread, and billing with it.
  @Test
  void a_round_that_throws_an_error_is_reported_and_followed_by_the_next() {
    try (var worker =
        new Worker(
            "w",
            clock,
            () -> {
              if (rounds.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("caravel/Missing");
              }
              return LONG;
            })) {
      worker.start();
      await().until(() -> worker.report().lastError().contains("caravel/Missing"));
      worker.wake();
      await().until(() -> rounds.get() >= 2);
    }
  }

  /// Finding O2: a worker with an endless round was not detected.
  @Test
  void a_worker_whose_round_does_not_end_is_overdue_after_ten_rests() {
    var now = new AtomicReference<>(clock.instant());
    var stuck = new CountDownLatch(1);
    var rest = Duration.ofMinutes(1);
    try (var worker =
            new Worker(
                "w",
                now::get,
                () -> {
                  if (rounds.incrementAndGet() == 2) {
                    awaitQuietly(stuck);
                  }
                  return rest;
                });
        var watchdog = new Watchdog(() -> List.of(worker.report()), now::get)) {
      worker.start();
      await().until(() -> worker.report().lastRun() != null);
      worker.wake();
      await().until(() -> rounds.get() == 2);
      now.set(clock.instant().plus(rest.multipliedBy(Worker.OVERDUE_ROUNDS)));
      assertThat(watchdog.check()).isEmpty();
      now.set(now.get().plusSeconds(1));
      assertThat(watchdog.overdue()).containsExactly("w");
      assertThat(watchdog.check()).containsExactly("w");
      assertThat(watchdog.check()).as("reported once").isEmpty();
      stuck.countDown();
      await().until(() -> watchdog.overdue().isEmpty());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void closing_ends_the_loop() {
    var worker = new Worker("w", clock, this::count);
    worker.start();
    await().until(() -> rounds.get() == 1);
    worker.close();
    worker.wake();
    assertThat(rounds).hasValue(1);
  }

  private Duration count() {
    rounds.incrementAndGet();
    return LONG;
  }
}

package caravel.control.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Finding S5: while a wallet was slow, requests for other invoices waited behind a lock.
final class SingleFlightTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void callers_of_one_key_share_a_run_and_other_keys_do_not_wait() throws Exception {
    var flights = new SingleFlight<Integer, String>(LONG);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> flights.run(1, this::slowly));
      begun.await();
      var second = threads.submit(() -> flights.run(1, this::slowly));
      for (var other = 2; other < 200; other++) {
        assertThat(flights.run(other, () -> "at once")).contains("at once");
      }
      answer.countDown();
      assertThat(first.get()).contains("slow");
      assertThat(second.get()).contains("slow");
    }
    assertThat(runs.get()).isBetween(1, 2);
  }

  @Test
  void a_caller_does_not_wait_longer_than_the_bound() throws Exception {
    var flights = new SingleFlight<Integer, String>(Duration.ofMillis(10));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> flights.run(1, this::slowly));
      begun.await();
      assertThat(flights.run(1, this::slowly)).isEqualTo(Optional.empty());
      answer.countDown();
      assertThat(first.get()).contains("slow");
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void a_run_that_fails_is_followed_by_the_next() {
    var flights = new SingleFlight<Integer, String>(LONG);
    assertThatThrownBy(() ->
            flights.run(
                1,
                () -> {
                  throw new IllegalStateException("broken");
                }))
        .hasMessage("broken");
    assertThat(flights.run(1, () -> "again")).contains("again");
  }

  private String slowly() {
    runs.incrementAndGet();
    begun.countDown();
    try {
      answer.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return "slow";
  }
}

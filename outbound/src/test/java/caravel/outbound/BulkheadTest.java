package caravel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class BulkheadTest {
  @Test
  void a_call_without_a_place_is_refused() throws InterruptedException {
    var bulkhead = new Bulkhead(1, Duration.ofMillis(1));
    var inside = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var first =
        Thread.ofVirtual()
            .start(() ->
                bulkhead.call(
                    () -> {
                      inside.countDown();
                      try {
                        go.await();
                      } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                      }
                      return "in";
                    },
                    () -> "away"));
    inside.await();
    assertThat(bulkhead.call(() -> "in", () -> "away")).isEqualTo("away");
    go.countDown();
    first.join();
    assertThat(bulkhead.call(() -> "in", () -> "away")).isEqualTo("in");
  }

  @Test
  void an_exception_releases_the_place() {
    var bulkhead = new Bulkhead(1, Duration.ofMillis(1));
    assertThatThrownBy(() ->
            bulkhead.call(
                () -> {
                  throw new IllegalStateException("broken");
                },
                () -> "away"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(bulkhead.call(() -> "in", () -> "away")).isEqualTo("in");
  }
}

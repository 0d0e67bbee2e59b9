package caravel.engine.limits;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.limits.RateLimiter.Rate;
import org.junit.jupiter.api.Test;

/// Token buckets (B5).
final class RateLimiterTest {
  private final RateLimiter<String> limiter = new RateLimiter<>(new Rate(10, 3));

  private int allowed(String key, int tries, long nowMillis) {
    int allowed = 0;
    for (int i = 0; i < tries; i++) {
      allowed += limiter.tryAcquire(key, nowMillis) ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void a_burst_then_the_rate_and_each_key_for_itself_B5() {
    assertThat(allowed("a", 10, 1_000)).isEqualTo(3);
    assertThat(allowed("b", 10, 1_000)).isEqualTo(3);
    assertThat(allowed("a", 10, 1_099)).isZero();
    assertThat(allowed("a", 10, 1_100)).isOne();
    assertThat(allowed("a", 10, 1_300)).isEqualTo(2);
    assertThat(allowed("a", 10, 60_000)).isEqualTo(3);
  }

  @Test
  void a_clock_that_is_set_back_locks_no_key_out_B5() {
    assertThat(allowed("a", 10, 1_000_000)).isEqualTo(3);
    assertThat(allowed("a", 10, 1_000)).isEqualTo(3);
  }

  @Test
  void a_rate_of_zero_is_no_limit_B5() {
    assertThat(new RateLimiter<String>(Rate.UNLIMITED).tryAcquire("a", 0)).isTrue();
  }

  @Test
  void the_memory_of_many_keys_is_bounded_B5() {
    for (int i = 0; i < RateLimiter.KEYS_MAX + 1_000; i++) {
      assertThat(limiter.tryAcquire("key" + i, 1_000)).isTrue();
    }
    assertThat(limiter.size()).isEqualTo(RateLimiter.KEYS_MAX);
    limiter.tryAcquire("later", 10_000);
    assertThat(limiter.size()).as("full buckets are forgotten").isOne();
  }
}

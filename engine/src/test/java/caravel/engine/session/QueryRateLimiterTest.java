package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// B3: the query time of one socket per second.
final class QueryRateLimiterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void b3_a_socket_waits_until_it_has_paid_for_the_query_time_it_used() {
    var limiter = new QueryRateLimiter(0);
    assertThat(limiter.waitNanos(0)).isZero();
    limiter.charge(2 * SECOND);
    assertThat(limiter.waitNanos(0)).isZero();
    limiter.charge(SECOND);
    assertThat(limiter.waitNanos(0)).isEqualTo(2 * SECOND);
    assertThat(limiter.waitNanos(SECOND)).isEqualTo(SECOND);
    assertThat(limiter.waitNanos(2 * SECOND)).isZero();
  }

  @Test
  void b3_an_idle_socket_saves_no_more_than_its_maximum() {
    var limiter = new QueryRateLimiter(0);
    assertThat(limiter.waitNanos(1_000 * SECOND)).isZero();
    limiter.charge(QueryRateLimiter.SAVED_MAX.toNanos() + SECOND);
    assertThat(limiter.waitNanos(1_000 * SECOND)).isEqualTo(2 * SECOND);
  }
}

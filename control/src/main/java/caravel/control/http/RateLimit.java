package caravel.control.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Limits the requests of each sender by a token bucket.
final class RateLimit {
  private static final int BURST_SECONDS = 10;
  private static final int SENDERS_MAX = 100_000;

  private final @Nullable LoadingCache<String, Bucket> buckets;

  private RateLimit(int capacity, Duration refill, InstantSource clock) {
    this.buckets =
        capacity == 0
            ? null
            : Caffeine.newBuilder()
                .maximumSize(SENDERS_MAX)
                .build(_ -> bucket(capacity, refill, new Meter(clock)));
  }

  /// Allows a number of requests a second, with a burst for ten seconds.
  ///
  /// @param requests 0 = no limit
  static RateLimit perSecond(int requests, InstantSource clock) {
    var capacity = (int) Math.min(Integer.MAX_VALUE, (long) requests * BURST_SECONDS);
    return new RateLimit(capacity, Duration.ofSeconds(BURST_SECONDS), clock);
  }

  /// Allows a number of requests in a period; all may come at once.
  ///
  /// @param requests 0 = no limit
  static RateLimit of(int requests, Duration period, InstantSource clock) {
    return new RateLimit(requests, period, clock);
  }

  /// Counts one request; returns how long to wait if none is left.
  Optional<Duration> take(String sender) {
    if (buckets == null) {
      return Optional.empty();
    }
    var probe = buckets.get(sender).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private static Bucket bucket(int capacity, Duration refill, TimeMeter meter) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, refill))
        .withCustomTimePrecision(meter)
        .build();
  }

  private record Meter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}

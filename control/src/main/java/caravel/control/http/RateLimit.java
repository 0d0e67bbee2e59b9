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

/// So many requests a second for each sender, with a burst of ten seconds' worth.
final class RateLimit {
  private static final int BURST_SECONDS = 10;
  private static final int SENDERS_MAX = 100_000;

  private final @Nullable LoadingCache<String, Bucket> buckets;

  /// @param perSecond 0 for no limit
  RateLimit(int perSecond, InstantSource clock) {
    this.buckets =
        perSecond == 0
            ? null
            : Caffeine.newBuilder()
                .maximumSize(SENDERS_MAX)
                .build(_ -> bucket(perSecond, new Meter(clock)));
  }

  /// Takes one request of the sender's; how long to wait where there is none left.
  Optional<Duration> take(String sender) {
    if (buckets == null) {
      return Optional.empty();
    }
    var probe = buckets.get(sender).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private static Bucket bucket(int perSecond, TimeMeter meter) {
    return Bucket.builder()
        .addLimit(limit ->
            limit
                .capacity((long) perSecond * BURST_SECONDS)
                .refillGreedy(perSecond, Duration.ofSeconds(1)))
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

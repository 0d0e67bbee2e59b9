package caravel.engine.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Token buckets (GCRA), one for each key. A key may act `perSecond` times a second in the long
/// run, and `burst` times at once.
///
/// A bucket is one number: the time at which it is full again. Full buckets are removed.
///
/// @param <K> the limited caller: an address or a public key
public final class RateLimiter<K> {
  /// Most keys that are tracked at the same time. When none of them is idle, a new key is not
  /// limited; the limits of its address and relay still hold.
  static final int KEYS_MAX = 100_000;

  /// @param perSecond 0 = unlimited
  /// @param burst actions allowed at once
  public record Rate(int perSecond, int burst) {
    public static final Rate UNLIMITED = new Rate(0, 0);
  }

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long MILLI_NANOS = 1_000_000;

  private final long eachNanos;
  private final long burstNanos;
  private final ConcurrentMap<K, Long> fullAt = new ConcurrentHashMap<>();

  public RateLimiter(Rate rate) {
    this.eachNanos = rate.perSecond() == 0 ? 0 : SECOND_NANOS / rate.perSecond();
    this.burstNanos = eachNanos * rate.burst();
  }

  /// Counts one action if the key may act now.
  ///
  /// @param nowMillis any clock; a clock that is set back fills the bucket
  /// @return whether the action is allowed
  public boolean tryAcquire(K key, long nowMillis) {
    if (eachNanos == 0) {
      return true;
    }
    long now = nowMillis * MILLI_NANOS;
    if (fullAt.size() >= KEYS_MAX && !fullAt.containsKey(key)) {
      fullAt.values().removeIf(full -> full <= now || full > now + burstNanos + eachNanos);
      if (fullAt.size() >= KEYS_MAX) {
        return true;
      }
    }
    var allowed = new boolean[1];
    fullAt.compute(
        key,
        (_, full) -> {
          long from =
              full == null || full > now + burstNanos + eachNanos ? now : Math.max(now, full);
          long next = from + eachNanos;
          allowed[0] = next <= now + burstNanos;
          return allowed[0] ? next : from;
        });
    return allowed[0];
  }

  /// Number of tracked keys.
  int size() {
    return fullAt.size();
  }
}

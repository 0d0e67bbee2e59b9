package caravel.engine.session;

import caravel.engine.limits.ActionLimiter;
import caravel.engine.limits.RateLimiter;
import caravel.engine.limits.RateLimits;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The rate limits of one relay: of each authenticated key, and of all its clients together.
final class RelayRates {
  private static final String RELAY = "relay";

  private final ActionLimiter<PublicKey> perKey;
  private final ActionLimiter<String> perRelay;
  private final RateLimiter<String> redeliveries;
  private final InstantSource clock;

  RelayRates(RateLimits rates, InstantSource clock) {
    this.perKey = new ActionLimiter<>(rates.perKey());
    this.perRelay = new ActionLimiter<>(rates.perRelay());
    this.redeliveries = new RateLimiter<>(rates.redeliveries());
    this.clock = clock;
  }

  /// @param caller null = not authenticated
  boolean mayPublish(@Nullable PublicKey caller, boolean stranger) {
    long now = clock.millis();
    return (caller == null || perKey.mayPublish(caller, stranger, now))
        && perRelay.mayPublish(RELAY, stranger, now);
  }

  /// @param caller null = not authenticated
  boolean mayAsk(@Nullable PublicKey caller) {
    long now = clock.millis();
    return (caller == null || perKey.mayAsk(caller, now)) && perRelay.mayAsk(RELAY, now);
  }

  /// Whether a duplicate of a stored event may be delivered live again.
  boolean mayRedeliver() {
    return redeliveries.tryAcquire(RELAY, clock.millis());
  }
}

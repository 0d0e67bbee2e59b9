package caravel.engine.limits;

/// The rate limits of one kind of caller: addresses, keys or relays.
///
/// @param <K> the limited caller
public final class ActionLimiter<K> {
  private final RateLimiter<K> events;
  private final RateLimiter<K> strangersEvents;
  private final RateLimiter<K> requests;

  public ActionLimiter(RateLimits.Actions rates) {
    this.events = new RateLimiter<>(rates.events());
    this.strangersEvents = new RateLimiter<>(rates.strangersEvents());
    this.requests = new RateLimiter<>(rates.requests());
  }

  /// @param stranger the client has not authenticated although the relay requires it
  public boolean mayPublish(K key, boolean stranger, long nowMillis) {
    return (stranger ? strangersEvents : events).tryAcquire(key, nowMillis);
  }

  public boolean mayAsk(K key, long nowMillis) {
    return requests.tryAcquire(key, nowMillis);
  }
}

package caravel.engine.limits;

import caravel.engine.limits.RateLimiter.Rate;

/// Publish and query limits. The defaults are far above the use of a chat client.
///
/// @param perAddress of one address (IPv6: of one /64), over all relays
/// @param perKey of one authenticated key on one relay
/// @param perRelay of all clients of one relay together
/// @param redeliveries of one relay: duplicates of stored events that are delivered live again
public record RateLimits(Actions perAddress, Actions perKey, Actions perRelay, Rate redeliveries) {
  /// @param events EVENT by an authenticated client, or on an anonymous relay
  /// @param strangersEvents EVENT by a client that has not authenticated: gift wraps, zap receipts
  /// @param requests REQ, COUNT and AUTH
  public record Actions(Rate events, Rate strangersEvents, Rate requests) {}

  public static final RateLimits STANDARD =
      new RateLimits(
          new Actions(new Rate(2_000, 50_000), new Rate(20, 1_000), new Rate(500, 10_000)),
          new Actions(new Rate(500, 20_000), Rate.UNLIMITED, new Rate(200, 5_000)),
          new Actions(new Rate(5_000, 50_000), new Rate(200, 5_000), new Rate(5_000, 50_000)),
          new Rate(20, 200));

  private static final Actions NO_BOUND =
      new Actions(Rate.UNLIMITED, Rate.UNLIMITED, Rate.UNLIMITED);

  /// No limits, for benchmarks.
  public static final RateLimits UNLIMITED =
      new RateLimits(NO_BOUND, NO_BOUND, NO_BOUND, Rate.UNLIMITED);
}

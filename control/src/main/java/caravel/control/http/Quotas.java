package caravel.control.http;

import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Counts requests by [Quota], for each key and each address.
final class Quotas {
  private static final Duration PERIOD = Duration.ofHours(1);

  private final Map<Quota, RateLimit> perKey = new EnumMap<>(Quota.class);
  private final Map<Quota, RateLimit> perAddress = new EnumMap<>(Quota.class);

  /// @param rates a rate of 0 (no limit) also disables the quotas of keys or addresses
  Quotas(HttpSettings.Rates rates, InstantSource clock) {
    for (var quota : Quota.values()) {
      perKey.put(quota, RateLimit.of(rates.perKey() == 0 ? 0 : quota.perKey(), PERIOD, clock));
      perAddress.put(
          quota, RateLimit.of(rates.perAddress() == 0 ? 0 : quota.perAddress(), PERIOD, clock));
    }
  }

  /// Counts one request.
  ///
  /// @return how long to wait if the quota is used up
  Optional<Duration> take(Quota quota, PublicKey key, String address) {
    var wait = limit(perKey, quota).take(key.hex());
    return wait.isPresent() ? wait : limit(perAddress, quota).take(address);
  }

  private static RateLimit limit(Map<Quota, RateLimit> limits, Quota quota) {
    var limit = limits.get(quota);
    if (limit == null) {
      throw new IllegalStateException("no limit for " + quota);
    }
    return limit;
  }
}

package caravel.engine.session;

import caravel.engine.config.RelayConfig;
import caravel.engine.limits.RateLimits;
import caravel.engine.store.EventStore;
import org.jspecify.annotations.Nullable;

/// The limits that apply to every relay of the process.
///
/// @param rates publish and query limits of its clients
/// @param bytesMax bytes of stored events, where `policy.max_bytes` is not set
public record RelayLimits(RateLimits rates, long bytesMax) {
  /// 1 GiB.
  public static final long BYTES_MAX = 1L << 30;

  public static final RelayLimits STANDARD = new RelayLimits(RateLimits.STANDARD, BYTES_MAX);

  static final String DISK_LOW =
      "error: this server is almost out of disk space and accepts only deletions; try again later";
  static final String RELAY_FULL =
      "restricted: this relay has reached its storage limit; delete events to make room";

  /// Bytes of stored events beyond which a relay stores only deletions.
  long bytesMax(RelayConfig config) {
    var configured = config.policy().maxBytes();
    return configured == null ? bytesMax : configured;
  }

  /// Returns why this relay stores no event now; null = it does.
  ///
  /// @param relayBytesMax limit of this relay
  static @Nullable String fullBecause(EventStore store, long relayBytesMax) {
    var low = diskLowBecause(store);
    if (low != null) {
      return low;
    }
    return store.bytes() >= relayBytesMax ? RELAY_FULL : null;
  }

  /// Returns why only deletions are written now; null = all events are.
  static @Nullable String diskLowBecause(EventStore store) {
    return store.isDiskLow() ? DISK_LOW : null;
  }
}

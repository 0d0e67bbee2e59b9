package caravel.control.billing;

import caravel.control.money.Rate;
import org.jspecify.annotations.Nullable;

/// A rate in the row of what was priced by it: `rate_usd_cents`, `rate_source` and `rate_at`, kept
/// so that everybody can reckon it again. All are null where none was needed.
final class RateColumns {
  private RateColumns() {}

  static @Nullable Long cents(@Nullable Rate rate) {
    return rate == null ? null : Long.valueOf(rate.usdCentsPerCoin());
  }

  static @Nullable String source(@Nullable Rate rate) {
    return rate == null ? null : rate.source();
  }

  /// Unix seconds at which it was read.
  static @Nullable Long at(@Nullable Rate rate) {
    return rate == null ? null : Long.valueOf(rate.at().getEpochSecond());
  }
}

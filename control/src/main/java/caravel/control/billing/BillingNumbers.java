package caravel.control.billing;

import java.util.List;
import java.util.Map;

/// The numbers of billing, for metrics.
///
/// @param openByAge open invoices by the time since they were created, see [#ages()]
/// @param revenue payments of the last [#REVENUE_DAYS] days, net of refunds, in the minor unit of
///   the plans' currency
public record BillingNumbers(Map<String, Long> openByAge, long revenue) {
  public static final int REVENUE_DAYS = 30;

  public BillingNumbers {
    openByAge = Map.copyOf(openByAge);
  }

  /// The number of open invoices.
  public long open() {
    return openByAge.values().stream().mapToLong(Long::longValue).sum();
  }

  /// The ages, in days: `0-3d`, `4-7d`, `8d+`.
  public static List<String> ages() {
    return BillingFigures.ages();
  }
}

package caravel.control.billing.document;

import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;

/// Says in an invoice line that its price is that of a year.
public final class PeriodText {
  private PeriodText() {}

  /// The words after the plan's name, with a comma; `""` for a month.
  ///
  /// @param isCharge false = a credit
  /// @param isWhole whether the line is for the whole period
  public static String after(BillingPeriod period, boolean isCharge, boolean isWhole) {
    if (period.interval() == BillingInterval.MONTH) {
      return "";
    }
    if (!isCharge) {
      return ", paid yearly";
    }
    var free = period.freeMonths() == 0 ? "" : ", " + period.freeMonths() + " of them free";
    return (isWhole ? ", " : ", rest of ") + period.months() + " months" + free;
  }
}

package caravel.control.billing.document;

import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Reads and writes the billing period of an invoice line. Its column `year_free_months` has the
/// free months of a year; null = a month.
public final class BillingPeriodStore {
  private BillingPeriodStore() {}

  public static BillingPeriod read(ResultSet row) throws SQLException {
    var free = row.getInt("year_free_months");
    return row.wasNull() ? BillingPeriod.MONTH : BillingPeriod.year(free);
  }

  public static @Nullable Integer value(BillingPeriod period) {
    return period.interval() == BillingInterval.YEAR ? Integer.valueOf(period.freeMonths()) : null;
  }
}

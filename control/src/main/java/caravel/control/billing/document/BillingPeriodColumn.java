package caravel.control.billing.document;

import caravel.control.plan.BillingInterval;
import caravel.control.plan.BillingPeriod;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The column `year_free_months` of an invoice line: the free months of a year; null = a month.
public final class BillingPeriodColumn {
  private BillingPeriodColumn() {}

  public static BillingPeriod read(ResultSet row) throws SQLException {
    var free = row.getInt("year_free_months");
    return row.wasNull() ? BillingPeriod.MONTH : BillingPeriod.year(free);
  }

  public static @Nullable Integer value(BillingPeriod period) {
    return period.interval() == BillingInterval.YEAR ? Integer.valueOf(period.freeMonths()) : null;
  }
}

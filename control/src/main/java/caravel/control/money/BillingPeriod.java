package caravel.control.money;

/// The time that a price is for: a month, or a year of which some months are free.
///
/// @param freeMonths of a year; 0 for a month
public record BillingPeriod(BillingInterval interval, int freeMonths) {
  /// At least one month of a year costs money.
  public static final int FREE_MONTHS_MAX = 11;

  public static final BillingPeriod MONTH = new BillingPeriod(BillingInterval.MONTH, 0);

  public BillingPeriod {
    var most = interval == BillingInterval.YEAR ? FREE_MONTHS_MAX : 0;
    if (freeMonths < 0 || freeMonths > most) {
      throw new IllegalArgumentException(freeMonths + " free months of a " + interval.word());
    }
  }

  public static BillingPeriod year(int freeMonths) {
    return new BillingPeriod(BillingInterval.YEAR, freeMonths);
  }

  public int months() {
    return interval.months();
  }

  /// The price of this period for a plan's monthly price; at most the largest price.
  public Money price(Money monthly) {
    var amount = monthly.amount() * (months() - freeMonths);
    return new Money(Math.min(amount, Money.AMOUNT_MAX), monthly.currency());
  }
}

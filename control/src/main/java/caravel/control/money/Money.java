package caravel.control.money;

/// An amount that is never negative, in the minor unit of its currency (satoshis or US cents).
public record Money(long amount, Currency currency) {
  /// Largest amount of one price; sums of an invoice cannot overflow.
  public static final long AMOUNT_MAX = 1_000_000_000_000L;

  /// 100,000 dollars a coin, assumed while no rate is known.
  private static final long SATS_PER_CENT_WITHOUT_RATE = 10;

  public Money {
    if (amount < 0 || amount > AMOUNT_MAX) {
      throw new IllegalArgumentException("an amount is 0 to " + AMOUNT_MAX);
    }
  }

  public static Money zero(Currency currency) {
    return new Money(0, currency);
  }

  /// The money object of the API.
  public Shown shown() {
    return new Shown(amount, currency.word());
  }

  /// The JSON form of the money object.
  public record Shown(long amount, String currency) {}

  public boolean isZero() {
    return amount == 0;
  }

  /// The amount in US cents: exact in `usd`, in `sat` an estimate for display, rounded half up.
  public long estimatedCents() {
    return switch (currency) {
      case USD -> amount;
      case SAT -> (amount + SATS_PER_CENT_WITHOUT_RATE / 2) / SATS_PER_CENT_WITHOUT_RATE;
    };
  }
}

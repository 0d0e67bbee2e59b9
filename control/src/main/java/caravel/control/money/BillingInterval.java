package caravel.control.money;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How often a relay is charged in advance. JSON has the name in lower case.
public enum BillingInterval {
  MONTH(1),
  YEAR(12);

  private final int months;

  BillingInterval(int months) {
    this.months = months;
  }

  public int months() {
    return months;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<BillingInterval> named(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }
}

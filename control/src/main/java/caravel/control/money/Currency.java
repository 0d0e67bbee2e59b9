package caravel.control.money;

import java.util.Optional;

/// What a deployment counts its prices in; the name in JSON is the lower-case one.
public enum Currency {
  SAT("sat"),
  USD("usd");

  private final String word;

  Currency(String word) {
    this.word = word;
  }

  /// The word in JSON and in `PLAN_CURRENCY`.
  public String word() {
    return word;
  }

  public static Optional<Currency> named(String word) {
    for (var currency : values()) {
      if (currency.word.equals(word)) {
        return Optional.of(currency);
      }
    }
    return Optional.empty();
  }
}

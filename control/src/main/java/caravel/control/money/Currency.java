package caravel.control.money;

import java.util.Optional;

/// The currency of a deployment's prices. In JSON its name is in lower case.
public enum Currency {
  SAT("sat"),
  USD("usd");

  private final String word;

  Currency(String word) {
    this.word = word;
  }

  /// The name in JSON and in `PLAN_CURRENCY`.
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

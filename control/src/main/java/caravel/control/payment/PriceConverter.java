package caravel.control.payment;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import caravel.nostr.Msats;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Converts a total into the amount for each rail, by the current exchange rate. A rail that needs
/// a rate is unavailable without one.
public record PriceConverter(PaymentRails rails, Currency currency) {
  private static final Duration BOLT11_VALID_IN_SAT = Duration.ofHours(24);
  private static final Duration BOLT11_VALID_IN_USD = Duration.ofHours(1);

  /// @param rate null = none was needed
  record Lightning(Msats amount, @Nullable Rate rate) {}

  /// @param rate null = none was needed
  record Card(Money amount, @Nullable Rate rate) {}

  /// Lifetime of a new BOLT11, limited by the validity of its rate.
  Duration bolt11Valid() {
    return switch (currency) {
      case SAT -> BOLT11_VALID_IN_SAT;
      case USD -> BOLT11_VALID_IN_USD;
    };
  }

  Optional<Lightning> onLightning(Money total) {
    return switch (total.currency()) {
      case SAT -> Optional.of(new Lightning(Msats.ofSats(total.amount()), null));
      case USD -> rails.rates().latest().map(rate -> new Lightning(rate.toMsatsUp(total), rate));
    };
  }

  /// The amount for a card. Empty if there is no rate, or the processor does not charge this
  /// amount.
  Optional<Card> onCard(Money total) {
    var card =
        switch (total.currency()) {
          case USD -> Optional.of(new Card(total, null));
          case SAT -> rails.rates().latest().map(rate -> new Card(rate.toCentsHalfUp(total), rate));
        };
    return card.filter(priced -> isInBounds(priced.amount()));
  }

  /// The part of a total that a charge in US cents pays, for a charge that does not record it.
  long worthOf(Money cents, Money total) {
    return switch (total.currency()) {
      case USD -> cents.amount();
      case SAT -> rails.rates().latest().map(rate -> rate.toSatsHalfUp(cents).amount()).orElse(0L);
    };
  }

  /// Whether a card may be tried. Without a rate the amount is unknown: then the answer is yes, and
  /// the attempt fails as the platform's fault.
  public boolean isChargeable(Money total) {
    return lacksRate(total) || onCard(total).isPresent();
  }

  /// Whether a card cannot be charged for lack of an exchange rate.
  boolean lacksRate(Money total) {
    return total.currency() == Currency.SAT && rails.rates().latest().isEmpty();
  }

  private static boolean isInBounds(Money cents) {
    return cents.amount() >= CardProcessor.CHARGE_MIN.amount()
        && cents.amount() <= CardProcessor.CHARGE_MAX.amount();
  }
}

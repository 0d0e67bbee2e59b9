package caravel.control.payment;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import caravel.nostr.Msats;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an amount is on each rail, by a rate that is fresh; a rail without one is unavailable, it
/// does not guess.
public record PriceConverter(PaymentRails rails, Currency currency) {
  private static final Duration BOLT11_VALID_IN_SAT = Duration.ofHours(24);
  private static final Duration BOLT11_VALID_IN_USD = Duration.ofHours(1);

  /// @param rate null = none was needed
  record Lightning(Msats amount, @Nullable Rate rate) {}

  /// @param rate null = none was needed
  record Card(Money amount, @Nullable Rate rate) {}

  /// How long a BOLT11 can be paid: no longer than its rate is good for.
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

  /// Empty while there is no rate, and for what the processor does not charge.
  Optional<Card> onCard(Money total) {
    var card =
        switch (total.currency()) {
          case USD -> Optional.of(new Card(total, null));
          case SAT -> rails.rates().latest().map(rate -> new Card(rate.toCentsHalfUp(total), rate));
        };
    return card.filter(priced -> isInBounds(priced.amount()));
  }

  /// The part of a total that a charge in US cents settles, if the charge does not record it.
  long worthOf(Money cents, Money total) {
    return switch (total.currency()) {
      case USD -> cents.amount();
      case SAT -> rails.rates().latest().map(rate -> rate.toSatsHalfUp(cents).amount()).orElse(0L);
    };
  }

  /// Whether a card may be tried. What it would be charged is not known without a rate: then it is,
  /// and our side is found wanting.
  public boolean isChargeable(Money total) {
    return lacksRate(total) || onCard(total).isPresent();
  }

  /// Whether a card cannot be charged because nobody knows what a bitcoin costs.
  boolean lacksRate(Money total) {
    return total.currency() == Currency.SAT && rails.rates().latest().isEmpty();
  }

  private static boolean isInBounds(Money cents) {
    return cents.amount() >= CardProcessor.CHARGE_MIN.amount()
        && cents.amount() <= CardProcessor.CHARGE_MAX.amount();
  }
}

package caravel.control.billing;

import caravel.control.money.RateSource;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.Wallet;
import org.jspecify.annotations.Nullable;

/// The ways to be paid that are set up.
///
/// @param wallet null = Lightning is off
/// @param cards null = cards are off
public record BillingRails(
    @Nullable Wallet wallet, PayerWallets payers, @Nullable CardProcessor cards, RateSource rates) {
  public boolean any() {
    return wallet != null || cards != null;
  }
}

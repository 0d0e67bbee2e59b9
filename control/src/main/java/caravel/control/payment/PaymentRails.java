package caravel.control.payment;

import caravel.control.money.RateSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configured ways to be paid.
///
/// @param wallet null = Lightning is off
/// @param cards null = cards are off
public record PaymentRails(
    @Nullable Wallet wallet, PayerWallets payers, @Nullable CardProcessor cards, RateSource rates) {
  /// The names of the configured ways to pay, as the API writes them.
  public List<String> words() {
    var words = new ArrayList<String>();
    if (wallet != null) {
      words.add("lightning");
    }
    if (cards != null) {
      words.add("card");
    }
    return words;
  }

  public boolean any() {
    return wallet != null || cards != null;
  }
}

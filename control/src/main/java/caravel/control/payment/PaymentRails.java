package caravel.control.payment;

import caravel.control.money.RateSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ways to be paid that are set up.
///
/// @param wallet null = Lightning is off
/// @param cards null = cards are off
public record PaymentRails(
    @Nullable Wallet wallet, PayerWallets payers, @Nullable CardProcessor cards, RateSource rates) {
  /// In the words of the API.
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

package caravel.control.payment;

import caravel.nostr.PublicKey;
import caravel.nostr.nwc.WalletConnection;
import java.util.Optional;

/// A demo's wallets with play money, one for each user. Production has none.
public interface PlayWallets {
  /// Returns the caller's own wallet, the same each time; empty = there are too many wallets.
  Optional<WalletConnection> connectionOf(PublicKey caller);

  /// Pays an invoice of this demo from the caller's wallet. Paying it again changes nothing.
  Spent pay(PublicKey caller, String lnbc);

  sealed interface Spent {
    record Done() implements Spent {}

    /// @param sentence for the user
    record Refused(String sentence) implements Spent {}
  }
}

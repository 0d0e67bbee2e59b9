package caravel.control.payment;

import caravel.nostr.PublicKey;
import caravel.nostr.nwc.WalletConnection;
import java.util.Optional;

/// A demo's wallets full of play money, one for everybody who asks; production has none.
public interface PlayWallets {
  /// The caller's own wallet, the same every time; empty when there are too many already.
  Optional<WalletConnection> connectionOf(PublicKey caller);

  /// Pays an invoice of this demo from the caller's wallet; paying it again changes nothing.
  Spent pay(PublicKey caller, String lnbc);

  sealed interface Spent {
    record Done() implements Spent {}

    /// @param sentence for a person
    record Refused(String sentence) implements Spent {}
  }
}

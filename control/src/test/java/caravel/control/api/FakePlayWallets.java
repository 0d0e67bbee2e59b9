package caravel.control.api;

import caravel.control.payment.PlayWallets;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.WalletConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Play money without balances.
final class FakePlayWallets implements PlayWallets {
  /// A payment.
  record Payment(PublicKey payer, String lnbc) {}

  final List<Payment> payments = new ArrayList<>();
  volatile boolean full;
  volatile Spent outcome = new Spent.Done();

  @Override
  public synchronized Optional<WalletConnection> connectionOf(PublicKey caller) {
    var wallet = SecretKey.parse("0e".repeat(32));
    return full
        ? Optional.empty()
        : Optional.of(
            new WalletConnection(
                wallet.publicKey(),
                List.of("ws://localhost:3334"),
                new SecretKey(caller.bytes()),
                ""));
  }

  @Override
  public synchronized Spent pay(PublicKey caller, String lnbc) {
    payments.add(new Payment(caller, lnbc));
    return outcome;
  }
}

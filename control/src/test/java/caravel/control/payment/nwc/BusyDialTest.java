package caravel.control.payment.nwc;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.PayerWallets.Connected;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PayerWallets.Payer;
import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import caravel.nostr.bolt11.Bolt11Terms;
import caravel.nostr.bolt11.Features;
import caravel.nostr.bolt11.Network;
import caravel.nostr.bolt11.NodeId;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.bolt11.Purpose;
import caravel.nostr.nwc.WalletConnection;
import caravel.outbound.RelayDialer.DialResult;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// M3: a platform without a free connection has not asked the wallet, and the wallet has refused
/// nothing.
final class BusyDialTest {
  /// A talk reads the reason why its relays are down on another thread than the writer of the
  /// reason. A simulation found that it sometimes missed the reason.
  private static final int TIMES = 300;

  private static final SecretKey KEY = SecretKey.parse("07".repeat(32));

  private final WalletEnvironment exhausted =
      new WalletEnvironment(
          (_, _) -> new DialResult.Busy(), InstantSource.system(), new SecureRandom());
  private final NwcPayers payers = new NwcPayers(exhausted, exhausted);
  private final Payer payer =
      new Payer(
          KEY.publicKey(),
          new WalletConnection(KEY.publicKey(), List.of("wss://wallet.example"), KEY, ""));

  private static String invoice() {
    var window = new Bolt11Terms.Window(3_600, Bolt11Terms.Window.FINAL_EXPIRY_DELTA_DEFAULT);
    var purpose = new Purpose.Text("Invoice");
    var terms =
        new Bolt11Terms(
            "01".repeat(32), "02".repeat(32), purpose, window, Features.usual(), List.of());
    var amount = Msats.ofSats(10_000);
    return new PaymentRequest(Network.REGTEST, amount, 1_800_000_000, NodeId.of(KEY), terms)
        .sign(KEY);
  }

  @Test
  void a_payment_without_a_free_connection_was_never_asked_for() {
    var lnbc = invoice();
    for (var i = 0; i < TIMES; i++) {
      assertThat(payers.pay(payer, lnbc, Duration.ofSeconds(60))).isInstanceOf(Paid.Unasked.class);
    }
  }

  @Test
  void a_wallet_that_cannot_be_dialled_for_want_of_connections_is_not_called_unreachable() {
    for (var i = 0; i < TIMES; i++) {
      assertThat(payers.connect(payer)).isInstanceOf(Connected.Busy.class);
    }
  }
}

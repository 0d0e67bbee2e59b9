package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.PlayWallets.Spent;
import caravel.nostr.nwc.WalletConnection;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Play money over the API.
final class DemoWalletTest {
  private static final String LNBC =
      "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqs9qrsgq7ea976txfraylvgzuxs8kgcw23ezlrszfnh8r6qtfpr6cxga50aj6txm9rxrydzd06dfeawfk6swupvz4erwnyutnjq7x39ymw6j38gp7ynn44";

  @Test
  void each_caller_gets_a_separate_wallet(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      var alice = platform.get(ALICE, "/dev/wallet").data().path("nwc_url").asString();
      var bob = platform.get(BOB, "/dev/wallet").data().path("nwc_url").asString();
      assertThat(WalletConnection.parse(alice)).isNotEqualTo(WalletConnection.parse(bob));
      assertThat(platform.get(ALICE, "/dev/wallet").data().path("nwc_url").asString())
          .isEqualTo(alice);
      platform.play.full = true;
      assertThat(platform.get(ALICE, "/dev/wallet").refusal()).isEqualTo("409 conflict");
    }
  }

  @Test
  void only_the_callers_wallet_pays(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      var body = "{\"invoice\":\"" + LNBC + "\"}";
      assertThat(platform.post(ALICE, "/dev/wallet/pay", body).status()).isEqualTo(200);
      assertThat(platform.play.payments)
          .containsExactly(new FakePlayWallets.Payment(ALICE.publicKey(), LNBC));
      platform.play.outcome = new Spent.Refused("This invoice has expired.");
      var refused = platform.post(ALICE, "/dev/wallet/pay", body);
      assertThat(refused.refusal()).isEqualTo("409 conflict");
    }
  }

  @Test
  void an_invalid_invoice_never_reaches_the_wallet(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      for (var body : new String[] {"{}", "{\"invoice\":\"lnbc1\"}", "{\"invoice\":1}"}) {
        assertThat(platform.post(ALICE, "/dev/wallet/pay", body).status()).isEqualTo(422);
      }
      assertThat(platform.play.payments).isEmpty();
    }
  }
}

package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.control.payment.stripe.Bank;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// M5: the operator removes a payment method with open attempts. The other one continues.
final class RemovedRailTest extends CardStage {
  private static final Duration CODE_LASTS = Duration.ofDays(1);

  private final FakeWallet wallet = new FakeWallet(clock);

  RemovedRailTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void m5_the_saved_card_is_charged_though_the_wallet_of_an_open_code_was_removed() {
    saveCard(Bank.HAS_NO_FUNDS);
    platform.work();
    restart(new PaymentRails(wallet, rails.payers(), cards, rails.rates()));
    assertThat(platform.post(ALICE, "/invoices/" + id() + "/bolt11").status()).isEqualTo(200);

    restart(rails);
    saveCard(Bank.PAYS);
    for (var hour = 0; hour <= CODE_LASTS.toHours() + 2; hour++) {
      clock.move(Duration.ofHours(1));
      platform.work();
    }
    assertPaidOnce();
    var fault = platform.get(ADMIN, "/admin/overview").data().at("/payment_faults/0");
    assertThat(fault.path("fault").asString()).contains("no longer configured");
    assertThat(fault.path("rail").asString()).isEqualTo("lightning");
  }

  @Test
  void m5_an_invoice_whose_page_lost_its_processor_ends_with_its_grace() {
    openPage();
    restart(new PaymentRails(wallet, rails.payers(), null, rails.rates()));
    for (var day = 0; day < 10; day++) {
      clock.move(Duration.ofDays(1));
      platform.work();
    }
    assertThat(invoice().path("status").asString()).isEqualTo("void");
    assertThat(relay().path("status").asString()).isEqualTo("delinquent");
  }

  private void restart(PaymentRails next) {
    platform.close();
    platform = new Platform(folder, next, clock);
  }
}

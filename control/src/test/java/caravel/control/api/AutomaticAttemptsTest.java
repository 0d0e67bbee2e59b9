package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.stripe.Bank;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// M10 and M11: how often a tenant's requests make the platform charge and read a saved card.
final class AutomaticAttemptsTest extends CardStage {
  private static final String RECONCILE = "/tenants/" + ALICE.publicKey() + "/reconcile";

  AutomaticAttemptsTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void m10_fifty_reconciles_charge_a_declined_card_once_and_a_new_card_once_more() {
    var customer = saveCard(Bank.HAS_NO_FUNDS);
    reconcile(50);
    assertThat(chargeKeys()).hasSize(1);

    stripe.saveCard(customer, Bank.STOLEN);
    deliverAll();
    platform.work();
    assertThat(chargeKeys()).as("a new card is charged at once").hasSize(2);
    reconcile(50);
    assertThat(chargeKeys()).hasSize(2);

    clock.move(Duration.ofHours(23));
    reconcile(1);
    assertThat(chargeKeys()).hasSize(2);
    clock.move(Duration.ofHours(1));
    reconcile(1);
    assertThat(chargeKeys()).as("a day later").hasSize(3);
  }

  @Test
  void m11_a_card_that_was_saved_without_a_webhook_is_read_and_charged_on_reconcile() {
    stripe.saveCard(customer(), Bank.PAYS);
    reconcile(1);
    assertThat(tenant().at("/card/last4").asString()).isEqualTo("4242");
    assertPaidOnce();
  }

  @Test
  void m11_the_saved_card_is_read_every_five_seconds_at_most() {
    customer();
    reconcile(50);
    assertThat(reads()).isEqualTo(1);
    clock.move(Duration.ofSeconds(4));
    reconcile(1);
    assertThat(reads()).isEqualTo(1);
    clock.move(Duration.ofSeconds(1));
    reconcile(50);
    assertThat(reads()).isEqualTo(2);
  }

  private void reconcile(int times) {
    for (var i = 0; i < times; i++) {
      assertThat(platform.post(ALICE, RECONCILE).status()).isEqualTo(200);
      platform.work();
    }
  }

  private long reads() {
    return stripe.seen().stream()
        .filter(call -> call.method().equals("GET") && call.path().matches("/v1/customers/[^/]+"))
        .count();
  }
}

package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.stripe.Bank;
import caravel.control.payment.stripe.RecordedStripe.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Invoices collected from a saved card.
final class SavedCardTest extends CardStage {
  SavedCardTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void a_saved_card_pays_open_invoices_at_once_and_the_next_month() {
    saveCard(Bank.PAYS);
    platform.work();
    assertPaidOnce();
    clock.move(Duration.ofDays(32));
    platform.work();
    assertThat(platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/invoices").data())
        .hasSize(2)
        .allMatch(invoice -> invoice.path("status").asString().equals("paid"));
    assertThat(stripe.payments(id())).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"LOST_BEFORE", "LOST_AFTER", "TOO_MANY"})
  void a_charge_without_an_answer_is_repeated_and_made_once(Fault fault) {
    saveCard(Bank.PAYS);
    stripe.next(fault);
    platform.work();
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    assertThat(platform.post(ALICE, "/invoices/" + id() + "/checkout").status()).isEqualTo(409);
    clock.move(Duration.ofSeconds(11));
    platform.work();
    assertPaidOnce();
    assertThat(chargeKeys()).hasSize(1);
  }

  @Test
  void a_charge_made_before_days_without_stripe_is_found_and_not_repeated() {
    saveCard(Bank.PAYS);
    stripe.next(Fault.LOST_AFTER);
    platform.work();
    stripe.away(true);
    for (var day = 0; day < 9; day++) {
      clock.move(Duration.ofDays(1));
      platform.work();
    }
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    assertThat(relay().path("status").asString()).isEqualTo("active");
    stripe.away(false);
    clock.move(Duration.ofDays(1));
    platform.work();
    assertPaidOnce();
  }

  @ParameterizedTest
  @CsvSource({"LOST_BEFORE", "LOST_AFTER"})
  void a_restart_after_a_charge_without_an_answer_charges_once(Fault fault) {
    saveCard(Bank.PAYS);
    stripe.next(fault);
    platform.work();
    platform.close();
    platform = new Platform(folder, rails, clock);
    clock.move(Duration.ofDays(2));
    platform.work();
    assertPaidOnce();
    assertThat(chargeKeys()).hasSize(1);
  }

  @Test
  void a_restart_while_a_charge_is_unanswered_finds_the_charge() {
    saveCard(Bank.PAYS);
    var invoice = id();
    stripe.next(Fault.HELD);
    var dying = CompletableFuture.runAsync(platform::work);
    Awaitility.await().until(() -> stripe.payments(invoice) == 1);
    platform.close();
    stripe.release();
    assertThat(dying.handle((_, died) -> died != null).join()).isTrue();
    platform = new Platform(folder, rails, clock);
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    clock.move(Duration.ofDays(2));
    platform.work();
    assertPaidOnce();
    assertThat(chargeKeys()).hasSize(1);
  }

  /// Another payment of the invoice is reported while the outcome of the charge is unknown.
  private void payOtherwiseAfterAChargeWithoutAnAnswer(Bank bank, Fault fault) {
    stripe.saveCard(customer(), bank);
    deliver(stripe.lastTold("payment_method.attached"));
    stripe.next(fault);
    platform.work();
    deliver(told("checkout.session.completed", paidPage(id())));
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
    assertThat(credit()).isZero();
  }

  @Test
  void
      money_of_a_charge_that_nobody_told_of_is_found_and_kept_when_the_invoice_was_paid_meanwhile() {
    payOtherwiseAfterAChargeWithoutAnAnswer(Bank.PAYS, Fault.LOST_AFTER);
    clock.move(Duration.ofMinutes(61));
    platform.work();
    assertThat(stripe.payments(id())).isEqualTo(1);
    assertThat(credit()).isEqualTo(50_000);
    assertThat(chargeKeys()).hasSize(1);
  }

  @Test
  void an_unreported_charge_of_a_closed_invoice_is_cancelled() {
    payOtherwiseAfterAChargeWithoutAnAnswer(Bank.WAITS_FOR_OWNER, Fault.LOST_AFTER);
    clock.move(Duration.ofMinutes(61));
    platform.work();
    assertThat(stripe.lastTold("payment_intent.canceled").payload()).contains("caravel_charge");
    assertThat(credit()).isZero();
  }

  @Test
  void a_charge_that_never_arrived_ends_when_it_can_no_longer_arrive() {
    payOtherwiseAfterAChargeWithoutAnAnswer(Bank.PAYS, Fault.LOST_BEFORE);
    clock.move(Duration.ofMinutes(58));
    platform.work();
    var before = searches();
    assertThat(before).isPositive();
    clock.move(Duration.ofHours(2));
    platform.work();
    assertThat(searches()).isEqualTo(before + 1);
    clock.move(Duration.ofDays(1));
    platform.work();
    assertThat(searches()).as("it has ended").isEqualTo(before + 1);
    assertThat(chargeKeys()).hasSize(1);
    assertThat(credit()).isZero();
  }

  private long searches() {
    return stripe.seen().stream()
        .filter(call -> call.method().equals("GET") && call.path().equals("/v1/payment_intents"))
        .count();
  }

  @Test
  void no_relay_is_paused_while_stripe_is_silent() {
    saveCard(Bank.PAYS);
    stripe.away(true);
    for (var day = 0; day < 10; day++) {
      platform.work();
      clock.move(Duration.ofDays(1));
    }
    assertThat(relay().path("status").asString()).isEqualTo("active");
    stripe.away(false);
    platform.work();
    clock.move(Duration.ofHours(2));
    platform.work();
    assertPaidOnce();
  }

  @Test
  void no_relay_is_paused_for_lack_of_an_exchange_rate() {
    price = Optional.empty();
    saveCard(Bank.PAYS);
    for (var day = 0; day < 10; day++) {
      platform.work();
      clock.move(Duration.ofDays(1));
    }
    assertThat(relay().path("status").asString()).isEqualTo("active");
    price = Optional.of(10_000_000L);
    platform.work();
    assertPaidOnce();
  }

  @Test
  void a_decline_is_explained_and_another_charge_is_tried_a_day_later() {
    var customer = saveCard(Bank.HAS_NO_FUNDS);
    platform.work();
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    assertThat(tenant().path("stripe_error").asString())
        .isEqualTo("There isn’t enough money on your card.");
    assertThat(chargeKeys()).hasSize(1);
    stripe.bank(customer, Bank.PAYS);
    clock.move(Duration.ofHours(1));
    platform.work();
    assertThat(chargeKeys()).hasSize(1);
    clock.move(Duration.ofHours(23));
    platform.work();
    assertPaidOnce();
    assertThat(chargeKeys()).hasSize(2);
    assertThat(tenant().path("stripe_error").asString("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"WANTS_OWNER", "WAITS_FOR_OWNER"})
  void an_intent_that_requires_an_action_is_never_tried_again(Bank bank) {
    saveCard(bank);
    platform.work();
    deliverAll();
    platform.work();
    assertThat(tenant().path("stripe_error").asString()).startsWith("Your bank wants you");
    var intent = stripe.lastTold("payment_intent.canceled");
    assertThat(intent.payload()).contains("\"status\":\"canceled\"");
    stripe.pay(openPage(), bank);
    deliverAll();
    assertPaidOnce();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void a_slow_bank_holds_the_invoice_until_it_has_answered(boolean pays) {
    var customer = saveCard(Bank.TAKES_TIME);
    platform.work();
    deliverAll();
    var charged = stripe.object(intentOf(), "payment_intent");
    assertThat(charged.path("status").asString()).isEqualTo("processing");
    assertThat(platform.post(ALICE, "/invoices/" + id() + "/checkout").status()).isEqualTo(409);
    stripe.bank(customer, Bank.PAYS);
    clock.move(Duration.ofSeconds(10));
    stripe.decided(charged.path("id").asString(), pays);
    deliverAll();
    platform.work();
    clock.move(Duration.ofDays(1).plusMinutes(10));
    platform.work();
    assertPaidOnce();
  }

  @ParameterizedTest
  @CsvSource({"told", "asked", "found"})
  void a_charge_declined_after_processing_is_not_repeated_within_a_day(String how) {
    saveCard(Bank.TAKES_TIME);
    platform.work();
    deliverAll();
    clock.move(Duration.ofSeconds(9));
    stripe.decided(intentOf(), false);
    if (how.equals("told")) {
      deliverAll();
    } else {
      if (how.equals("asked")) {
        platform.post(ALICE, "/invoices/" + id() + "/reconcile");
      }
      clock.move(Duration.ofMinutes(1));
    }
    platform.work();
    clock.move(Duration.ofHours(23));
    platform.work();
    assertThat(tenant().path("stripe_error").asString()).isNotEmpty();
    assertThat(chargeKeys()).hasSize(1);
    clock.move(Duration.ofHours(2));
    platform.work();
    assertThat(chargeKeys()).hasSize(2);
  }

  @Test
  void a_card_that_is_removed_is_not_charged() {
    var customer = customer();
    var method = stripe.saveCard(customer, Bank.HAS_NO_FUNDS);
    deliverAll();
    platform.work();
    assertThat(chargeKeys()).hasSize(1);
    stripe.removeCard(method);
    deliverAll();
    assertThat(tenant().path("card").isMissingNode() || tenant().path("card").isNull()).isTrue();
    clock.move(Duration.ofDays(1));
    platform.work();
    assertThat(chargeKeys()).hasSize(1);
  }

  @Test
  void a_card_saved_while_stripe_was_silent_is_known_after_a_repeated_event() {
    stripe.saveCard(customer(), Bank.PAYS);
    var told = stripe.lastTold("payment_method.attached");
    stripe.away(true);
    assertThat(platform.webhook(told.payload(), told.header()).status()).isEqualTo(503);
    stripe.away(false);
    deliver(told);
    platform.work();
    assertPaidOnce();
  }
}

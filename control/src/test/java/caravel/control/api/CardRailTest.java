package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.payment.stripe.Bank;
import caravel.control.payment.stripe.RecordedStripe.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Invoices paid by card on a page of the processor.
final class CardRailTest extends CardStage {
  CardRailTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void a_paid_page_settles_the_invoice_by_its_webhook() {
    var session = openPage();
    assertThat(stripe.pay(session, Bank.PAYS)).isTrue();
    deliver(stripe.lastTold("checkout.session.completed"));
    assertPaidOnce();
    assertThat(tenant().path("card").path("last4").asString()).isEqualTo("4242");
    assertThat(tenant().path("card").path("brand").asString()).isEqualTo("visa");
    assertThat(tenant().path("status").asString()).isEqualTo("active");
  }

  @Test
  void a_webhook_sent_by_stripe_settles_the_invoice() {
    stripe.tellTo(URI.create("http://127.0.0.1:" + platform.port() + "/stripe/webhook"));
    stripe.pay(openPage(), Bank.PAYS);
    Awaitility.await().until(() -> invoice().path("status").asString().equals("paid"));
    Awaitility.await().until(() -> !tenant().path("card").path("last4").asString("").isEmpty());
    assertPaidOnce();
  }

  @Test
  void a_paid_page_is_found_without_its_webhook() {
    stripe.pay(openPage(), Bank.PAYS);
    platform.post(ALICE, "/invoices/" + id() + "/reconcile");
    assertPaidOnce();
  }

  @Test
  void a_repeated_request_opens_the_same_page_after_a_lost_answer() {
    customer();
    stripe.next(Fault.LOST_AFTER);
    assertThat(platform.post(ALICE, "/invoices/" + id() + "/checkout").status()).isEqualTo(503);
    var session = openPage();
    assertThat(openPage()).isEqualTo(session);
    clock.move(Duration.ofMinutes(20));
    assertThat(openPage()).isEqualTo(session);
    assertThat(stripe.object(session, "checkout.session").path("amount_total").asLong())
        .isEqualTo(5_000);
  }

  @ParameterizedTest
  @CsvSource({"forwards", "backwards"})
  void repeated_and_reordered_events_book_money_once(String order) {
    stripe.pay(openPage(), Bank.PAYS);
    var told = order.equals("forwards") ? stripe.told() : stripe.told().reversed();
    for (var times = 0; times < 2; times++) {
      told.forEach(this::deliver);
      platform.work();
    }
    assertPaidOnce();
  }

  @Test
  void events_about_foreign_objects_are_accepted_and_ignored() {
    for (var object :
        List.of(
            "{'id':'pi_x','currency':'usd','amount_received':5000,'metadata':{}}",
            "{'id':'pi_x','currency':'usd','amount_received':5000,'metadata':{'caravel_invoice':'gone'}}",
            "{'id':'pi_x','currency':'eur','amount_received':5000,'metadata':{'caravel_invoice':'"
                + id()
                + "'}}")) {
      deliver(told("payment_intent.succeeded", object));
    }
    deliver(told("checkout.session.expired", "{'id':'cs_x'}"));
    deliver(told("payment_intent.payment_failed", "{'id':'pi_x'}"));
    deliver(told("payment_method.attached", "{'id':'pm_x','customer':'cus_x'}"));
    deliver(told("invoice.finalized", "{'id':'in_x'}"));
    platform.work();
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    assertThat(credit()).isZero();
  }

  @Test
  void a_page_paid_without_an_intent_has_its_own_payment_m11() {
    var session = openPage();
    deliver(
        told(
            "checkout.session.completed",
            "{'id':'%s','payment_status':'paid','currency':'usd','amount_total':5000,'metadata':{'caravel_invoice':'%s'}}"
                .formatted(session, id())));
    platform.work();
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
    var payment =
        platform.db.<String>read(
            tx -> tx.handle().select("SELECT id FROM payments").mapTo(String.class).one());
    assertThat(payment).isEqualTo("card:" + session);
  }

  @Test
  void an_intent_without_a_charge_key_is_left_to_the_event_of_its_page_m11() {
    deliver(
        told(
            "payment_intent.succeeded",
            "{'id':'pi_page','currency':'usd','amount_received':4000,'metadata':{'caravel_invoice':'%s'}}"
                .formatted(id())));
    platform.work();
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    assertThat(credit()).isZero();
  }

  @Test
  void only_stripes_signature_is_accepted() {
    stripe.pay(openPage(), Bank.PAYS);
    var told = stripe.lastTold("checkout.session.completed");
    assertThat(platform.webhook(told.payload(), "").status()).isEqualTo(400);
    assertThat(platform.webhook(told.payload(), told.header() + "0").status()).isEqualTo(400);
    assertThat(platform.webhook(told.payload().replace("5000", "9000"), told.header()).status())
        .isEqualTo(400);
    clock.move(Duration.ofMinutes(6));
    assertThat(platform.webhook(told.payload(), told.header()).status()).isEqualTo(400);
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    deliver(stripe.again(told));
    assertPaidOnce();
  }

  @ParameterizedTest
  @CsvSource({"stripe", "price"})
  void a_tenant_who_gets_no_page_in_the_last_hour_is_not_paused(String missing) {
    platform.work();
    clock.move(Duration.ofDays(7).minusMinutes(40));
    platform.work();
    stripe.away(missing.equals("stripe"));
    price = missing.equals("price") ? Optional.empty() : price;
    assertThat(platform.post(ALICE, "/invoices/" + id() + "/checkout").status()).isEqualTo(503);
    stripe.away(false);
    price = Optional.of(10_000_000L);
    clock.move(Duration.ofMinutes(41));
    platform.work();
    assertThat(relay().path("status").asString()).isEqualTo("active");
    stripe.pay(openPage(), Bank.PAYS);
    deliverAll();
    assertPaidOnce();
  }

  @Test
  void m8_an_open_page_is_closed_before_the_saved_card_is_charged() {
    var session = openPage();
    saveCard(Bank.PAYS);
    platform.work();
    assertPaidOnce();
    assertThat(stripe.pay(session, Bank.PAYS)).isFalse();
  }

  @Test
  void m8_a_page_that_was_just_paid_is_found_before_the_saved_card_is_charged() {
    var session = openPage();
    saveCard(Bank.PAYS);
    assertThat(stripe.pay(session, Bank.PAYS)).isTrue();
    platform.work();
    assertPaidOnce();
    assertThat(chargeKeys()).isEmpty();
  }

  @Test
  void money_for_a_paid_invoice_becomes_credit() {
    saveCard(Bank.PAYS);
    platform.work();
    assertPaidOnce();
    deliver(told("checkout.session.completed", paidPage(id())));
    assertThat(credit()).isEqualTo(50_000);
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
  }

  @Test
  void money_for_a_void_invoice_becomes_credit() {
    var session = openPage();
    var voided =
        platform.post(ADMIN, "/invoices/" + id() + "/void", "{\"reason\":\"our mistake\"}");
    assertThat(voided.text("status")).isEqualTo("void");
    var invoice = id();
    assertThat(stripe.pay(session, Bank.PAYS)).isTrue();
    deliverAll();
    assertThat(platform.get(ALICE, "/invoices/" + invoice).text("status")).isEqualTo("void");
    assertThat(credit()).isEqualTo(50_000);
  }

  @Test
  void a_page_for_nothing_is_closed() {
    var session = openPage();
    saveCard(Bank.PAYS);
    platform.work();
    assertPaidOnce();
    clock.move(Duration.ofMinutes(2));
    platform.work();
    assertThat(stripe.pay(session, Bank.PAYS)).isFalse();
    assertThat(platform.post(ALICE, "/invoices/" + id() + "/checkout").status()).isEqualTo(409);
  }

  @Test
  void without_a_fresh_rate_a_card_cannot_be_charged_in_satoshis() {
    price = Optional.empty();
    var refused = platform.post(ALICE, "/invoices/" + id() + "/checkout");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.json().path("code").asString()).isEqualTo("wallet-unavailable");
    saveCard(Bank.PAYS);
    platform.work();
    assertThat(chargeKeys()).isEmpty();
    price = Optional.of(20_000_000L);
    clock.move(Duration.ofDays(1));
    platform.work();
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
    assertThat(stripe.collected(id())).isEqualTo(new Money(10_000, Currency.USD));
  }

  @Test
  void another_tenant_cannot_open_a_page() {
    platform.relay(Platform.BOB, "lagoon", "free");
    assertThat(platform.post(Platform.BOB, "/invoices/" + id() + "/checkout").status())
        .isEqualTo(404);
    assertThat(
            platform
                .get(Platform.BOB, "/tenants/" + ALICE.publicKey() + "/stripe/session")
                .status())
        .isEqualTo(404);
  }
}

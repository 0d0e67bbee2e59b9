package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.billing.BillingRails;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import caravel.control.payment.FakePayers;
import caravel.control.payment.stripe.Bank;
import caravel.control.payment.stripe.RecordedStripe;
import caravel.control.payment.stripe.RecordedStripe.Fault;
import caravel.control.payment.stripe.RecordedStripe.Told;
import caravel.control.payment.stripe.StripeCards;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Invoices paid by card, over the whole API, the real SDK and a Stripe of paper. Prices are in
/// satoshis, a coin costs 100,000 dollars: growth is 50,000 sat, which is 50 dollars.
final class CardRailTest {
  private static final Money GROWTH = new Money(5_000, Currency.USD);

  private final TestClock clock = new TestClock();
  private final RecordedStripe stripe = new RecordedStripe(clock);
  private final StripeCards cards = StripeCards.open(stripe.settings(), Map.of(), clock);
  private Optional<Long> price = Optional.of(10_000_000L);
  private final Path folder;
  private final BillingRails rails;
  private Platform platform;
  private int delivered;

  CardRailTest(@TempDir Path folder) {
    this.folder = folder;
    rails =
        new BillingRails(
            null,
            new FakePayers(),
            cards,
            () -> price.map(cents -> new Rate(cents, "test", clock.instant())));
    platform = new Platform(folder, rails, clock);
  }

  @BeforeEach
  void oweForAGrowthRelay() {
    platform.relay(ALICE, "harbour", "growth");
    platform.work();
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    assertThat(invoice().path("total").path("amount").asLong()).isEqualTo(50_000);
  }

  @AfterEach
  void close() {
    platform.close();
    cards.close();
    stripe.close();
  }

  @Test
  void a_page_that_was_paid_settles_the_invoice_by_what_stripe_tells() {
    var session = openPage();
    assertThat(stripe.pay(session, Bank.PAYS)).isTrue();
    deliver(stripe.lastTold("checkout.session.completed"));
    assertPaidOnce();
    assertThat(tenant().path("card").path("last4").asString()).isEqualTo("4242");
    assertThat(tenant().path("card").path("brand").asString()).isEqualTo("visa");
    assertThat(tenant().path("status").asString()).isEqualTo("active");
  }

  @Test
  void what_stripe_sends_by_itself_settles_the_invoice() {
    stripe.tellTo(URI.create("http://127.0.0.1:" + platform.port() + "/stripe/webhook"));
    stripe.pay(openPage(), Bank.PAYS);
    Awaitility.await().until(() -> invoice().path("status").asString().equals("paid"));
    Awaitility.await().until(() -> !tenant().path("card").path("last4").asString("").isEmpty());
    assertPaidOnce();
  }

  @Test
  void a_page_that_was_paid_is_found_by_asking_when_stripe_tells_nothing() {
    stripe.pay(openPage(), Bank.PAYS);
    platform.post(ALICE, "/invoices/" + id() + "/reconcile");
    assertPaidOnce();
  }

  @Test
  void a_page_is_asked_for_twice_and_is_one_page_though_the_first_answer_was_lost() {
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
  void what_is_told_twice_and_in_any_order_is_money_once(String order) {
    stripe.pay(openPage(), Bank.PAYS);
    var told = order.equals("forwards") ? stripe.told() : stripe.told().reversed();
    for (var times = 0; times < 2; times++) {
      told.forEach(this::deliver);
      platform.work();
    }
    assertPaidOnce();
  }

  @Test
  void what_is_told_of_things_that_are_not_ours_is_taken_and_nothing_else() {
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
  void whoever_is_not_stripe_is_not_believed() {
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

  @Test
  void a_card_that_is_saved_collects_what_is_open_at_once_and_the_next_month_by_itself() {
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
  void a_charge_that_was_made_while_stripe_was_out_of_reach_for_days_is_found_and_not_made_again() {
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
  void a_process_that_starts_anew_after_a_charge_without_an_answer_makes_it_once(Fault fault) {
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
  void a_process_that_dies_while_it_waits_for_the_answer_finds_the_charge_afterwards() {
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

  @Test
  void nobody_is_paused_because_stripe_does_not_answer() {
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
  void a_decline_is_told_in_a_sentence_and_another_charge_is_tried_a_day_later() {
    var customer = saveCard(Bank.HAS_NO_FUNDS);
    platform.work();
    assertThat(invoice().path("status").asString()).isEqualTo("open");
    assertThat(tenant().path("stripe_error").asString())
        .isEqualTo("There is not enough money on your card.");
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
  void a_bank_that_wants_its_customer_gets_no_second_chance_at_the_same_intent(Bank bank) {
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
  void a_bank_that_takes_its_time_holds_the_invoice_until_it_has_said(boolean pays) {
    var customer = saveCard(Bank.TAKES_TIME);
    platform.work();
    deliverAll();
    var charged = stripe.object(intentOf(), "payment_intent");
    assertThat(charged.path("status").asString()).isEqualTo("processing");
    assertThat(platform.post(ALICE, "/invoices/" + id() + "/checkout").status()).isEqualTo(409);
    stripe.bank(customer, Bank.PAYS);
    stripe.decided(charged.path("id").asString(), pays);
    deliverAll();
    clock.move(Duration.ofDays(1).plusMinutes(10));
    platform.work();
    assertPaidOnce();
  }

  @Test
  void money_for_an_invoice_that_is_paid_already_is_kept_as_credit() {
    var session = openPage();
    saveCard(Bank.PAYS);
    stripe.next(Fault.HELD);
    var working = CompletableFuture.runAsync(platform::work);
    Awaitility.await().until(() -> stripe.payments(id()) == 1);
    assertThat(stripe.pay(session, Bank.PAYS)).isTrue();
    stripe.release();
    working.join();
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
    deliverAll();
    platform.work();
    deliverAll();
    assertThat(stripe.payments(id())).isEqualTo(2);
    assertThat(credit()).isEqualTo(50_000);
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
  }

  @Test
  void money_for_an_invoice_that_is_void_is_kept_as_credit() {
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
  void a_card_that_was_saved_while_stripe_did_not_answer_is_told_again_and_known() {
    stripe.saveCard(customer(), Bank.PAYS);
    var told = stripe.lastTold("payment_method.attached");
    stripe.away(true);
    assertThat(platform.webhook(told.payload(), told.header()).status()).isEqualTo(503);
    stripe.away(false);
    deliver(told);
    platform.work();
    assertPaidOnce();
  }

  @Test
  void another_tenant_opens_no_page_for_it() {
    platform.relay(Platform.BOB, "lagoon", "free");
    assertThat(platform.post(Platform.BOB, "/invoices/" + id() + "/checkout").status())
        .isEqualTo(404);
    assertThat(
            platform
                .get(Platform.BOB, "/tenants/" + ALICE.publicKey() + "/stripe/session")
                .status())
        .isEqualTo(404);
  }

  private void assertPaidOnce() {
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
    assertThat(invoice().path("method").asString()).isEqualTo("stripe");
    assertThat(stripe.payments(id())).isEqualTo(1);
    assertThat(stripe.collected(id())).isEqualTo(GROWTH);
    assertThat(credit()).isZero();
    assertThat(relay().path("status").asString()).isEqualTo("active");
  }

  private String openPage() {
    var url = platform.post(ALICE, "/invoices/" + id() + "/checkout").text("url");
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /// By way of the portal, as people do it.
  private String customer() {
    var path = "/tenants/" + ALICE.publicKey() + "/stripe/session";
    assertThat(platform.get(ALICE, path).text("url")).startsWith(stripe.apiBase().toString());
    return tenant().path("stripe_customer_id").asString();
  }

  private String saveCard(Bank bank) {
    var customer = customer();
    stripe.saveCard(customer, bank);
    deliverAll();
    return customer;
  }

  /// Everything that was not told yet.
  private void deliverAll() {
    var told = stripe.told();
    told.subList(delivered, told.size()).forEach(event -> deliver(stripe.again(event)));
    delivered = told.size();
  }

  private void deliver(Told told) {
    assertThat(platform.webhook(told.payload(), told.header()).status()).isEqualTo(200);
  }

  private Told told(String type, String object) {
    var payload =
        ("{'id':'evt_"
                + type
                + object.hashCode()
                + "','type':'"
                + type
                + "','data':{'object':"
                + object
                + "}}")
            .replace('\'', '"');
    return new Told(type, payload, stripe.signer().header(payload, clock.instant()));
  }

  private List<String> chargeKeys() {
    return stripe.seen().stream()
        .filter(call -> call.method().equals("POST") && call.path().equals("/v1/payment_intents"))
        .map(RecordedStripe.Seen::key)
        .distinct()
        .toList();
  }

  private String intentOf() {
    return stripe.intents(id()).getFirst();
  }

  /// The first invoice.
  private JsonNode invoice() {
    var all = platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/invoices").data();
    return all.get(all.size() - 1);
  }

  private String id() {
    return invoice().path("id").asString();
  }

  private JsonNode tenant() {
    return platform.get(ALICE, "/tenants/" + ALICE.publicKey()).data();
  }

  private JsonNode relay() {
    return platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/relays").data().get(0);
  }

  private long credit() {
    return tenant().path("credit").path("amount").asLong();
  }
}

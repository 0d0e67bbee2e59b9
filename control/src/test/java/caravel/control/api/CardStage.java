package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import caravel.control.payment.FakePayers;
import caravel.control.payment.PaymentRails;
import caravel.control.payment.stripe.Bank;
import caravel.control.payment.stripe.RecordedStripe;
import caravel.control.payment.stripe.RecordedStripe.Told;
import caravel.control.payment.stripe.StripeCards;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/// A tenant with an open invoice, the whole API, the real SDK and a simulated Stripe. Prices are in
/// satoshis, a coin costs 100,000 dollars: growth is 50,000 sat, which is 50 dollars.
abstract class CardStage {
  static final Money GROWTH = new Money(5_000, Currency.USD);

  final TestClock clock = new TestClock();
  final RecordedStripe stripe = new RecordedStripe(clock);
  final StripeCards cards = StripeCards.open(stripe.settings(), Map.of(), clock, _ -> {});
  Optional<Long> price = Optional.of(10_000_000L);
  final Path folder;
  final PaymentRails rails;
  Platform platform;
  int delivered;

  CardStage(Path folder) {
    this.folder = folder;
    rails =
        new PaymentRails(
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

  void assertPaidOnce() {
    assertThat(invoice().path("status").asString()).isEqualTo("paid");
    assertThat(invoice().path("method").asString()).isEqualTo("stripe");
    assertThat(stripe.payments(id())).isEqualTo(1);
    assertThat(stripe.collected(id())).isEqualTo(GROWTH);
    assertThat(credit()).isZero();
    assertThat(notices()).as("nothing was left to be kept").doesNotContain("credit_kept");
    assertThat(relay().path("status").asString()).isEqualTo("active");
  }

  String openPage() {
    var url = platform.post(ALICE, "/invoices/" + id() + "/checkout").text("url");
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /// Creates the customer through the portal, as people do.
  String customer() {
    var path = "/tenants/" + ALICE.publicKey() + "/stripe/session";
    assertThat(platform.get(ALICE, path).text("url")).startsWith(stripe.apiBase().toString());
    return tenant().path("stripe_customer_id").asString();
  }

  String saveCard(Bank bank) {
    var customer = customer();
    stripe.saveCard(customer, bank);
    deliverAll();
    return customer;
  }

  /// Delivers all pending webhooks.
  void deliverAll() {
    var told = stripe.told();
    told.subList(delivered, told.size()).forEach(event -> deliver(stripe.again(event)));
    delivered = told.size();
  }

  void deliver(Told told) {
    assertThat(platform.webhook(told.payload(), told.header()).status()).isEqualTo(200);
  }

  /// A paid page of the invoice, without a row in the database.
  static String paidPage(String invoice) {
    return """
    {'id':'cs_other','payment_status':'paid','payment_intent':'pi_other','currency':'usd',
    'amount_total':5000,'metadata':{'caravel_invoice':'%s'}}\
    """
        .formatted(invoice);
  }

  Told told(String type, String object) {
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

  List<String> chargeKeys() {
    return stripe.seen().stream()
        .filter(call -> call.method().equals("POST") && call.path().equals("/v1/payment_intents"))
        .map(RecordedStripe.Seen::key)
        .distinct()
        .toList();
  }

  String intentOf() {
    return stripe.intents(id()).getFirst();
  }

  /// The first invoice.
  JsonNode invoice() {
    var all = platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/invoices").data();
    return all.get(all.size() - 1);
  }

  String id() {
    return invoice().path("id").asString();
  }

  JsonNode tenant() {
    return platform.get(ALICE, "/tenants/" + ALICE.publicKey()).data();
  }

  JsonNode relay() {
    return platform.get(ALICE, "/tenants/" + ALICE.publicKey() + "/relays").data().get(0);
  }

  List<String> notices() {
    return platform
        .get(ALICE, "/tenants/" + ALICE.publicKey() + "/notices")
        .data()
        .valueStream()
        .map(notice -> notice.path("notice_type").asString())
        .toList();
  }

  long credit() {
    return tenant().path("credit").path("amount").asLong();
  }
}

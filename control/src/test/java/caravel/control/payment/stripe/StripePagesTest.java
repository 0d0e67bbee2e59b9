package caravel.control.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.Checkout;
import caravel.control.payment.CardProcessor.CheckoutOpened;
import caravel.control.payment.CardProcessor.CheckoutWanted;
import caravel.control.payment.CardProcessor.CustomerMade;
import caravel.control.payment.CardProcessor.Purchase;
import caravel.control.payment.CardProcessor.SavedCard;
import caravel.control.payment.stripe.RecordedStripe.Fault;
import caravel.nostr.SecretKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page on which somebody pays, and the operator's prices that name it.
final class StripePagesTest {
  private static final SecretKey TENANT =
      SecretKey.parse("0000000000000000000000000000000000000000000000000000000000000003");

  private final TestClock clock = new TestClock();
  private final RecordedStripe stripe = new RecordedStripe(clock);
  private final StripeSettings settings =
      new StripeSettings(
          RecordedStripe.SECRET_KEY,
          RecordedStripe.WEBHOOK_SECRET,
          stripe.apiBase(),
          Map.of("basic", "price_basic", "growth", "price_growth"));
  private final StripeCards cards = StripeCards.open(settings, clock, Duration.ofSeconds(10));
  private String customer = "";

  @BeforeEach
  void knowTheCustomer() {
    customer = ((CustomerMade.Known) cards.customer(TENANT.publicKey())).customerId();
  }

  @AfterEach
  void close() {
    cards.close();
    stripe.close();
  }

  @Test
  void a_page_that_is_paid_says_what_was_received_for_which_invoice_and_keeps_the_card() {
    var page = open("page-1");
    assertThat(page.expiresAt()).isEqualTo(clock.instant().plus(CardProcessor.CHECKOUT_MIN));
    assertThat(cards.lookUpCheckout(page.sessionId())).isEqualTo(new Checkout.Open());
    assertThat(stripe.pay(page.sessionId(), Bank.HAS_NO_FUNDS)).isFalse();
    assertThat(cards.lookUpCheckout(page.sessionId())).isEqualTo(new Checkout.Open());
    assertThat(stripe.pay(page.sessionId(), Bank.PAYS)).isTrue();
    var paid = (Checkout.Paid) cards.lookUpCheckout(page.sessionId());
    assertThat(paid.invoiceId()).isEqualTo("inv-1");
    assertThat(paid.received()).isEqualTo(new Money(2500, Currency.USD));
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
    assertThat(cards.savedCard(customer)).isInstanceOf(SavedCard.Saved.class);
    assertThat(cards.expireCheckout(page.sessionId())).isEqualTo(paid);
  }

  @Test
  void the_same_page_asked_for_twice_is_one_page() {
    stripe.next(Fault.LOST_AFTER);
    assertThat(cards.openCheckout(wanted("page-1", "basic")))
        .isInstanceOf(CheckoutOpened.Unknown.class);
    var page = open("page-1");
    assertThat(open("page-1")).isEqualTo(page);
    assertThat(open("page-2").sessionId()).isNotEqualTo(page.sessionId());
  }

  @Test
  void a_page_at_another_price_is_another_page_though_the_first_was_lost() {
    stripe.next(Fault.LOST_AFTER);
    cards.openCheckout(wanted("page-1", "basic"));
    var dearer = new Purchase("inv-1", usd(2600), "basic", "Basic, 31 Jan to 28 Feb");
    var first = wanted("page-1", "basic");
    assertThat(
            cards.openCheckout(
                new CheckoutWanted(
                    "page-1", customer, dearer, first.returnUrl(), first.expiresAt())))
        .isInstanceOf(CheckoutOpened.Open.class);
  }

  @Test
  void a_closed_page_cannot_be_paid_and_one_that_ran_out_is_expired() {
    var closed = open("page-1");
    assertThat(cards.expireCheckout(closed.sessionId())).isEqualTo(new Checkout.Expired());
    assertThat(cards.expireCheckout(closed.sessionId())).isEqualTo(new Checkout.Expired());
    assertThat(stripe.pay(closed.sessionId(), Bank.PAYS)).isFalse();
    var old = open("page-2");
    clock.move(CardProcessor.CHECKOUT_MIN);
    assertThat(cards.lookUpCheckout(old.sessionId())).isEqualTo(new Checkout.Expired());
    assertThat(cards.lookUpCheckout("cs_test_nobody")).isEqualTo(new Checkout.Missing());
    stripe.away(true);
    assertThat(cards.lookUpCheckout(old.sessionId())).isInstanceOf(Checkout.Unknown.class);
    assertThat(cards.expireCheckout(old.sessionId())).isInstanceOf(Checkout.Unknown.class);
  }

  @Test
  void a_page_for_nobody_is_refused() {
    var purchase = purchase("basic");
    var wanted =
        new CheckoutWanted(
            "page-1",
            "cus_test_nobody",
            purchase,
            "https://example.com",
            clock.instant().plus(CardProcessor.CHECKOUT_MAX));
    assertThat(cards.openCheckout(wanted)).isInstanceOf(CheckoutOpened.Refused.class);
  }

  @Test
  void the_operators_product_names_the_line_and_our_own_words_do_without() {
    stripe.addPrice("price_basic", new Money(500, Currency.USD));
    cards.compare(settings, Map.of());
    assertThat(product(open("page-1"))).startsWith("prod_");
    assertThat(open("page-1")).isEqualTo(open("page-1"));
    stripe.removeProducts();
    assertThat(product(open("page-2"))).isEmpty();
    assertThat(
            stripe
                .object(open("page-2").sessionId(), "checkout.session")
                .path("amount_total")
                .asLong())
        .isEqualTo(2500);
  }

  @Test
  void prices_that_differ_from_the_catalogue_are_warned_of_where_it_is_in_dollars() {
    stripe.addPrice("price_basic", new Money(500, Currency.USD));
    stripe.addPrice("price_growth", new Money(2400, Currency.USD));
    assertThat(warnings(Map.of("basic", usd(500), "growth", usd(2500))))
        .containsExactly(
            "Stripe's price price_growth of plan growth says 2400 US cents, the catalogue says 2500"
                + " US cents; ours is charged");
    assertThat(warnings(Map.of("basic", usd(500), "growth", usd(2400)))).isEmpty();
    assertThat(
            warnings(
                Map.of(
                    "basic", new Money(10_000, Currency.SAT),
                    "growth", new Money(50_000, Currency.SAT))))
        .isEmpty();
    assertThat(warnings(Map.of("basic", usd(500))))
        .containsExactly(
            "Stripe's price price_growth of plan growth belongs to a plan that the catalogue does not"
                + " have");
  }

  @Test
  void a_price_that_is_not_told_is_warned_of_and_nothing_else() {
    stripe.addPrice("price_basic", new Money(500, Currency.USD));
    assertThat(warnings(Map.of("basic", usd(500), "growth", usd(2500))))
        .singleElement()
        .asString()
        .contains("price_growth", "cannot be compared", "resource_missing");
    stripe.away(true);
    assertThat(warnings(Map.of("basic", usd(500), "growth", usd(2500)))).hasSize(2);
    stripe.away(false);
    assertThat(open("page-1").url()).contains("/pay/");
  }

  private List<String> warnings(Map<String, Money> catalogue) {
    return cards.products(settings, catalogue).warnings();
  }

  private String product(CheckoutOpened.Open page) {
    return stripe
        .object(page.sessionId(), "checkout.session")
        .path("intended")
        .path("product")
        .asString("");
  }

  private CheckoutOpened.Open open(String key) {
    return (CheckoutOpened.Open) cards.openCheckout(wanted(key, "basic"));
  }

  private CheckoutWanted wanted(String key, String plan) {
    return new CheckoutWanted(
        key,
        customer,
        purchase(plan),
        "https://example.com/account?invoice=inv-1",
        TestClock.START.plus(CardProcessor.CHECKOUT_MIN));
  }

  private static Purchase purchase(String plan) {
    return new Purchase("inv-1", usd(2500), plan, "Basic, 31 Jan to 28 Feb");
  }

  private static Money usd(long cents) {
    return new Money(cents, Currency.USD);
  }
}

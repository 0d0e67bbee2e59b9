package caravel.control.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.TestClock;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.Card;
import caravel.control.payment.CardProcessor.ChargeWanted;
import caravel.control.payment.CardProcessor.CheckoutOpened;
import caravel.control.payment.CardProcessor.CheckoutWanted;
import caravel.control.payment.CardProcessor.CustomerMade;
import caravel.control.payment.CardProcessor.Happening;
import caravel.control.payment.CardProcessor.Purchase;
import caravel.control.payment.CardProcessor.Webhook;
import caravel.nostr.SecretKey;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook.Signature;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Webhook events, and the check of their signatures.
final class WebhookTest {
  private static final long SDK_TOLERANCE_SECONDS = 300;

  private final TestClock clock = new TestClock();
  private final RecordedStripe stripe = new RecordedStripe(clock);
  private final StripeCards cards =
      StripeCards.open(stripe.settings(), clock, Duration.ofSeconds(10));
  private String customer = "";

  @BeforeEach
  void knowTheCustomer() {
    var tenant =
        SecretKey.parse("0000000000000000000000000000000000000000000000000000000000000003");
    customer = ((CustomerMade.Known) cards.customer(tenant.publicKey())).customerId();
  }

  @AfterEach
  void close() {
    cards.close();
    stripe.close();
  }

  @Test
  void the_sdk_verifies_what_the_recorded_stripe_signs_and_the_other_way_round() throws Exception {
    var now = Instant.now();
    var payload = "{\"id\":\"evt_1\",\"größe\":\"✓\"}";
    var header = stripe.signer().header(payload, now);
    assertThat(
            Signature.verifyHeader(
                payload, header, RecordedStripe.WEBHOOK_SECRET, SDK_TOLERANCE_SECONDS))
        .isTrue();
    var sdk = Signature.generateSignatureHeader(payload, RecordedStripe.WEBHOOK_SECRET);
    assertThat(stripe.signer().accepts(payload, sdk, now)).isTrue();
    assertThat(stripe.signer().accepts(payload + " ", sdk, now)).isFalse();
    assertThat(stripe.signer().accepts(payload, sdk, now.plusSeconds(400))).isFalse();
    assertThat(new StripeSigner("whsec_other").accepts(payload, sdk, now)).isFalse();
    var old = stripe.signer().header(payload, now.minusSeconds(400));
    assertThatThrownBy(() ->
            Signature.verifyHeader(
                payload, old, RecordedStripe.WEBHOOK_SECRET, SDK_TOLERANCE_SECONDS))
        .isInstanceOf(SignatureVerificationException.class);
  }

  @Test
  void only_the_whole_body_with_the_right_secret_and_a_fresh_time_is_believed() {
    stripe.saveCard(customer, Bank.PAYS);
    var told = stripe.lastTold("payment_method.attached");
    assertThat(cards.readWebhook(told.payload(), told.header())).isInstanceOf(Webhook.Event.class);
    assertThat(cards.readWebhook(told.payload() + " ", told.header()))
        .isEqualTo(new Webhook.BadSignature());
    assertThat(cards.readWebhook(told.payload().replace(customer, "cus_x"), told.header()))
        .isEqualTo(new Webhook.BadSignature());
    var other = new StripeSigner("whsec_other").header(told.payload(), clock.instant());
    assertThat(cards.readWebhook(told.payload(), other)).isEqualTo(new Webhook.BadSignature());
    clock.move(WebhookReader.AGE_MAX);
    assertThat(cards.readWebhook(told.payload(), told.header())).isInstanceOf(Webhook.Event.class);
    clock.move(Duration.ofSeconds(1));
    assertThat(cards.readWebhook(told.payload(), told.header()))
        .isEqualTo(new Webhook.BadSignature());
    var again = stripe.again(told);
    assertThat(cards.readWebhook(again.payload(), again.header()))
        .isInstanceOf(Webhook.Event.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t=",
        "t=1",
        "v1=00",
        "t=x,v1=00",
        "t=99999999999999999999,v1=00",
        "t=1,v0=00",
        "t=1800000000,v1=zz",
        ",,,=",
        "t=1,t=2,v1=00,v1=11"
      })
  void a_header_that_is_none_is_a_bad_signature(String header) {
    assertThat(cards.readWebhook("{}", header)).isEqualTo(new Webhook.BadSignature());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "null", "{", "{\"id\":\"evt_1\"}", "{\"id\":\"evt_1\",\"type\":\"x\"}"})
  void what_is_signed_and_cannot_be_read_is_malformed(String payload) {
    var header = stripe.signer().header(payload, clock.instant());
    assertThat(cards.readWebhook(payload, header)).isEqualTo(new Webhook.Malformed());
  }

  @Test
  void a_paid_page_is_told_with_its_intent_amount_and_invoice() {
    var purchase = new Purchase("inv-1", usd(2500), "basic", "Basic");
    var page =
        (CheckoutOpened.Open)
            cards.openCheckout(
                new CheckoutWanted(
                    "page-1",
                    customer,
                    purchase,
                    "https://example.com",
                    clock.instant().plus(CardProcessor.CHECKOUT_MIN)));
    stripe.pay(page.sessionId(), Bank.PAYS);
    var paid = (Happening.CheckoutPaid) happening("checkout.session.completed");
    assertThat(paid.sessionId()).isEqualTo(page.sessionId());
    assertThat(paid.invoiceId()).isEqualTo("inv-1");
    assertThat(paid.received()).isEqualTo(usd(2500));
    assertThat(happening("payment_intent.succeeded"))
        .isEqualTo(
            new Happening.IntentSucceeded(
                paid.intentId(), new CardProcessor.Collected(usd(2500), usd(2500)), "inv-1", ""));
    assertThat(happening("payment_method.attached")).isEqualTo(new Happening.CardChanged(customer));
  }

  @Test
  void charges_pages_and_cards_are_told_with_our_ids() {
    var card = stripe.saveCard(customer, Bank.HAS_NO_FUNDS);
    cards.charge(
        new ChargeWanted(
            "row-1", new Card(customer, card), usd(900), 900, "inv-1", "Basic", clock.instant()));
    var failed = (Happening.IntentFailed) happening("payment_intent.payment_failed");
    assertThat(failed.invoiceId()).isEqualTo("inv-1");
    assertThat(failed.key()).isEqualTo("row-1");
    stripe.chooseCard(customer, card);
    assertThat(happening("customer.updated")).isEqualTo(new Happening.CardChanged(customer));
    stripe.removeCard(card);
    assertThat(happening("payment_method.detached")).isEqualTo(new Happening.CardChanged(customer));
  }

  @Test
  void m8_a_page_whose_payment_is_decided_later_is_neither_paid_nor_open() {
    var page = "'data':{'object':{'id':'cs_1','payment_status':'unpaid'}}}";
    assertThat(read("{'id':'evt_1','type':'checkout.session.completed'," + page))
        .isEqualTo(new Happening.CheckoutProcessing("cs_1"));
    assertThat(read("{'id':'evt_1','type':'checkout.session.async_payment_failed'," + page))
        .isEqualTo(new Happening.CheckoutFailed("cs_1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'evt_1','type':'charge.refunded','data':{'object':{'id':'ch_1'}}}",
        "{'id':'evt_1','type':'payment_intent.succeeded','data':{'object':{'id':'pi_1','currency':'eur','amount_received':500}}}",
        "{'id':'evt_1','type':'payment_intent.succeeded','data':{'object':{'id':'pi_1','currency':'usd'}}}",
        "{'id':'evt_1','type':'payment_intent.succeeded','data':{'object':{'id':'pi_1','currency':'usd','amount_received':-5}}}",
        "{'id':'evt_1','type':'payment_method.detached','data':{'object':{'id':'pm_1','customer':null}}}",
      })
  void what_does_not_concern_us_is_nothing(String event) {
    assertThat(read(event)).isEqualTo(new Happening.Other());
  }

  private Happening read(String event) {
    var payload = event.replace('\'', '"');
    var read = cards.readWebhook(payload, stripe.signer().header(payload, clock.instant()));
    return ((Webhook.Event) read).happening();
  }

  private Happening happening(String type) {
    var told = stripe.lastTold(type);
    var event = (Webhook.Event) cards.readWebhook(told.payload(), told.header());
    assertThat(event.type()).isEqualTo(type);
    assertThat(event.eventId()).startsWith("evt_");
    return event.happening();
  }

  private static Money usd(long cents) {
    return new Money(cents, Currency.USD);
  }
}

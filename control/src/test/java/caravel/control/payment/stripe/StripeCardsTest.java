package caravel.control.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.Card;
import caravel.control.payment.CardProcessor.ChargeWanted;
import caravel.control.payment.CardProcessor.Charged;
import caravel.control.payment.CardProcessor.ChargesFound;
import caravel.control.payment.CardProcessor.CustomerMade;
import caravel.control.payment.CardProcessor.Intent;
import caravel.control.payment.CardProcessor.PortalOpened;
import caravel.control.payment.CardProcessor.SavedCard;
import caravel.control.payment.stripe.RecordedStripe.Fault;
import caravel.nostr.SecretKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Saved cards and their charges, by the real SDK.
final class StripeCardsTest {
  private static final SecretKey TENANT =
      SecretKey.parse("7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a");

  private final TestClock clock = new TestClock();
  private final RecordedStripe stripe = new RecordedStripe(clock);
  private final StripeCards cards =
      StripeCards.open(stripe.settings(), clock, Duration.ofSeconds(10));
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
  void a_tenant_has_one_customer_however_often_it_is_asked_for() {
    assertThat(cards.customer(TENANT.publicKey())).isEqualTo(new CustomerMade.Known(customer));
    assertThat(
            stripe.object(customer, "customer").path("metadata").path("caravel_tenant").asString())
        .isEqualTo(TENANT.publicKey().hex());
  }

  @Test
  void a_saved_card_pays_once_and_says_so_each_time() {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
    var first = cards.charge(wanted);
    assertThat(first).isInstanceOf(Charged.Succeeded.class);
    assertThat(((Charged.Succeeded) first).collected())
        .isEqualTo(new CardProcessor.Collected(usd(1234), usd(1234)));
    assertThat(cards.charge(wanted)).isEqualTo(first);
    clock.move(Duration.ofHours(3));
    assertThat(cards.charge(wanted)).isEqualTo(first);
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
    assertThat(stripe.collected("inv-1")).isEqualTo(usd(1234));
  }

  @ParameterizedTest
  @CsvSource({"LOST_BEFORE", "LOST_AFTER", "TOO_MANY"})
  void after_no_answer_the_same_charge_is_asked_for_again_and_happens_once(Fault fault) {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
    stripe.next(fault);
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Unknown.class);
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Succeeded.class);
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
  }

  @Test
  void the_sdk_repeats_nothing_by_itself() {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
    var before = stripe.seen().size();
    stripe.next(Fault.LOST_BEFORE);
    cards.charge(wanted);
    stripe.next(Fault.TROUBLE);
    cards.charge(wanted);
    assertThat(stripe.seen()).hasSize(before + 2);
  }

  @Test
  void a_charge_whose_answer_was_lost_is_found_when_stripe_has_forgotten_the_key() {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
    stripe.next(Fault.LOST_AFTER);
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Unknown.class);
    clock.move(Duration.ofDays(9));
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Succeeded.class);
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
  }

  @Test
  void a_charge_without_an_answer_is_listed_with_its_key_and_worth_without_charging() {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
    assertThat(listed(customer)).isEmpty();
    stripe.next(Fault.LOST_AFTER);
    cards.charge(wanted);
    var charge = listed(customer).getFirst();
    assertThat(charge.key()).isEqualTo("row-1");
    assertThat(charge.intentId()).isEqualTo(stripe.intents("inv-1").getFirst());
    assertThat(charge.amount()).isEqualTo(usd(1234));
    assertThat(charge.worth()).isEqualTo(5678);
    assertThat(charge.intent()).isInstanceOf(CardProcessor.Intent.Succeeded.class);
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
  }

  @Test
  void while_stripe_does_not_answer_it_is_not_known_whether_a_charge_was_made() {
    stripe.away(true);
    assertThat(cards.listCharges(customer, TestClock.START))
        .isInstanceOf(ChargesFound.Unknown.class);
  }

  @Test
  void a_customer_whom_stripe_does_not_know_was_charged_nothing() {
    assertThat(listed("cus_gone")).isEmpty();
  }

  private List<CardProcessor.MadeCharge> listed(String of) {
    return ((ChargesFound.Found) cards.listCharges(of, TestClock.START)).charges();
  }

  @Test
  void a_lost_charge_is_found_among_many_others() {
    var card = stripe.saveCard(customer, Bank.PAYS);
    stripe.next(Fault.LOST_AFTER);
    cards.charge(wanted("row-1", card));
    for (var other = 0; other < 120; other++) {
      cards.charge(wanted("other-" + other, "inv-other", card));
    }
    clock.move(Duration.ofDays(2));
    assertThat(cards.charge(wanted("row-1", card))).isInstanceOf(Charged.Succeeded.class);
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
  }

  @Test
  void stripes_own_trouble_is_unknown_and_stays_so_until_the_key_is_forgotten() {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
    stripe.next(Fault.TROUBLE);
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Unknown.class);
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Unknown.class);
    clock.move(Duration.ofHours(25));
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Succeeded.class);
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
  }

  @Test
  void a_charge_that_is_under_way_already_is_unknown() {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
    stripe.next(Fault.HELD);
    var first = CompletableFuture.supplyAsync(() -> cards.charge(wanted));
    Awaitility.await().until(() -> stripe.payments("inv-1") == 1);
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Unknown.class);
    stripe.release();
    assertThat(first.join()).isInstanceOf(Charged.Succeeded.class);
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
  }

  @Test
  void an_answer_that_comes_too_late_is_unknown_and_found_afterwards() {
    try (var hasty = StripeCards.open(stripe.settings(), clock, Duration.ofSeconds(2))) {
      var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
      stripe.next(Fault.HELD);
      assertThat(hasty.charge(wanted)).isEqualTo(new Charged.Unknown("Stripe: no answer in time"));
      stripe.release();
      clock.move(Duration.ofMinutes(1));
      // Under way until the answer that was let go of is written.
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(cards.charge(wanted)).isInstanceOf(Charged.Succeeded.class));
      assertThat(stripe.payments("inv-1")).isEqualTo(1);
    }
  }

  @Test
  void the_same_key_with_another_amount_charges_nothing_and_is_no_failure() {
    var card = stripe.saveCard(customer, Bank.PAYS);
    cards.charge(wanted("row-1", card));
    var other =
        new ChargeWanted(
            "row-1", new Card(customer, card), usd(999), 999, "inv-1", "Caravel", clock.instant());
    assertThat(cards.charge(other)).isInstanceOf(Charged.Unknown.class);
    assertThat(stripe.collected("inv-1")).isEqualTo(usd(1234));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HAS_NO_FUNDS | insufficient_funds | There isn’t enough money on your card.",
        "EXPIRED | expired_card | Your card has expired. Add a new one.",
        "STOLEN | stolen_card | Your bank declined the card without telling us why. Ask your"
            + " bank, or use another card.",
      })
  void a_decline_is_definite_has_a_sentence_for_people_and_is_replayed(
      Bank bank, String code, String sentence) {
    var wanted = wanted("row-1", stripe.saveCard(customer, bank));
    var declined = (Charged.Declined) cards.charge(wanted);
    assertThat(declined.code()).isEqualTo(code);
    assertThat(declined.sentence()).isEqualTo(sentence);
    stripe.bank(customer, Bank.PAYS);
    assertThat(cards.charge(wanted)).isEqualTo(declined);
    clock.move(Duration.ofDays(2));
    assertThat(cards.charge(wanted)).isEqualTo(declined);
    assertThat(stripe.payments("inv-1")).isZero();
    assertThat(cards.lookUpIntent(declined.intentId()))
        .isEqualTo(new Intent.Failed(sentence, code));
    assertThat(cards.charge(wanted("row-2", wanted.card().paymentMethodId())))
        .isInstanceOf(Charged.Succeeded.class);
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"WANTS_OWNER", "WAITS_FOR_OWNER"})
  void an_intent_that_wants_its_owner_is_cancelled_and_cannot_be_paid_any_more(Bank bank) {
    var wanted = wanted("row-1", stripe.saveCard(customer, bank));
    var demanded = (Charged.ActionRequired) cards.charge(wanted);
    assertThat(demanded.sentence()).isEqualTo(DeclineSentences.ACTION);
    assertThat(cards.cancel(demanded.intentId())).isEqualTo(new Intent.Cancelled());
    assertThat(cards.cancel(demanded.intentId())).isEqualTo(new Intent.Cancelled());
    assertThat(cards.lookUpIntent(demanded.intentId())).isEqualTo(new Intent.Cancelled());
    clock.move(Duration.ofMinutes(1));
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Declined.class);
  }

  @Test
  void what_was_paid_is_not_cancelled_but_said() {
    var paid =
        (Charged.Succeeded) cards.charge(wanted("row-1", stripe.saveCard(customer, Bank.PAYS)));
    assertThat(cards.cancel(paid.intentId()))
        .isEqualTo(
            new Intent.Succeeded(
                paid.intentId(), new CardProcessor.Collected(usd(1234), usd(1234)), "inv-1"));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void a_bank_that_takes_its_time_is_waited_for(boolean pays) {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.TAKES_TIME));
    var id = ((Charged.Processing) cards.charge(wanted)).intentId();
    assertThat(cards.lookUpIntent(id)).isEqualTo(new Intent.Processing());
    assertThat(cards.cancel(id)).isEqualTo(new Intent.Processing());
    stripe.decided(id, pays);
    clock.move(Duration.ofMinutes(1));
    assertThat(cards.charge(wanted))
        .isInstanceOf(pays ? Charged.Succeeded.class : Charged.Declined.class);
  }

  @Test
  void a_card_that_is_gone_is_declined_with_a_plain_sentence() {
    var card = stripe.saveCard(customer, Bank.PAYS);
    stripe.removeCard(card);
    assertThat(cards.charge(wanted("row-1", card)))
        .isEqualTo(new Charged.Declined("", DeclineSentences.CARD_GONE, "resource_missing"));
  }

  @Test
  void the_card_that_is_charged_is_the_chosen_one_else_the_newest() {
    assertThat(cards.savedCard(customer)).isEqualTo(new SavedCard.None());
    var first = stripe.saveCard(customer, Bank.PAYS);
    assertThat(cards.savedCard(customer)).isEqualTo(saved(first));
    var second = stripe.saveCard(customer, Bank.PAYS);
    assertThat(cards.savedCard(customer)).isEqualTo(saved(second));
    stripe.chooseCard(customer, first);
    assertThat(cards.savedCard(customer)).isEqualTo(saved(first));
    assertThat(cards.savedCard("cus_test_nobody")).isEqualTo(new SavedCard.None());
  }

  @Test
  void the_portal_is_a_page_of_its_customer() {
    var opened = (PortalOpened.Open) cards.portal(customer, "https://example.com/account");
    assertThat(opened.url()).startsWith(stripe.apiBase() + "/portal/");
    assertThat(cards.portal("cus_test_nobody", "https://example.com/account"))
        .isInstanceOf(PortalOpened.Refused.class);
  }

  @Test
  void nobody_there_is_unknown_everywhere_and_never_a_no() {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
    stripe.away(true);
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Unknown.class);
    assertThat(cards.lookUpIntent("pi_test_1")).isInstanceOf(Intent.Unknown.class);
    assertThat(cards.cancel("pi_test_1")).isInstanceOf(Intent.Unknown.class);
    assertThat(cards.savedCard(customer)).isInstanceOf(SavedCard.Unknown.class);
    assertThat(cards.portal(customer, "https://example.com"))
        .isInstanceOf(PortalOpened.Unknown.class);
    assertThat(cards.customer(TENANT.publicKey())).isInstanceOf(CustomerMade.Unknown.class);
    stripe.away(false);
    assertThat(cards.lookUpIntent("pi_test_nobody")).isEqualTo(new Intent.Missing());
  }

  /// M11: the card was charged by the request whose answer was lost.
  @Test
  void m11_a_refusal_of_the_search_is_no_refusal_of_the_charge() {
    var wanted = wanted("row-1", stripe.saveCard(customer, Bank.PAYS));
    stripe.next(RecordedStripe.Fault.LOST_AFTER);
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Unknown.class);
    clock.move(Charges.FIRST_ASKED_WITHIN.plusSeconds(1));
    for (var code : List.of("parameter_invalid_integer", "resource_missing")) {
      stripe.refuseSearches(code);
      assertThat(cards.charge(wanted)).as(code).isInstanceOf(Charged.Unknown.class);
    }
    stripe.refuseSearches("");
    assertThat(cards.charge(wanted)).isInstanceOf(Charged.Succeeded.class);
    assertThat(stripe.payments("inv-1")).isEqualTo(1);
  }

  @Test
  void a_key_that_stripe_does_not_take_is_unknown_and_in_no_text() {
    var secret = "sk_live_wrong";
    var settings = new StripeSettings(secret, "whsec_wrong", stripe.apiBase(), Map.of());
    try (var wrong = StripeCards.open(settings, clock, Duration.ofSeconds(10))) {
      var answer = wrong.charge(wanted("row-1", stripe.saveCard(customer, Bank.PAYS)));
      assertThat(answer).isEqualTo(new Charged.Unknown("Stripe answered 401 (req_test)"));
      assertThat(settings.toString()).doesNotContain("wrong").contains("http");
    }
  }

  @Test
  void an_address_that_answers_nonsense_is_unknown() {
    var nonsense =
        new StripeSettings(
            RecordedStripe.SECRET_KEY,
            RecordedStripe.WEBHOOK_SECRET,
            URI.create(stripe.apiBase() + "/elsewhere"),
            Map.of());
    try (var wrong = StripeCards.open(nonsense, clock, Duration.ofSeconds(10))) {
      assertThat(wrong.lookUpIntent("pi_test_1")).isInstanceOf(Intent.Unknown.class);
    }
  }

  private SavedCard saved(String method) {
    return new SavedCard.Saved(new Card(customer, method), "visa", "4242");
  }

  private ChargeWanted wanted(String key, String card) {
    return wanted(key, "inv-1", card);
  }

  private ChargeWanted wanted(String key, String invoice, String card) {
    Instant since = TestClock.START;
    return new ChargeWanted(
        key,
        new Card(customer, card),
        usd(1234),
        5678,
        invoice,
        "Caravel, 31 Jan to 28 Feb",
        since);
  }

  private static Money usd(long cents) {
    return new Money(cents, Currency.USD);
  }
}

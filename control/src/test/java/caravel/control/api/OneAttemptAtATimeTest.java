package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.money.Rate;
import caravel.control.payment.CardProcessor.Card;
import caravel.control.payment.CardProcessor.Happening;
import caravel.control.payment.CardProcessor.SavedCard;
import caravel.control.payment.CardProcessor.Webhook;
import caravel.control.payment.FakeCards;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PayerWallets.PayerPayment;
import caravel.control.payment.PaymentRails;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// While the outcome of one payment attempt is unknown, no other begins; and an attempt that cannot
/// be in progress is not waited for.
final class OneAttemptAtATimeTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeWallet wallet = new FakeWallet(clock);
  private final FakePayers payers = new FakePayers();
  private final FakeCards cards = new FakeCards();
  private final ArrayDeque<Runnable> chores = new ArrayDeque<>();
  private Platform platform;
  private String relay;
  private String invoice;

  @BeforeEach
  void start() {
    platform =
        new Platform(
            folder,
            new PaymentRails(
                wallet,
                payers,
                cards,
                () -> Optional.of(new Rate(10_000_000, "test", clock.instant()))),
            clock);
    relay = platform.relay(Platform.ALICE, "club", "basic");
    platform.work();
    invoice = "/invoices/" + platform.invoice(Platform.ALICE).get("id").asString();
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_stage_performed_since_it_was_read_is_not_performed_again() {
    platform.relay(Platform.BOB, "tavern", "basic");
    platform.work();
    var nested = new AtomicBoolean();
    payers.paying =
        _ -> {
          if (nested.compareAndSet(false, true)) {
            platform.billing.collectingRound();
          }
          return new Paid.Refused("Not enough money");
        };
    connectWallet(Platform.ALICE);
    connectWallet(Platform.BOB);
    platform.work();
    assertThat(nested).isTrue();
    assertThat(payers.asked).as("each wallet once").hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void an_interrupted_payment_stays_unknown_when_its_wallet_is_disconnected() {
    var isDead = new AtomicBoolean();
    payers.paying =
        _ -> {
          isDead.set(true);
          throw new IllegalStateException("the process ends here");
        };
    connectWallet(Platform.ALICE);
    try {
      platform.work();
    } catch (IllegalStateException _) {
      assertThat(isDead).isTrue();
    }
    disconnectWallet();
    clock.move(Duration.ofSeconds(61));
    platform.work();
    assertThat(platform.post(Platform.ALICE, invoice + "/checkout").refusal())
        .isEqualTo("409 conflict");
    wallet.settle(payers.asked.getFirst());
    clock.move(Duration.ofMinutes(10));
    platform.work();
    assertThat(platform.invoice(Platform.ALICE).get("status").asString()).isEqualTo("paid");
  }

  @Test
  void without_a_free_place_a_wallet_is_asked_minutes_later_and_no_outcome_is_unknown() {
    payers.paying = _ -> new Paid.Unasked();
    connectWallet(Platform.ALICE);
    platform.work();
    assertThat(payers.asked).hasSize(1);
    payers.paying =
        lnbc -> {
          wallet.settle(lnbc);
          return new Paid.Succeeded();
        };
    clock.move(Duration.ofMinutes(6));
    platform.work();
    assertThat(platform.invoice(Platform.ALICE).get("status").asString()).isEqualTo("paid");
  }

  @Test
  void a_wallet_that_calls_a_payment_pending_for_ever_is_no_plan_of_its_own() {
    payers.told = PayerPayment.PENDING;
    connectWallet(Platform.ALICE);
    for (var hour = 0; hour < 24 * 12; hour++) {
      platform.billing.billingRound();
      platform.billing.collectingRound();
      platform.billing.collectingRound();
      clock.move(Duration.ofHours(1));
    }
    assertThat(wallet.made()).as("a second code could be paid twice").isEqualTo(1);
    assertThat(platform.get(Platform.ALICE, "/relays/" + relay).text("status"))
        .isEqualTo("delinquent");
  }

  @Test
  void a_code_created_while_a_card_charge_began_is_not_shown() {
    wallet.whileMaking = this::beginToCharge;
    assertThat(platform.post(Platform.ALICE, invoice + "/bolt11").refusal())
        .isEqualTo("409 conflict");
  }

  @Test
  void a_page_opened_while_a_card_charge_began_is_not_shown() {
    cards.whileOpening = this::beginToCharge;
    assertThat(platform.post(Platform.ALICE, invoice + "/checkout").refusal())
        .isEqualTo("409 conflict");
    assertThat(cards.pages).hasSize(1);
    assertThat(platform.post(Platform.ALICE, invoice + "/checkout").refusal())
        .isEqualTo("409 conflict");
  }

  @Test
  void a_card_removed_before_its_charge_leaves_no_unknown_outcome() {
    platform.crew = chores::add;
    saveCard(new SavedCard.Saved(new Card("cus", "pm_1"), "visa", "4242"));
    platform.billing.collectingRound();
    platform.billing.collectingRound();
    chores.remove().run();
    platform.billing.collectingRound();
    saveCard(new SavedCard.None());
    chores.remove().run();
    assertThat(platform.post(Platform.ALICE, invoice + "/bolt11").status()).isEqualTo(200);
    platform.crew = Runnable::run;
    clock.move(DAY.multipliedBy(8));
    platform.work();
    assertThat(platform.get(Platform.ALICE, "/relays/" + relay).text("status"))
        .isEqualTo("delinquent");
  }

  private void beginToCharge() {
    saveCard(new SavedCard.Saved(new Card("cus", "pm_1"), "visa", "4242"));
    platform.work();
  }

  /// The tenant's saved card, as the processor reports it.
  private void saveCard(SavedCard saved) {
    var path = "/tenants/" + Platform.ALICE.publicKey();
    platform.get(Platform.ALICE, path + "/stripe/session");
    var customer = platform.get(Platform.ALICE, path).data().path("stripe_customer_id").asString();
    cards.saved = saved;
    var body = "changed " + saved;
    cards.told.put(
        body,
        new Webhook.Event(body, "payment_method.attached", new Happening.CardChanged(customer)));
    assertThat(platform.webhook(body, FakeCards.SIGNATURE).status()).isEqualTo(200);
  }

  private void connectWallet(SecretKey who) {
    var key = who.publicKey().hex();
    var url =
        "nostr+walletconnect://" + key + "?relay=wss://relay.example.com&secret=" + "1".repeat(64);
    var answer = platform.put(who, "/tenants/" + key, "{\"nwc_url\":\"" + url + "\"}");
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
  }

  private void disconnectWallet() {
    var path = "/tenants/" + Platform.ALICE.publicKey();
    assertThat(platform.put(Platform.ALICE, path, "{\"nwc_url\":\"\"}").status()).isEqualTo(200);
  }
}

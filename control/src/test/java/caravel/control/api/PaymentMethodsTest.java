package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
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
import caravel.control.payment.PayerWallets.Connected;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PaymentRails;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// M3, M10 and M11: a tenant with a wallet and a card, and a platform that is busy or receives
/// repeated requests.
final class PaymentMethodsTest {
  private static final String ME = "/tenants/" + ALICE.publicKey();
  private static final SavedCard OLD = new SavedCard.Saved(new Card("c", "pm_1"), "visa", "1111");
  private static final SavedCard NEW = new SavedCard.Saved(new Card("c", "pm_2"), "visa", "2222");

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeWallet wallet = new FakeWallet(clock);
  private final FakePayers payers = new FakePayers();
  private final FakeCards cards = new FakeCards();
  private Platform platform;
  private String relay;

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
    relay = platform.relay(ALICE, "club", "basic");
    platform.work();
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  /// M3: for nine days the platform has no free connection.
  @Test
  void m3_a_busy_platform_sets_no_error_charges_no_card_and_pauses_no_relay() {
    payers.paying = _ -> new Paid.Unasked();
    connectWallet("1");
    platform.work();
    changed("saved", OLD);
    for (var hour = 0; hour < 9 * 24; hour++) {
      platform.work();
      clock.move(Duration.ofHours(1));
    }
    assertThat(payers.asked).as("made again and again").hasSizeGreaterThan(200);
    assertThat(tenant().data().path("nwc_error").asString("")).isEmpty();
    assertThat(cards.charges).isEmpty();
    assertThat(platform.get(ALICE, "/relays/" + relay).text("status")).isEqualTo("active");
    payers.paying = this::pays;
    clock.move(Duration.ofMinutes(5));
    platform.work();
    assertThat(platform.invoice(ALICE).get("method").asString()).isEqualTo("nwc");
  }

  @Test
  void m3_a_busy_platform_asks_to_connect_a_wallet_later() {
    payers.connected = new Connected.Busy();
    var busy = platform.put(ALICE, ME, nwc("1"));
    assertThat(busy.refusal()).isEqualTo("503 wallet-unavailable");
    assertThat(busy.json().get("error").asString()).contains("Try again in a minute");
    assertThat(tenant().data().get("nwc_is_set").asBoolean()).isFalse();
  }

  @Test
  void m10_fifty_reconciles_ask_the_wallet_once_and_a_new_wallet_once_more() {
    payers.paying = _ -> new Paid.Refused("The budget is used up.");
    connectWallet("1");
    platform.work();
    for (var i = 0; i < 50; i++) {
      assertThat(platform.post(ALICE, ME + "/reconcile").status()).isEqualTo(200);
      platform.work();
    }
    assertThat(payers.asked).hasSize(1);
    for (var i = 0; i < 5; i++) {
      connectWallet("1");
      platform.work();
    }
    assertThat(payers.asked).as("the same connection again").hasSize(1);
    connectWallet("2");
    platform.work();
    assertThat(payers.asked).as("another connection").hasSize(2);
    clock.move(Duration.ofDays(1));
    platform.work();
    assertThat(payers.asked).as("a day later").hasSize(3);
  }

  /// M11: the older webhook's read begins first and is answered last.
  @Test
  void m11_of_two_card_webhooks_at_once_the_newer_card_is_kept() {
    var customer = customer();
    var first = new AtomicBoolean(true);
    cards.whileReading =
        () -> {
          if (first.compareAndSet(true, false)) {
            changed("second", customer, NEW);
          }
        };
    changed("first", customer, OLD);
    assertThat(first).isFalse();
    assertThat(tenant().data().at("/card/last4").asString()).isEqualTo("2222");
  }

  private Paid pays(String lnbc) {
    wallet.settle(lnbc);
    return new Paid.Succeeded();
  }

  private Answer tenant() {
    return platform.get(ALICE, ME);
  }

  private String customer() {
    platform.get(ALICE, ME + "/stripe/session");
    return tenant().data().path("stripe_customer_id").asString();
  }

  private void changed(String event, SavedCard saved) {
    changed(event, customer(), saved);
  }

  private void changed(String event, String customer, SavedCard saved) {
    cards.saved = saved;
    cards.told.put(
        event,
        new Webhook.Event(event, "payment_method.attached", new Happening.CardChanged(customer)));
    assertThat(platform.webhook(event, FakeCards.SIGNATURE).status()).isEqualTo(200);
  }

  private void connectWallet(String digit) {
    assertThat(platform.put(ALICE, ME, nwc(digit)).status()).isEqualTo(200);
  }

  private static String nwc(String digit) {
    return "{\"nwc_url\":\"nostr+walletconnect://"
        + ALICE.publicKey()
        + "?relay=wss://relay.example.com&secret="
        + digit.repeat(64)
        + "\"}";
  }
}

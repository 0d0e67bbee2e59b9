package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PaymentRails;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The end of a BOLT 11 invoice, by the clock of the wallet that created it, which may differ from
/// the platform's. It lasts 24 hours.
final class InvoiceExpiryTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String ME = "/tenants/" + ALICE.publicKey();
  private static final String REASON = "{\"reason\":\"a mistake of ours\"}";
  private static final String WALLET_URL =
      "nostr+walletconnect://"
          + ALICE.publicKey()
          + "?relay=wss://relay.example.com&secret="
          + "1".repeat(64);

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeWallet wallet = new FakeWallet(clock);
  private final FakePayers payers = new FakePayers();
  private Platform platform;
  private String invoice;

  @BeforeEach
  void start() {
    platform = new Platform(folder, new PaymentRails(wallet, payers, null, Optional::empty), clock);
    platform.relay(ALICE, "club", "basic");
    invoice = "/invoices/" + platform.invoice(ALICE).get("id").asString();
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_clock_ahead_of_the_wallets_makes_no_second_code_while_the_first_can_be_paid() {
    wallet.ahead = HOUR.negated();
    var first = code();
    clock.move(DAY.minus(HOUR));
    assertThat(code()).as("over by our clock alone").isEqualTo(first);
    clock.move(HOUR.minusMinutes(2));
    assertThat(code()).isEqualTo(first);
    clock.move(Duration.ofMinutes(2).minus(SECOND));
    assertThat(said()).contains("is just expiring");
    assertThat(wallet.made()).isEqualTo(1);
    clock.move(SECOND);
    assertThat(code()).isNotEqualTo(first);
    assertThat(wallet.made()).isEqualTo(2);
  }

  @Test
  void a_clock_behind_the_wallets_shows_no_expired_code() {
    wallet.ahead = HOUR;
    var first = code();
    clock.move(DAY.minusMinutes(2));
    assertThat(code()).isEqualTo(first);
    clock.move(Duration.ofMinutes(2).minus(SECOND));
    assertThat(said()).contains("is just expiring");
    clock.move(SECOND);
    assertThat(code()).as("there is an hour left by our clock").isNotEqualTo(first);
  }

  @Test
  void a_corrected_clock_makes_no_second_code_while_the_first_can_be_paid() {
    wallet.ahead = HOUR.negated();
    var first = code();
    clock.move(Duration.ofHours(-1));
    wallet.ahead = Duration.ZERO;
    clock.move(DAY.minusMinutes(2));
    assertThat(code()).isEqualTo(first);
    clock.move(Duration.ofMinutes(2).minus(SECOND));
    assertThat(said()).contains("is just expiring");
    clock.move(SECOND);
    assertThat(code()).isNotEqualTo(first);

    var second = platform.post(ALICE, invoice + "/bolt11").text("lnbc");
    clock.move(Duration.ofHours(20));
    wallet.ahead = HOUR.negated();
    clock.move(HOUR);
    clock.move(Duration.ofHours(3).plusMinutes(30));
    assertThat(code()).as("over by our clock alone").isEqualTo(second);
    assertThat(wallet.made()).isEqualTo(2);
  }

  @Test
  void no_second_code_is_made_while_the_wallet_is_silent_about_the_first() {
    var first = code();
    wallet.answers = false;
    clock.move(DAY.minus(SECOND));
    assertThat(code()).as("for all we know it can be paid").isEqualTo(first);
    clock.move(SECOND);
    assertThat(said()).contains("isn’t responding");
    clock.move(DAY);
    assertThat(said()).contains("isn’t responding");
    wallet.answers = true;
    assertThat(code()).isNotEqualTo(first);
    assertThat(wallet.made()).isEqualTo(2);
  }

  @Test
  void a_code_that_its_wallet_reports_expired_is_expired_at_any_time() {
    var first = code();
    wallet.saysEnded = true;
    clock.move(DAY.minus(HOUR));
    assertThat(code()).isNotEqualTo(first);
  }

  @Test
  void an_unanswered_attempt_blocks_a_second_code_for_an_hour_of_the_wallets_clock() {
    wallet.ahead = HOUR.negated();
    platform.put(ALICE, ME, "{\"nwc_url\":\"" + WALLET_URL + "\"}");
    platform.work();
    assertThat(payers.asked).hasSize(1);
    clock.move(DAY.plus(HOUR).minus(SECOND));
    wallet.saysEnded = true;
    platform.work();
    assertThat(platform.post(ALICE, invoice + "/bolt11").refusal()).isEqualTo("409 conflict");
    assertThat(wallet.made()).isEqualTo(1);
    clock.move(SECOND);
    assertThat(code()).isNotEqualTo(payers.asked.getFirst());
    assertThat(wallet.made()).isEqualTo(2);
  }

  @Test
  void
      a_tenant_s_wallet_is_not_told_to_pay_what_is_over_by_our_clock_and_nobody_is_paused_for_it() {
    wallet.ahead = HOUR.negated();
    var first = code();
    payers.paying = _ -> new Paid.Refused("This invoice is expired.");
    clock.move(DAY.minus(HOUR).plusMinutes(10));
    platform.put(ALICE, ME, "{\"nwc_url\":\"" + WALLET_URL + "\"}");
    platform.work();
    assertThat(payers.asked).isEmpty();
    assertThat(platform.get(ALICE, ME).data().has("nwc_error")).isFalse();
    clock.move(HOUR);
    platform.work();
    assertThat(payers.asked).hasSize(1).doesNotContain(first);
  }

  @Test
  void money_after_the_expiry_is_found_on_reconcile() {
    var first = code();
    clock.move(DAY);
    assertThat(code()).isNotEqualTo(first);
    clock.move(Duration.ofMinutes(10));
    wallet.settle(first);
    assertThat(platform.post(ALICE, invoice + "/reconcile").text("status")).isEqualTo("paid");
  }

  @Test
  void money_for_a_code_of_a_closed_invoice_is_found_an_hour_after_its_end() {
    var first = code();
    clock.move(DAY);
    assertThat(code()).isNotEqualTo(first);
    platform.post(Platform.ADMIN, invoice + "/void", REASON);
    clock.move(Duration.ofMinutes(10));
    wallet.settle(first);
    clock.move(HOUR);
    platform.work();
    assertThat(credit()).isEqualTo(10_000);
  }

  @Test
  void a_collection_round_never_waits_for_look_ups_of_closed_invoices() {
    var first = code();
    platform.post(Platform.ADMIN, invoice + "/void", REASON);
    wallet.settle(first);
    clock.move(DAY.plus(HOUR));
    var chores = new ArrayDeque<Runnable>();
    platform.crew = chores::add;
    platform.work();
    clock.move(Duration.ofMinutes(1));
    platform.work();
    assertThat(chores).as("handed over, and not a second time before it has ended").hasSize(1);
    assertThat(credit()).as("the wallet was not asked by the round").isZero();
    chores.remove().run();
    assertThat(credit()).isEqualTo(10_000);
  }

  @Test
  void m6_money_for_a_closed_invoice_is_found_on_reconcile() {
    var first = code();
    platform.post(Platform.ADMIN, invoice + "/void", REASON);
    wallet.settle(first);
    platform.post(ALICE, invoice + "/reconcile");
    assertThat(credit()).isEqualTo(10_000);
  }

  @Test
  void m7_an_invoice_waits_for_a_code_that_its_wallet_lost_until_an_operator_voids_it() {
    var first = code();
    wallet.forget(first);
    clock.move(DAY.plus(HOUR));
    platform.work();
    assertThat(platform.post(ALICE, invoice + "/bolt11").refusal()).isEqualTo("409 conflict");
    assertThat(wallet.made()).as("no second code").isZero();
    var fault = platform.get(Platform.ADMIN, "/admin/overview").data().at("/payment_faults/0");
    assertThat(fault.path("fault").asString()).contains("does not know the code");
    clock.move(Duration.ofDays(30));
    platform.work();
    assertThat(platform.get(ALICE, invoice).text("status")).isEqualTo("open");

    assertThat(platform.post(Platform.ADMIN, invoice + "/void", REASON).status()).isEqualTo(200);
    assertThat(platform.get(ALICE, invoice).text("status")).isEqualTo("void");
  }

  private long credit() {
    return platform.get(ALICE, ME).data().at("/credit/amount").asLong();
  }

  private String code() {
    var answer = platform.post(ALICE, invoice + "/bolt11");
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.text("lnbc");
  }

  /// The reason why there is no Lightning invoice.
  private String said() {
    var answer = platform.post(ALICE, invoice + "/bolt11");
    assertThat(answer.refusal()).isEqualTo("503 wallet-unavailable");
    return answer.json().get("error").asString();
  }
}

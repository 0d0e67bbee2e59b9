package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.money.Money;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.PaymentRails;
import caravel.nostr.Msats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Payments through the HTTP API, with a wallet that does as instructed. The clock begins on 31
/// January at noon.
final class BillingTest {
  private static final String ALICE = Platform.ALICE.publicKey().hex();
  private static final String WALLET_URL =
      "nostr+walletconnect://" + ALICE + "?relay=wss://relay.example.com&secret=" + "1".repeat(64);

  @TempDir Path folder;
  private Platform platform;
  private FakeWallet wallet;
  private final FakePayers payers = new FakePayers();

  @BeforeEach
  void start() {
    var clock = new TestClock();
    wallet = new FakeWallet(clock);
    platform = new Platform(folder, new PaymentRails(wallet, payers, null, Optional::empty), clock);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_paid_relay_is_billed_in_advance_and_settled_by_the_platforms_wallet() {
    platform.relay(Platform.ALICE, "club", "basic");
    var invoice = onlyInvoice();
    assertThat(invoice.path("status").asString()).isEqualTo("open");
    assertThat(invoice.path("total").path("amount").asLong()).isEqualTo(10_000);
    assertThat(invoice.path("due_at").asLong())
        .isEqualTo(platform.clock.seconds() + Duration.ofDays(7).toSeconds());
    assertThat(tenant("status")).isEqualTo("past_due");

    var lnbc = bolt11(invoice.path("id").asString());
    assertThat(bolt11(invoice.path("id").asString())).as("the same one again").isEqualTo(lnbc);
    wallet.settleAndTell(lnbc);
    assertThat(onlyInvoice().path("status").asString()).isEqualTo("paid");
    assertThat(onlyInvoice().path("method").asString()).isEqualTo("oob");
    assertThat(tenant("status")).isEqualTo("active");
  }

  @Test
  void a_tenant_who_does_not_pay_is_reminded_and_paused_on_the_due_second() {
    var relay = platform.relay(Platform.ALICE, "club", "basic");
    platform.work();
    platform.clock.move(Duration.ofDays(7).minusSeconds(1));
    platform.work();
    assertThat(status(relay)).isEqualTo("active");
    assertThat(notices()).containsExactly("reminder_one_day", "invoice_ready");

    platform.clock.move(Duration.ofSeconds(1));
    platform.work();
    assertThat(status(relay)).isEqualTo("delinquent");
    assertThat(onlyInvoice().path("status").asString()).isEqualTo("void");
    assertThat(tenant("status")).isEqualTo("delinquent");
    assertThat(notices()).first().isEqualTo("relays_paused");
  }

  @Test
  void a_connected_wallet_pays_the_next_month_by_itself() {
    platform.relay(Platform.ALICE, "club", "basic");
    payers.paying =
        lnbc -> {
          wallet.settle(lnbc);
          return new PayerWallets.Paid.Succeeded();
        };
    connectWallet();
    platform.work();
    assertThat(onlyInvoice().path("method").asString()).isEqualTo("nwc");
    platform.clock.move(Duration.ofDays(28));
    platform.work();
    assertThat(invoices()).extracting(one -> one.path("status").asString()).containsOnly("paid");
    assertThat(invoices()).hasSize(2);
    assertThat(payers.asked).hasSize(2);
  }

  @Test
  void a_payers_claim_of_payment_settles_nothing() {
    platform.relay(Platform.ALICE, "club", "basic");
    payers.paying = _ -> new PayerWallets.Paid.Succeeded();
    connectWallet();
    platform.work();
    assertThat(payers.asked).hasSize(1);
    assertThat(onlyInvoice().path("status").asString()).isEqualTo("open");
    wallet.settle(payers.asked.getFirst());
    platform.clock.move(Duration.ofMinutes(1));
    platform.work();
    assertThat(onlyInvoice().path("status").asString()).isEqualTo("paid");
  }

  @Test
  void a_refusal_is_reported_once_per_error_and_cleared_by_a_payment() {
    platform.relay(Platform.ALICE, "club", "basic");
    payers.paying = _ -> new PayerWallets.Paid.Refused("Not enough money.");
    connectWallet();
    platform.work();
    nextDay();
    assertThat(payers.asked).as("it is tried again").hasSizeGreaterThan(1);
    assertThat(notices()).containsOnlyOnce("wallet_failed");
    payers.paying = _ -> new PayerWallets.Paid.Refused("The budget is used up.");
    nextDay();
    assertThat(notices().stream().filter("wallet_failed"::equals)).hasSize(2);
    assertThat(tenant("nwc_error")).isEqualTo("The budget is used up.");
    wallet.settleAndTell(bolt11(onlyInvoice().path("id").asString()));
    platform.work();
    assertThat(onlyInvoice().path("status").asString()).isEqualTo("paid");
    assertThat(tenantJson().has("nwc_error")).isFalse();
  }

  @Test
  void a_silent_wallet_has_not_refused_and_is_not_asked_again() {
    platform.relay(Platform.ALICE, "club", "basic");
    connectWallet();
    platform.work();
    assertThat(payers.asked).hasSize(1);
    for (var hour = 0; hour < 23; hour++) {
      platform.clock.move(Duration.ofHours(1));
      platform.work();
    }
    assertThat(payers.asked).hasSize(1);
    wallet.settle(payers.asked.getFirst());
    platform.clock.move(Duration.ofHours(2));
    platform.work();
    assertThat(onlyInvoice().path("status").asString()).isEqualTo("paid");
    assertThat(onlyInvoice().path("method").asString()).isEqualTo("nwc");
    assertThat(wallet.made()).isEqualTo(1);
  }

  @Test
  void no_relay_is_paused_while_the_platforms_wallet_is_silent() {
    var relay = platform.relay(Platform.ALICE, "club", "basic");
    bolt11(onlyInvoice().path("id").asString());
    wallet.answers = false;
    for (var day = 0; day < 20; day++) {
      platform.clock.move(Duration.ofDays(1));
      platform.work();
    }
    assertThat(status(relay)).isEqualTo("active");
    wallet.answers = true;
    platform.clock.move(Duration.ofMinutes(10));
    platform.work();
    platform.clock.move(Duration.ofHours(23));
    platform.work();
    assertThat(status(relay)).isEqualTo("active");
    platform.clock.move(Duration.ofHours(2));
    platform.work();
    assertThat(status(relay)).isEqualTo("delinquent");
  }

  /// The platform's wallet does not answer during this request.
  private void comesToPayInVain(String invoice) {
    wallet.answers = false;
    assertThat(platform.post(Platform.ALICE, "/invoices/" + invoice + "/bolt11").refusal())
        .isEqualTo("503 wallet-unavailable");
    wallet.answers = true;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_tenant_who_gets_no_code_in_the_last_hour_is_not_paused(boolean codeBefore) {
    var relay = platform.relay(Platform.ALICE, "club", "basic");
    var id = onlyInvoice().path("id").asString();
    platform.work();
    platform.clock.move(Duration.ofDays(5));
    if (codeBefore) {
      bolt11(id);
    }
    platform.clock.move(Duration.ofDays(2).minusMinutes(40));
    platform.work();
    comesToPayInVain(id);
    platform.clock.move(Duration.ofMinutes(41));
    platform.work();
    assertThat(status(relay)).isEqualTo("active");
    wallet.settleAndTell(bolt11(id));
    assertThat(onlyInvoice().path("status").asString()).isEqualTo("paid");
  }

  @Test
  void a_tenant_who_gets_no_code_and_changes_the_plan_is_not_paused() {
    var relay = platform.relay(Platform.ALICE, "club", "growth");
    var id = onlyInvoice().path("id").asString();
    platform.work();
    platform.clock.move(Duration.ofDays(7).minusMinutes(40));
    platform.work();
    comesToPayInVain(id);
    platform.put(Platform.ALICE, "/relays/" + relay, "{\"plan_id\":\"basic\"}");
    platform.clock.move(Duration.ofMinutes(41));
    platform.work();
    assertThat(status(relay)).isEqualTo("active");
  }

  @Test
  void a_suspended_tenants_payment_is_found_without_a_notification() {
    platform.relay(Platform.ALICE, "club", "growth");
    platform.work();
    platform.clock.move(Duration.ofDays(3));
    var suspended =
        platform.post(
            Platform.ADMIN, "/tenants/" + ALICE + "/suspend", "{\"reason\":\"Unclear.\"}");
    assertThat(suspended.status()).isEqualTo(200);
    platform.work();
    wallet.settle(bolt11(openInvoices().getFirst().path("id").asString()));
    platform.clock.move(Duration.ofDays(1));
    platform.work();
    assertThat(openInvoices()).isEmpty();
  }

  @Test
  void a_refusal_pauses_no_relay_while_the_platforms_wallet_is_silent() {
    var relay = platform.relay(Platform.ALICE, "club", "basic");
    payers.paying =
        _ -> {
          wallet.answers = false;
          return new PayerWallets.Paid.Refused("Not enough money.");
        };
    connectWallet();
    platform.work();
    for (var day = 0; day < 7; day++) {
      wallet.answers = true;
      nextDay();
    }
    assertThat(status(relay)).isEqualTo("active");
    payers.paying = _ -> new PayerWallets.Paid.Refused("Not enough money.");
    for (var day = 0; day < 3; day++) {
      wallet.answers = true;
      nextDay();
    }
    assertThat(status(relay)).isEqualTo("delinquent");
  }

  @Test
  void a_code_with_a_wrong_amount_is_not_shown() {
    platform.relay(Platform.ALICE, "club", "basic");
    wallet.liesAboutMsats = 1_000;
    var answer =
        platform.post(
            Platform.ALICE, "/invoices/" + onlyInvoice().path("id").asString() + "/bolt11");
    assertThat(answer.refusal()).isEqualTo("503 wallet-unavailable");
  }

  @Test
  void an_absurd_received_amount_settles_the_invoice_and_delays_no_other() {
    platform.relay(Platform.ALICE, "club", "basic");
    var id = onlyInvoice().path("id").asString();
    wallet.claims(bolt11(id), new Msats(Msats.VALUE_MAX));
    platform.post(Platform.ALICE, "/invoices/" + id + "/reconcile");
    assertThat(onlyInvoice().path("status").asString()).isEqualTo("paid");
    assertThat(tenantJson().path("credit").path("amount").asLong())
        .isEqualTo(Money.AMOUNT_MAX - 10_000);
  }

  @Test
  void money_for_an_invoice_that_was_replaced_is_kept_as_credit() {
    var relay = platform.relay(Platform.ALICE, "club", "growth");
    var lnbc = bolt11(onlyInvoice().path("id").asString());
    platform.post(Platform.ALICE, "/relays/" + relay + "/deactivate");
    platform.work();
    assertThat(openInvoices()).isEmpty();
    wallet.settleAndTell(lnbc);
    wallet.settleAndTell(lnbc);
    assertThat(tenantJson().path("credit").path("amount").asLong()).isEqualTo(50_000);
    assertThat(notices()).contains("credit_kept");
  }

  private void nextDay() {
    platform.clock.move(Duration.ofDays(1));
    platform.work();
  }

  private String bolt11(String invoice) {
    var answer = platform.post(Platform.ALICE, "/invoices/" + invoice + "/bolt11");
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.text("lnbc");
  }

  private void connectWallet() {
    var answer =
        platform.put(Platform.ALICE, "/tenants/" + ALICE, "{\"nwc_url\":\"" + WALLET_URL + "\"}");
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
  }

  private List<JsonNode> invoices() {
    return platform
        .get(Platform.ALICE, "/tenants/" + ALICE + "/invoices")
        .data()
        .valueStream()
        .toList();
  }

  private JsonNode onlyInvoice() {
    assertThat(invoices()).hasSize(1);
    return invoices().getFirst();
  }

  @Test
  void an_unreadable_invoice_delays_no_other_and_causes_no_busy_loop() {
    platform.relay(Platform.ALICE, "club", "basic");
    var relay = platform.relay(Platform.BOB, "tavern", "basic");
    platform.work();
    platform.db.inTx(tx ->
        tx.handle()
            .execute("UPDATE invoices SET stage = 'nonsense' WHERE tenant_pubkey = ?", ALICE));
    platform.clock.move(Duration.ofDays(7));
    platform.work();
    assertThat(platform.get(Platform.BOB, "/relays/" + relay).text("status"))
        .isEqualTo("delinquent");
    assertThat(platform.billing.collectingRound()).isPositive();
    platform.clock.move(Duration.ofDays(30));
    assertThat(platform.billing.billingRound()).as("one cannot be billed").isPositive();
  }

  private List<JsonNode> openInvoices() {
    return invoices().stream().filter(one -> one.path("status").asString().equals("open")).toList();
  }

  private JsonNode tenantJson() {
    return platform.get(Platform.ALICE, "/tenants/" + ALICE).data();
  }

  private String tenant(String field) {
    return tenantJson().path(field).asString();
  }

  private String status(String relay) {
    return platform.get(Platform.ALICE, "/relays/" + relay).text("status");
  }

  private List<String> notices() {
    return platform
        .get(Platform.ALICE, "/tenants/" + ALICE + "/notices")
        .data()
        .valueStream()
        .map(notice -> notice.path("notice_type").asString())
        .toList();
  }
}

package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.PaymentRails;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A tenant who left an invoice unpaid pays before a paid relay starts (M2). The clock begins on 31
/// January at noon; on 7 February the first invoice is forgiven.
final class PayFirstTest {
  private static final String ALICE = Platform.ALICE.publicKey().hex();
  private static final Duration DAY = Duration.ofDays(1);
  private static final String WALLET_URL =
      "nostr+walletconnect://" + ALICE + "?relay=wss://relay.example.com&secret=" + "1".repeat(64);

  @TempDir Path folder;
  private final FakePayers payers = new FakePayers();
  private Platform platform;
  private FakeWallet wallet;
  private String club = "";

  @BeforeEach
  void leaveAnInvoiceUnpaid() {
    var clock = new TestClock();
    wallet = new FakeWallet(clock);
    platform = new Platform(folder, new PaymentRails(wallet, payers, null, Optional::empty), clock);
    club = platform.relay(Platform.ALICE, "club", "basic");
    pass(Duration.ofDays(7));
    assertThat(relay(club).path("status").asString()).isEqualTo("delinquent");
    assertThat(openInvoices()).isEmpty();
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_relay_that_is_brought_back_starts_when_its_invoice_is_paid_m2() {
    reactivate(club);
    assertWaits(club);
    assertThat(online(club)).isFalse();
    var invoice = openInvoice();
    assertThat(invoice.at("/total/amount").asLong()).isEqualTo(10_000);
    assertThat(relay(club).path("reserved_invoice_id").asString())
        .isEqualTo(invoice.path("id").asString());
    assertThat(texts())
        .anyMatch(text -> text.startsWith("Pay 10,000 sats to start: “club” starts"));

    pay();
    assertThat(relay(club).path("status").asString()).isEqualTo("active");
    assertThat(relay(club).path("awaiting_payment").asInt()).isZero();
    assertThat(relay(club).has("reserved_invoice_id")).isFalse();
    assertThat(openInvoices()).isEmpty();
    assertThat(tenant().path("status").asString()).isEqualTo("active");
    assertThat(tenant().at("/credit/amount").asLong()).isZero();
  }

  @Test
  void a_tenant_does_not_pay_for_the_days_of_waiting_m2() {
    reactivate(club);
    pass(DAY.multipliedBy(3));
    pay();
    var paidAt = platform.clock.instant();
    assertThat(tenant().path("renews_at").asLong())
        .isEqualTo(Instant.parse("2026-03-10T12:00:00Z").getEpochSecond());
    assertThat(paidAt).isEqualTo(Instant.parse("2026-02-10T12:00:00Z"));
    pass(Duration.ofDays(28).minusSeconds(1));
    assertThat(openInvoices()).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(openInvoice().at("/total/amount").asLong()).isEqualTo(10_000);
    assertThat(openInvoice().path("due_at").asLong())
        .as("a payment starts a new grace")
        .isEqualTo(platform.clock.seconds() + Duration.ofDays(7).toSeconds());
  }

  @Test
  void unpaid_the_invoice_is_void_and_the_relay_stays_offline_m2() {
    reactivate(club);
    pass(Duration.ofDays(7));
    assertThat(openInvoices()).isEmpty();
    assertThat(relay(club).path("status").asString()).isEqualTo("delinquent");
    assertThat(relay(club).path("awaiting_payment").asInt()).isZero();
    assertThat(tenant().at("/credit/amount").asLong()).isZero();
    assertThat(
            platform.get(Platform.ALICE, "/tenants/" + ALICE + "/invoices/draft").data().isNull())
        .isTrue();
  }

  @Test
  void reactivating_every_day_gives_no_free_service_m2() {
    for (var day = 0; day < 30; day++) {
      reactivate(club);
      assertThat(online(club)).as("day %d", day).isFalse();
      assertThat(openInvoices()).hasSize(1);
      pass(DAY);
      assertThat(online(club)).as("day %d", day).isFalse();
    }
  }

  @Test
  void a_paid_relay_waits_when_it_is_created_and_a_free_one_does_not_m2() {
    var paid = platform.relay(Platform.ALICE, "paid", "growth");
    var free = platform.relay(Platform.ALICE, "free", "free");
    platform.work();
    assertWaits(paid);
    assertThat(relay(free).path("status").asString()).isEqualTo("active");
    pay();
    assertThat(relay(paid).path("status").asString()).isEqualTo("active");
    assertThat(platform.relay(Platform.ALICE, "another", "basic")).isNotEmpty();
    assertThat(openInvoices()).as("who has paid one pays afterwards again").hasSize(1);
    assertThat(online(paid)).isTrue();
  }

  @Test
  void an_upgrade_takes_effect_when_it_is_paid_m2() {
    var free = platform.relay(Platform.ALICE, "free", "free");
    move(free, "growth");
    platform.work();
    var waiting = relay(free);
    assertThat(waiting.path("status").asString()).isEqualTo("active");
    assertThat(waiting.path("plan_id").asString()).isEqualTo("free");
    assertThat(waiting.path("reserved_plan_id").asString()).isEqualTo("growth");
    assertThat(waiting.path("awaiting_payment").asInt()).isZero();
    assertThat(openInvoice().at("/total/amount").asLong()).isEqualTo(50_000);
    move(free, "growth");
    platform.work();
    assertThat(openInvoices()).as("asked for again, nothing changes").hasSize(1);

    pay();
    assertThat(relay(free).path("plan_id").asString()).isEqualTo("growth");
    assertThat(relay(free).has("reserved_plan_id")).isFalse();
    assertThat(openInvoices()).isEmpty();
  }

  @Test
  void an_upgrade_that_is_not_paid_leaves_the_old_plan_m2() {
    var free = platform.relay(Platform.ALICE, "free", "free");
    move(free, "growth");
    pass(Duration.ofDays(7));
    assertThat(relay(free).path("status").asString()).isEqualTo("active");
    assertThat(relay(free).path("plan_id").asString()).isEqualTo("free");
    assertThat(relay(free).has("reserved_plan_id")).isFalse();
    assertThat(openInvoices()).isEmpty();
  }

  @Test
  void a_relay_that_no_longer_waits_is_not_billed_m2() {
    reactivate(club);
    platform.post(Platform.ALICE, "/relays/" + club + "/deactivate");
    platform.work();
    assertThat(relay(club).path("status").asString()).isEqualTo("inactive");
    assertThat(openInvoices()).isEmpty();

    reactivate(club);
    move(club, "free");
    platform.work();
    assertThat(relay(club).path("status").asString()).isEqualTo("active");
    assertThat(openInvoices()).isEmpty();
  }

  @Test
  void a_connected_wallet_starts_the_relay_by_itself_m2() {
    payers.paying =
        lnbc -> {
          wallet.settle(lnbc);
          return new PayerWallets.Paid.Succeeded();
        };
    platform.put(Platform.ALICE, "/tenants/" + ALICE, "{\"nwc_url\":\"%s\"}".formatted(WALLET_URL));
    reactivate(club);
    assertThat(relay(club).path("status").asString()).isEqualTo("active");
    assertThat(openInvoices()).isEmpty();
  }

  @Test
  void an_operator_who_voids_the_invoice_ends_the_waiting_m2() {
    reactivate(club);
    platform.post(
        Platform.ADMIN,
        "/invoices/" + openInvoice().path("id").asString() + "/void",
        "{\"reason\":\"a mistake\"}");
    platform.work();
    assertThat(relay(club).path("awaiting_payment").asInt()).isZero();
    assertThat(relay(club).path("status").asString()).isEqualTo("delinquent");
    assertThat(openInvoices()).isEmpty();
  }

  @Test
  void a_quote_says_that_the_change_waits_for_its_payment_m2() {
    var free = platform.relay(Platform.ALICE, "free", "free");
    assertThat(quote("/tenants/" + ALICE, "basic").path("starts_when_paid").asBoolean()).isTrue();
    assertThat(quote("/tenants/" + ALICE, "free").path("starts_when_paid").asBoolean()).isFalse();
    assertThat(quote("/relays/" + free, "growth").path("starts_when_paid").asBoolean()).isTrue();

    reactivate(club);
    pay();
    assertThat(quote("/tenants/" + ALICE, "basic").path("starts_when_paid").asBoolean())
        .as("a tenant who has paid does not pay first")
        .isFalse();
    assertThat(quote("/relays/" + free, "growth").path("starts_when_paid").asBoolean()).isFalse();
  }

  /// A16: the invoice of a relay that was paused is forgiven, so no notice asks for it.
  @Test
  void a_refusal_names_the_invoice_only_while_it_can_be_paid_a16() {
    var members = "/relays/" + club + "/members/" + Platform.BOB.publicKey().hex();
    assertThat(platform.put(Platform.ALICE, members, "").json().path("error").asString())
        .isEqualTo(
            "This relay is offline because an invoice wasn’t paid. Bring it back online first.");
    assertThat(openInvoices()).isEmpty();

    reactivate(club);
    assertThat(platform.put(Platform.ALICE, members, "").json().path("error").asString())
        .isEqualTo("This relay starts when its invoice is paid. Pay the invoice first.");
    assertThat(openInvoices()).hasSize(1);
  }

  private JsonNode quote(String path, String plan) {
    return platform.post(Platform.ALICE, path + "/quote", "{\"plan_id\":\"" + plan + "\"}").data();
  }

  private void assertWaits(String relay) {
    assertThat(relay(relay).path("status").asString()).isEqualTo("delinquent");
    assertThat(relay(relay).path("awaiting_payment").asInt()).isEqualTo(1);
  }

  private void pass(Duration time) {
    platform.work();
    platform.clock.move(time);
    platform.work();
  }

  private void reactivate(String relay) {
    assertThat(platform.post(Platform.ALICE, "/relays/" + relay + "/reactivate").status())
        .isEqualTo(200);
    platform.work();
  }

  private void move(String relay, String plan) {
    assertThat(
            platform
                .put(Platform.ALICE, "/relays/" + relay, "{\"plan_id\":\"" + plan + "\"}")
                .status())
        .isEqualTo(200);
  }

  private void pay() {
    var id = openInvoice().path("id").asString();
    wallet.settleAndTell(
        platform.post(Platform.ALICE, "/invoices/" + id + "/bolt11").data().get("lnbc").asString());
    platform.work();
  }

  private boolean online(String relay) {
    return relay(relay).path("status").asString().equals("active");
  }

  private JsonNode relay(String id) {
    return platform.get(Platform.ALICE, "/relays/" + id).data();
  }

  private JsonNode tenant() {
    return platform.get(Platform.ALICE, "/tenants/" + ALICE).data();
  }

  private JsonNode openInvoice() {
    assertThat(openInvoices()).hasSize(1);
    return openInvoices().getFirst();
  }

  private List<JsonNode> openInvoices() {
    return platform
        .get(Platform.ALICE, "/tenants/" + ALICE + "/invoices")
        .data()
        .valueStream()
        .filter(one -> one.path("status").asString().equals("open"))
        .toList();
  }

  private List<String> texts() {
    return platform
        .get(Platform.ALICE, "/tenants/" + ALICE + "/notices")
        .data()
        .valueStream()
        .map(notice -> notice.path("text").asString())
        .toList();
  }
}

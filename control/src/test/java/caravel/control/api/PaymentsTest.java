package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.control.TestClock;
import caravel.control.http.Request;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import caravel.control.payment.FakeCards;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PayerWallets.Connected;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PaymentRails;
import caravel.control.problem.ProblemException;
import caravel.control.tenant.ReturnUrls;
import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Payment routes for people, and webhooks of the card processor.
final class PaymentsTest {
  private static final String ME = "/tenants/" + ALICE.publicKey();
  private static final String SECRET = "0".repeat(63) + "9";
  private static final String NWC =
      "nostr+walletconnect://"
          + SecretKey.parse(SECRET).publicKey()
          + "?relay=wss://relay.example&secret="
          + SECRET;

  private static final Duration HEARD_MAX = Duration.ofSeconds(15);

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeWallet wallet = new FakeWallet(clock);
  private final FakePayers payers = new FakePayers();
  private final FakeCards cards = new FakeCards();
  private boolean rateIsKnown = true;
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
                () ->
                    rateIsKnown
                        ? Optional.of(new Rate(10_000_000, "a test", clock.instant()))
                        : Optional.empty()),
            clock);
    relay = platform.relay(ALICE, "club", "basic");
    invoice = "/invoices/" + platform.invoice(ALICE).get("id").asString();
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void repeated_requests_return_the_same_lightning_invoice() {
    var first = platform.post(ALICE, invoice + "/bolt11");
    assertThat(first.text("lnbc")).startsWith("lnbcrt");
    assertThat(first.data().get("msats").asLong()).isEqualTo(10_000_000);
    assertThat(first.text("invoice_id")).isEqualTo(invoice.substring("/invoices/".length()));
    assertThat(platform.post(ALICE, invoice + "/bolt11").data()).isEqualTo(first.data());
    assertThat(platform.get(ALICE, invoice + "/bolt11").data()).isEqualTo(first.data());
    assertThat(wallet.made()).isEqualTo(1);
  }

  @Test
  void an_invoice_is_paid_only_when_the_platforms_wallet_reports_it() {
    var lnbc = platform.post(ALICE, invoice + "/bolt11").text("lnbc");
    assertThat(platform.post(ALICE, invoice + "/reconcile").text("status")).isEqualTo("open");
    wallet.settle(lnbc);
    clock.move(Duration.ofSeconds(4));
    var paid = platform.post(ALICE, invoice + "/reconcile");
    assertThat(paid.text("status")).isEqualTo("paid");
    assertThat(paid.text("method")).isEqualTo("oob");
    assertThat(paid.data().get("paid_at").asLong()).isEqualTo(clock.seconds());
    assertThat(platform.get(ALICE, ME).text("status")).isEqualTo("active");
    assertThat(platform.post(ALICE, invoice + "/bolt11").refusal()).isEqualTo("409 conflict");
    assertThat(platform.post(ALICE, invoice + "/checkout").refusal()).isEqualTo("409 conflict");
  }

  @Test
  void the_stream_publishes_the_paid_invoice() {
    try (var heard = platform.listen(ALICE, "/stream")) {
      var lnbc = platform.post(ALICE, invoice + "/bolt11").text("lnbc");
      wallet.settleAndTell(lnbc);
      platform.work();
      await()
          .atMost(HEARD_MAX)
          .until(() -> heard.data("invoice").stream().anyMatch(one -> one.contains("\"paid\"")));
    }
  }

  @Test
  void a_silent_or_wrong_wallet_is_reported_and_no_code_is_shown() {
    wallet.answers = false;
    var away = platform.post(ALICE, invoice + "/bolt11");
    assertThat(away.refusal()).isEqualTo("503 wallet-unavailable");
    assertThat(away.json().get("error").asString()).contains("isn’t responding");
    assertThat(platform.post(ALICE, invoice + "/reconcile").text("status")).isEqualTo("open");
    wallet.answers = true;
    wallet.liesAboutMsats = 1_000;
    assertThat(platform.post(ALICE, invoice + "/bolt11").refusal())
        .isEqualTo("503 wallet-unavailable");
    wallet.liesAboutMsats = 0;
    assertThat(platform.post(ALICE, invoice + "/bolt11").status()).isEqualTo(200);
  }

  @Test
  void money_for_an_invoice_that_is_void_or_paid_is_credit() {
    var lnbc = platform.post(ALICE, invoice + "/bolt11").text("lnbc");
    platform.post(ADMIN, invoice + "/void", "{\"reason\":\"a mistake of ours\"}");
    wallet.settleAndTell(lnbc);
    platform.work();
    assertThat(platform.get(ALICE, invoice).text("status")).isEqualTo("void");
    assertThat(platform.get(ALICE, ME).data().at("/credit/amount").asLong()).isEqualTo(10_000);
    wallet.settleAndTell(lnbc);
    platform.work();
    assertThat(platform.get(ALICE, ME).data().at("/credit/amount").asLong()).isEqualTo(10_000);
  }

  @Test
  void an_admin_voids_an_open_invoice_with_a_reason_and_only_once() {
    var reason = "{\"reason\":\"a mistake of ours\"}";
    assertThat(platform.post(ALICE, invoice + "/void", reason).refusal())
        .isEqualTo("403 forbidden");
    assertThat(platform.post(ADMIN, invoice + "/void").refusal()).isEqualTo("422 invalid reason");
    assertThat(platform.post(ADMIN, "/invoices/none/void", reason).refusal())
        .isEqualTo("404 not-found");
    var voided = platform.post(ADMIN, invoice + "/void", reason);
    assertThat(voided.text("status")).isEqualTo("void");
    assertThat(voided.text("void_reason")).isEqualTo("written_off");
    assertThat(platform.post(ADMIN, invoice + "/void", reason).refusal()).isEqualTo("409 conflict");
    assertThat(platform.post(ALICE, invoice + "/bolt11").refusal()).isEqualTo("409 conflict");
    var items = platform.get(ALICE, invoice + "/items").data();
    assertThat(items).hasSize(1);
    assertThat(items.get(0).get("voided_at").asLong()).isEqualTo(clock.seconds());
    assertThat(platform.get(ALICE, "/relays/" + relay).text("status")).isEqualTo("active");
    assertThat(platform.get(ALICE, ME).text("status")).isEqualTo("active");
  }

  @Test
  void a_wallet_is_connected_shown_without_its_secret_and_disconnected() {
    payers.connected = new Connected.Usable(new Msats(5_000_000));
    try (var heard = platform.listen(ALICE, "/stream")) {
      var connected = platform.put(ALICE, ME, nwc(NWC));
      assertThat(connected.data().get("nwc_is_set").asBoolean()).isTrue();
      assertThat(connected.data().at("/wallet/budget_msats").asLong()).isEqualTo(5_000_000);
      assertThat(connected.data().at("/wallet/pubkey").asString())
          .isEqualTo(SecretKey.parse(SECRET).publicKey().hex());
      assertThat(connected.json().toString()).doesNotContain(SECRET);
      assertThat(platform.get(ALICE, ME + "/activity").json().toString()).doesNotContain(SECRET);
      assertThat(platform.put(ALICE, ME, "{}").data()).isEqualTo(connected.data());
      var gone = platform.put(ALICE, ME, nwc(""));
      assertThat(gone.data().get("nwc_is_set").asBoolean()).isFalse();
      assertThat(gone.data().has("wallet")).isFalse();
      await().atMost(HEARD_MAX).until(() -> heard.data("tenant").size() >= 2);
      assertThat(heard.data("tenant").toString()).doesNotContain(SECRET);
    }
  }

  @Test
  void a_newly_connected_wallet_pays_open_invoices() {
    payers.paying =
        lnbc -> {
          wallet.settle(lnbc);
          return new Paid.Succeeded();
        };
    platform.put(ALICE, ME, nwc(NWC));
    platform.work();
    assertThat(platform.get(ALICE, invoice).text("status")).isEqualTo("paid");
    assertThat(platform.get(ALICE, invoice).text("method")).isEqualTo("nwc");
    assertThat(payers.asked).hasSize(1);
  }

  @Test
  void a_wallets_refusal_is_shown_to_the_tenant_unchanged() {
    payers.paying = _ -> new Paid.Refused("The budget is used up.");
    platform.put(ALICE, ME, nwc(NWC));
    platform.work();
    assertThat(platform.get(ALICE, invoice).text("status")).isEqualTo("open");
    assertThat(platform.get(ALICE, ME).text("nwc_error")).isEqualTo("The budget is used up.");
  }

  @Test
  void an_invalid_wallet_connection_is_refused_with_its_field() {
    var pubkey = SecretKey.parse(SECRET).publicKey();
    for (var wrong :
        List.of(
            "https://wallet.example",
            "nostr+walletconnect://",
            "nostr+walletconnect://abc?relay=wss://relay.example&secret=" + SECRET,
            "nostr+walletconnect://" + pubkey + "?secret=" + SECRET,
            "nostr+walletconnect://" + pubkey + "?relay=wss://relay.example",
            "nostr+walletconnect://" + pubkey + "?relay=wss://relay.example&secret=abc",
            "nostr+walletconnect://" + pubkey + "?relay=https://relay.example&secret=" + SECRET)) {
      var refused = platform.put(ALICE, ME, nwc(wrong));
      assertThat(refused.refusal()).as(wrong).isEqualTo("422 invalid-nwc-url nwc_url");
      assertThat(refused.json().toString()).doesNotContain(SECRET);
    }
    assertThat(platform.put(ALICE, ME, "{\"nwc_url\":7}").refusal())
        .isEqualTo("422 invalid nwc_url");
    assertThat(platform.put(ALICE, ME, nwc("x".repeat(5_000))).refusal())
        .isEqualTo("422 invalid nwc_url");
    payers.connected = new Connected.Refused("This connection may not pay.");
    assertThat(platform.put(ALICE, ME, nwc(NWC)).json().get("error").asString())
        .isEqualTo("This connection may not pay.");
    payers.connected = new Connected.Unreachable("The wallet does not answer.");
    assertThat(platform.put(ALICE, ME, nwc(NWC)).refusal()).isEqualTo("503 wallet-unavailable");
    assertThat(platform.put(BOB, ME, nwc(NWC)).refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(ALICE, ME).data().get("nwc_is_set").asBoolean()).isFalse();
  }

  @Test
  void a_card_page_returns_to_an_allowed_address_of_the_client() {
    var bad = platform.post(ALICE, invoice + "/checkout?return_url=https%3A%2F%2Fevil.example");
    assertThat(bad.refusal()).isEqualTo("422 invalid return_url");
    var own = platform.post(ALICE, invoice + "/checkout");
    assertThat(own.text("url")).startsWith("https://cards.example/");
    assertThat(cards.pages.getFirst().returnUrl())
        .isEqualTo(Platform.SERVER_URL + "/account?invoice=" + invoice.substring(10));
    assertThat(cards.pages.getFirst().purchase().amount()).isEqualTo(usd(1_000));
    var portal = ME + "/stripe/session";
    assertThat(platform.get(ALICE, portal + "?return_url=ftp%3A%2F%2Fx").refusal())
        .isEqualTo("422 invalid return_url");
    assertThat(
            platform.get(ALICE, portal + "?return_url=https%3A%2F%2Fapp.flotilla.social").status())
        .isEqualTo(200);
    assertThat(platform.get(BOB, portal).refusal()).isEqualTo("404 not-found");
  }

  @Test
  void without_a_fresh_rate_or_an_answer_cards_are_unavailable() {
    rateIsKnown = false;
    var unpriced = platform.post(ALICE, invoice + "/checkout");
    assertThat(unpriced.refusal()).isEqualTo("503 wallet-unavailable");
    assertThat(unpriced.json().get("error").asString())
        .startsWith("We can’t get the bitcoin price");
    rateIsKnown = true;
    cards.answers = false;
    assertThat(platform.get(ALICE, ME + "/stripe/session").refusal())
        .isEqualTo("503 wallet-unavailable");
    var away = platform.post(ALICE, invoice + "/checkout");
    assertThat(away.refusal()).isEqualTo("503 wallet-unavailable");
    assertThat(away.json().get("error").asString()).startsWith("The card processor");
  }

  @Test
  void webhooks_need_a_valid_signature_and_each_event_counts_once() {
    platform.post(ALICE, invoice + "/checkout");
    var body = cards.paid(invoice.substring(10), usd(1_000));
    assertThat(webhook("wrong", body).refusal()).isEqualTo("400 invalid");
    assertThat(webhook("", body).refusal()).isEqualTo("400 invalid");
    assertThat(platform.get(ALICE, invoice).text("status")).isEqualTo("open");
    for (var again = 0; again < 3; again++) {
      assertThat(webhook(FakeCards.SIGNATURE, body).status()).isEqualTo(200);
    }
    assertThat(platform.get(ALICE, invoice).text("status")).isEqualTo("paid");
    assertThat(platform.get(ALICE, invoice).text("method")).isEqualTo("stripe");
    assertThat(platform.get(ALICE, ME).data().at("/credit/amount").asLong()).isZero();
    var foreign = cards.paid("nobody-s", usd(1_000));
    assertThat(webhook(FakeCards.SIGNATURE, foreign).status()).isEqualTo(200);
    assertThat(webhook(FakeCards.SIGNATURE, "nonsense").refusal()).isEqualTo("400 invalid");
  }

  @Test
  void a_repeated_request_with_its_key_has_the_first_answer() {
    var reason = "{\"reason\":\"a mistake\"}";
    var first = platform.repeatable(ADMIN, invoice + "/void", reason, "key");
    var second = platform.repeatable(ADMIN, invoice + "/void", reason, "key");
    assertThat(first.status()).isEqualTo(200);
    assertThat(second.data()).isEqualTo(first.data());
    assertThat(platform.repeatable(ADMIN, invoice + "/void", reason, "other").refusal())
        .isEqualTo("409 conflict");
    assertThat(platform.repeatable(ADMIN, invoice + "/void", "{\"reason\":\"x\"}", "key").refusal())
        .isEqualTo("409 conflict");
  }

  @Test
  void an_operator_moves_a_demos_clock_by_a_month() {
    var month = "{\"advance_days\":28}";
    assertThat(platform.post(ALICE, "/dev/clock", month).refusal()).isEqualTo("403 forbidden");
    for (var wrong : List.of("{}", "{\"advance_days\":0}", "{\"advance_days\":367}")) {
      assertThat(platform.post(ADMIN, "/dev/clock", wrong).refusal())
          .isEqualTo("422 invalid advance_days");
    }
    wallet.settle(platform.post(ALICE, invoice + "/bolt11").text("lnbc"));
    platform.post(ALICE, invoice + "/reconcile");
    var moved = platform.post(ADMIN, "/dev/clock", month).data();
    var ahead = Duration.ofDays(28).toSeconds();
    assertThat(moved.get("clock_ahead_seconds").asLong()).isEqualTo(ahead);
    assertThat(moved.get("now").asLong()).isEqualTo(clock.seconds() + ahead);
    assertThat(platform.get(null, "/info").data().get("clock_ahead_seconds").asLong())
        .isEqualTo(ahead);
    platform.work();
    var next = platform.invoice(ALICE);
    assertThat(platform.get(ALICE, ME + "/invoices").data()).hasSize(2);
    assertThat(next.get("created_at").asLong()).isEqualTo(clock.seconds() + ahead);
    var lnbc = platform.post(ALICE, "/invoices/" + next.get("id").asString() + "/bolt11").data();
    assertThat(lnbc.get("created_at").asLong()).isEqualTo(clock.seconds());
  }

  @Test
  void the_billing_clock_cannot_be_moved_outside_a_demo() {
    var production =
        platform.billing.routes(new ReturnUrls(Platform.SERVER_URL, List.of()), false).stream()
            .filter(route -> route.path().equals("/dev/clock"))
            .findFirst()
            .orElseThrow();
    var body = "{\"advance_days\":1}".getBytes(StandardCharsets.UTF_8);
    var request = new Request(new Request.Sent(Map.of(), Map.of(), Map.of(), body), null);
    assertThatThrownBy(() -> production.handler().handle(request))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().code()).isEqualTo("not-found"));
    assertThat(platform.billing.clockAhead()).isEqualTo(Duration.ZERO);
  }

  @Test
  void info_names_the_ways_to_pay() {
    assertThat(platform.get(null, "/info").data().get("payment_methods").toString())
        .isEqualTo("[\"lightning\",\"card\"]");
  }

  private Answer webhook(String signature, String body) {
    return platform.webhook(body, signature);
  }

  private static String nwc(String url) {
    return "{\"nwc_url\":\"" + url + "\"}";
  }

  private static Money usd(long cents) {
    return new Money(cents, Currency.USD);
  }
}

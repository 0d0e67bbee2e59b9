package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.money.Rate;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Invoices as people see them.
final class InvoicesTest {
  private static final String ME = "/tenants/" + ALICE.publicKey();
  private static final Duration DAY = Duration.ofDays(1);
  private static final long FEBRUARY_28 = 1_772_280_000L;

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeWallet wallet = new FakeWallet(clock);
  private Optional<Rate> rate = Optional.empty();
  private Platform platform;

  @BeforeEach
  void start() {
    platform =
        new Platform(folder, new PaymentRails(wallet, new FakePayers(), null, () -> rate), clock);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_relay_on_a_paid_plan_is_on_an_invoice_at_once() {
    var relay = platform.relay(ALICE, "club", "basic");
    var list = platform.get(ALICE, ME + "/invoices");
    assertThat(list.json().get("total").asInt()).isEqualTo(1);
    var invoice = list.data().get(0);
    assertThat(invoice.at("/total/amount").asLong()).isEqualTo(10_000);
    assertThat(invoice.get("amount").asLong()).isEqualTo(1_000);
    assertThat(invoice.get("status").asString()).isEqualTo("open");
    assertThat(invoice.get("period_start").asLong()).isEqualTo(clock.seconds());
    assertThat(invoice.get("period_end").asLong()).isEqualTo(FEBRUARY_28);
    assertThat(invoice.get("due_at").asLong()).isEqualTo(clock.seconds() + 7 * DAY.toSeconds());
    assertThat(platform.get(ALICE, path(invoice)).data()).isEqualTo(invoice);

    var items = platform.get(ALICE, path(invoice) + "/items").data();
    assertThat(items).hasSize(1);
    assertThat(items.get(0).get("relay_id").asString()).isEqualTo(relay);
    assertThat(items.get(0).get("description").asString()).isEqualTo("club on Basic");
    assertThat(items.get(0).get("amount").asLong()).isEqualTo(1_000);

    var me = platform.get(ALICE, ME).data();
    assertThat(me.get("status").asString()).isEqualTo("past_due");
    assertThat(me.get("billing_anchor").asLong()).isEqualTo(clock.seconds());
    assertThat(me.get("renews_at").asLong()).isEqualTo(FEBRUARY_28);
  }

  @Test
  void free_relays_cost_nothing() {
    platform.relay(ALICE, "club", "free");
    assertThat(platform.get(ALICE, ME + "/invoices").data()).isEmpty();
    assertThat(platform.get(ALICE, ME + "/invoices/draft").data().isNull()).isTrue();
    assertThat(platform.get(ALICE, ME).data().has("billing_anchor")).isFalse();
  }

  @Test
  void the_cents_of_the_items_add_up_to_those_of_the_invoice() {
    rate = Optional.of(new Rate(9_876_543, "a test", clock.instant()));
    platform.relay(ALICE, "one", "basic");
    platform.relay(ALICE, "two", "basic");
    clock.move(Duration.ofHours(31));
    rate = Optional.of(new Rate(9_876_543, "a test", clock.instant()));
    platform.relay(ALICE, "three", "growth");
    platform.relay(ALICE, "four", "basic");
    for (var invoice : platform.get(ALICE, ME + "/invoices").data()) {
      long cents = 0;
      long sats = 0;
      for (var item : platform.get(ALICE, path(invoice) + "/items").data()) {
        cents += item.get("amount").asLong();
        sats += item.at("/total/amount").asLong();
      }
      assertThat(cents).isEqualTo(invoice.get("amount").asLong());
      assertThat(sats).isEqualTo(invoice.at("/total/amount").asLong());
    }
  }

  @Test
  void the_cents_of_an_invoice_do_not_change_with_the_rate() {
    rate = Optional.of(new Rate(20_000_000, "a test", clock.instant()));
    platform.relay(ALICE, "club", "basic");
    assertThat(platform.invoice(ALICE).get("amount").asLong()).isEqualTo(2_000);
    rate = Optional.of(new Rate(5_000_000, "a test", clock.instant()));
    assertThat(platform.invoice(ALICE).get("amount").asLong()).isEqualTo(2_000);
    var items = platform.get(ALICE, path(platform.invoice(ALICE)) + "/items").data();
    assertThat(items.get(0).get("amount").asLong()).isEqualTo(2_000);
  }

  @Test
  void a_quote_equals_the_cost_of_the_change() {
    var relay = platform.relay(ALICE, "club", "basic");
    pay(platform.invoice(ALICE));
    clock.move(DAY.multipliedBy(14));
    var quote = quote(relay, "growth").data();
    assertThat(quote.get("at").asLong()).isEqualTo(clock.seconds());
    assertThat(quote.at("/items/0/kind").asString()).isEqualTo("credit");
    assertThat(quote.at("/items/0/total/amount").asLong()).isEqualTo(-5_000);
    assertThat(quote.at("/items/1/kind").asString()).isEqualTo("charge");
    assertThat(quote.at("/items/1/total/amount").asLong()).isEqualTo(25_000);
    assertThat(quote.at("/total/amount").asLong()).isEqualTo(20_000);
    assertThat(quote.get("amount").asLong()).isEqualTo(2_000);
    assertThat(platform.get(ALICE, ME + "/invoices").data()).hasSize(1);

    platform.put(ALICE, "/relays/" + relay, "{\"plan_id\":\"growth\"}");
    var invoice = platform.invoice(ALICE);
    assertThat(invoice.at("/total/amount").asLong()).isEqualTo(20_000);
    var items = platform.get(ALICE, path(invoice) + "/items").data();
    assertThat(items).hasSize(2);
    for (var n = 0; n < 2; n++) {
      assertThat(items.get(n).get("total")).isEqualTo(quote.at("/items/" + n + "/total"));
      assertThat(items.get(n).get("description"))
          .isEqualTo(quote.at("/items/" + n + "/description"));
    }
  }

  @Test
  void a_quote_is_refused_as_the_change_would_be() {
    var relay = platform.relay(ALICE, "club", "basic");
    assertThat(quote(relay, "gold").refusal()).isEqualTo("422 unknown-plan plan_id");
    assertThat(quote(relay, "special").refusal()).isEqualTo("422 unknown-plan plan_id");
    assertThat(quote(relay, "").refusal()).isEqualTo("422 invalid plan_id");
    assertThat(platform.post(ALICE, "/relays/" + relay + "/quote").refusal())
        .isEqualTo("422 invalid plan_id");
    assertThat(platform.post(BOB, "/relays/" + relay + "/quote", plan("growth")).refusal())
        .isEqualTo("404 not-found");
    assertThat(platform.post(ADMIN, "/relays/" + relay + "/quote", plan("special")).status())
        .isEqualTo(200);
    platform.delete(ALICE, "/relays/" + relay + "?confirm=club");
    assertThat(quote(relay, "growth").refusal()).isEqualTo("409 conflict");
  }

  @Test
  void amounts_below_the_minimum_stay_in_the_draft_and_below_zero_are_credit() {
    var relay = platform.relay(ALICE, "club", "basic");
    pay(platform.invoice(ALICE));
    clock.move(DAY.multipliedBy(14));
    platform.post(ALICE, "/relays/" + relay + "/deactivate");
    var draft = platform.get(ALICE, ME + "/invoices/draft").data();
    assertThat(draft.get("status").asString()).isEqualTo("draft");
    assertThat(draft.at("/total/amount").asLong()).isEqualTo(-5_000);
    assertThat(draft.get("amount").asLong()).isEqualTo(-500);
    assertThat(platform.get(ALICE, ME).data().at("/credit/amount").asLong()).isEqualTo(5_000);

    clock.move(DAY.multipliedBy(14).minus(Duration.ofHours(30)));
    platform.post(ALICE, "/relays/" + relay + "/reactivate");
    assertThat(platform.get(ALICE, ME + "/invoices").data()).hasSize(2);
    assertThat(platform.invoice(ALICE).at("/total/amount").asLong()).isEqualTo(5_000);
    assertThat(platform.get(ALICE, ME).data().at("/credit/amount").asLong()).isZero();
    assertThat(platform.get(ALICE, ME + "/invoices/draft").data().isNull()).isTrue();
  }

  @Test
  void an_inactive_relay_is_not_called() {
    var relay = platform.relay(ALICE, "club", "basic");
    var invoice = platform.invoice(ALICE);
    platform.post(ALICE, "/relays/" + relay + "/deactivate");
    var after = platform.get(ALICE, ME + "/invoices").data().get(0);
    assertThat(after.get("id")).isEqualTo(invoice.get("id"));
    assertThat(after.get("status").asString()).isEqualTo("void");
    assertThat(after.get("void_reason").asString()).isEqualTo("replaced");
    assertThat(platform.get(ALICE, path(invoice) + "/items").data()).isEmpty();
    assertThat(platform.get(ALICE, ME).text("status")).isEqualTo("active");
  }

  @Test
  void lists_are_searched_filtered_and_paged() {
    platform.relay(ALICE, "club", "basic");
    pay(platform.invoice(ALICE));
    clock.move(DAY);
    platform.relay(ALICE, "guild", "growth");
    platform.relay(BOB, "choir", "basic");
    platform.work();

    assertThat(platform.get(ALICE, ME + "/invoices").data()).hasSize(2);
    assertThat(matched("?status=paid")).isEqualTo(1);
    assertThat(matched("?status=open")).isEqualTo(2);
    assertThat(matched("?status=void")).isZero();
    assertThat(matched("?status=overdue")).isZero();
    assertThat(matched("?tenant=" + ALICE.publicKey())).isEqualTo(2);
    assertThat(matched("?q=" + BOB.publicKey())).isEqualTo(1);
    assertThat(matched("?q=CHOI")).isEqualTo(1);
    assertThat(matched("?q=" + platform.invoice(BOB).get("id").asString())).isEqualTo(1);
    assertThat(matched("?q=nobody")).isZero();

    var first = platform.get(ADMIN, "/invoices?limit=2");
    var rest =
        platform.get(ADMIN, "/invoices?limit=2&cursor=" + first.json().get("next").asString());
    assertThat(first.data()).hasSize(2);
    assertThat(rest.data()).hasSize(1);
    assertThat(rest.json().has("next")).isFalse();
    assertThat(rest.data().get(0).get("status").asString()).isEqualTo("paid");

    for (var wrong : new String[] {"status=draft", "status=odd"}) {
      assertThat(platform.get(ADMIN, "/invoices?" + wrong).refusal())
          .isEqualTo("422 invalid status");
      assertThat(platform.get(ALICE, ME + "/invoices?" + wrong).refusal())
          .isEqualTo("422 invalid status");
    }
    assertThat(platform.get(ADMIN, "/invoices?tenant=bob").refusal())
        .isEqualTo("422 invalid tenant");
    assertThat(platform.get(ADMIN, "/invoices?limit=0").refusal()).isEqualTo("422 invalid limit");
  }

  @Test
  void another_tenants_invoices_are_not_found() {
    platform.relay(ALICE, "club", "basic");
    var invoice = path(platform.invoice(ALICE));
    platform.post(BOB, "/tenants");
    for (var get : new String[] {invoice, invoice + "/items", invoice + "/bolt11"}) {
      assertThat(platform.get(BOB, get).refusal()).isEqualTo("404 not-found");
      assertThat(platform.get(ADMIN, get).status()).isEqualTo(200);
    }
    assertThat(platform.get(BOB, ME + "/invoices").refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(BOB, ME + "/invoices/draft").refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(BOB, "/invoices").refusal()).isEqualTo("403 forbidden");
    assertThat(platform.get(ALICE, "/invoices/nothing").refusal()).isEqualTo("404 not-found");
  }

  @Test
  void operators_see_received_and_open_amounts() {
    platform.relay(ALICE, "club", "basic");
    pay(platform.invoice(ALICE));
    clock.move(DAY);
    platform.relay(BOB, "choir", "growth");
    platform.work();
    clock.move(DAY.multipliedBy(5));

    var overview = platform.get(ADMIN, "/admin/overview").data();
    assertThat(overview.get("tenants").get("past_due").asInt()).isEqualTo(1);
    assertThat(overview.get("revenue")).hasSize(12);
    assertThat(overview.at("/revenue/0/month").asString()).isEqualTo("2026-02");
    assertThat(overview.at("/revenue/0/payments").asInt()).isZero();
    assertThat(overview.at("/revenue/1/month").asString()).isEqualTo("2026-01");
    assertThat(overview.at("/revenue/1/payments").asInt()).isEqualTo(1);
    assertThat(overview.at("/revenue/1/total/amount").asLong()).isEqualTo(10_000);
    assertThat(overview.at("/revenue/1/amount").asLong()).isEqualTo(1_000);
    assertThat(overview.at("/invoices/by_status").toString()).isEqualTo("{\"open\":1,\"paid\":1}");
    assertThat(overview.at("/invoices/open/0/invoices").asInt()).isZero();
    assertThat(overview.at("/invoices/open/1/days_from").asInt()).isEqualTo(4);
    assertThat(overview.at("/invoices/open/1/total/amount").asLong()).isEqualTo(50_000);
    assertThat(overview.at("/invoices/overdue/0/invoices").asInt()).isZero();
  }

  @Test
  void ages_are_counted_in_whole_days_to_the_second() {
    platform.relay(ALICE, "club", "basic");
    platform.work();
    wallet.answers = false; // Nobody is paused for our own fault, so that it gets old.
    clock.move(DAY.multipliedBy(4).minusSeconds(1));
    assertThat(band("open", 0)).isEqualTo(1);
    clock.move(Duration.ofSeconds(1));
    assertThat(band("open", 0)).isZero();
    assertThat(band("open", 1)).isEqualTo(1);
    clock.move(DAY.multipliedBy(4));
    assertThat(band("open", 2)).isEqualTo(1);
    assertThat(band("overdue", 0)).isEqualTo(1);
    assertThat(matched("?status=overdue")).isEqualTo(1);
  }

  private int band(String kind, int index) {
    var overview = platform.get(ADMIN, "/admin/overview").data();
    return overview.at("/invoices/" + kind + "/" + index + "/invoices").asInt();
  }

  private void pay(JsonNode invoice) {
    wallet.settle(platform.post(ALICE, path(invoice) + "/bolt11").text("lnbc"));
    assertThat(platform.post(ALICE, path(invoice) + "/reconcile").text("status")).isEqualTo("paid");
  }

  private Answer quote(String relay, String plan) {
    return platform.post(ALICE, "/relays/" + relay + "/quote", plan(plan));
  }

  private static String plan(String id) {
    return "{\"plan_id\":\"" + id + "\"}";
  }

  private int matched(String query) {
    var page = platform.get(ADMIN, "/invoices" + query);
    assertThat(page.json().get("total").asInt()).isBetween(1, 3);
    assertThat(page.data()).hasSize(page.json().get("matched").asInt());
    return page.data().size();
  }

  private static String path(JsonNode invoice) {
    return "/invoices/" + invoice.get("id").asString();
  }
}

package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The end of an account with a paid relay, and its return.
final class AccountClosingTest extends TransferFixture {
  private static final String CLOSE = tenant(ALICE) + "/close";

  private JsonNode preview() {
    return platform.get(ALICE, CLOSE).data();
  }

  private Answer close(JsonNode preview) {
    return platform.post(
        ALICE, CLOSE, "{\"version\":\"" + preview.get("version").asString() + "\"}");
  }

  private void closed() {
    assertThat(close(preview()).status()).isEqualTo(200);
    platform.work();
  }

  private String account() {
    return platform.get(ALICE, tenant(ALICE)).text("status");
  }

  private long count(String list) {
    return platform.get(ALICE, tenant(ALICE) + list).data().size();
  }

  @Test
  void the_preview_names_relays_and_sums_and_changes_nothing() {
    pass(DAY.multipliedBy(14));
    var seen = preview();
    assertThat(seen.at("/relays/0/name").asString()).isEmpty();
    assertThat(seen.at("/relays/0/subdomain").asString()).isEqualTo("club");
    assertThat(seen.at("/relays/0/erased_at").asLong()).isGreaterThan(clock.seconds());
    assertThat(seen.at("/money/credit/amount").asLong()).isEqualTo(5_000);
    assertThat(seen.at("/money/open/amount").asLong()).isZero();
    assertThat(seen.get("blockers")).isEmpty();
    assertThat(seen.get("closed_at").isNull()).isTrue();
    assertThat(status()).isEqualTo("active");
    assertThat(account()).isEqualTo("active");
    assertThat(credit(ALICE)).isZero();
  }

  @Test
  void closing_deletes_the_relays_and_does_what_the_preview_said() {
    pass(DAY.multipliedBy(14));
    var seen = preview();
    closed();
    assertThat(account()).isEqualTo("closed");
    assertThat(credit(ALICE)).isEqualTo(seen.at("/money/credit/amount").asLong());
    assertThat(platform.get(ADMIN, path("")).data().get("deleted_at").asLong()).isPositive();
    assertThat(count("/notices")).isZero();
    assertThat(count("/invoices")).as("invoices are kept").isEqualTo(1);
  }

  @Test
  void closing_again_changes_nothing() {
    var seen = preview();
    var first = close(seen).data();
    platform.work();
    pass(DAY);
    var second = close(seen);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.data().get("closed_at")).isEqualTo(first.get("closed_at"));
  }

  @Test
  void nothing_is_billed_or_said_in_the_year_after_the_closing() {
    pass(DAY.multipliedBy(14));
    closed();
    var credit = credit(ALICE);
    for (var month = 0; month < 12; month++) {
      pass(DAY.multipliedBy(31));
    }
    assertThat(count("/invoices")).isEqualTo(1);
    assertThat(count("/notices")).isZero();
    assertThat(credit(ALICE)).isEqualTo(credit);
    assertThat(
            platform
                .get(ALICE, tenant(ALICE) + "/invoices/draft")
                .data()
                .at("/total/amount")
                .asLong())
        .as("the draft has the credit alone")
        .isEqualTo(-credit);
  }

  @Test
  void an_open_invoice_for_used_time_can_still_be_paid() {
    pass(DAY.multipliedBy(29));
    assertThat(open(ALICE)).hasSize(1);
    pass(DAY.multipliedBy(3));
    var seen = preview();
    assertThat(seen.at("/money/open_now/amount").asLong()).isEqualTo(10_000);
    closed();
    var left = seen.at("/money/open/amount").asLong();
    assertThat(left).isBetween(1L, 9_999L);
    assertThat(open(ALICE).getFirst().at("/total/amount").asLong()).isEqualTo(left);
    pay(ALICE);
    assertThat(open(ALICE)).isEmpty();
    assertThat(account()).isEqualTo("closed");
  }

  @Test
  void what_has_changed_since_the_preview_is_shown_again_first() {
    var seen = preview();
    platform.relay(ALICE, "second", "free");
    assertThat(close(seen).refusal()).isEqualTo("409 account-changed");
    assertThat(account()).isEqualTo("active");
    var again = preview();
    clock.move(Duration.ofMinutes(16));
    assertThat(close(again).refusal()).as("too old").isEqualTo("409 account-changed");
    assertThat(close(preview()).status()).isEqualTo(200);
  }

  @Test
  void only_the_owner_closes_an_account() {
    var version = "{\"version\":\"" + preview().get("version").asString() + "\"}";
    assertThat(platform.post(BOB, CLOSE, version).refusal()).isEqualTo("404 not-found");
    assertThat(platform.post(ADMIN, CLOSE, version).refusal()).isEqualTo("403 forbidden");
    assertThat(platform.post(null, CLOSE, version).status()).isEqualTo(401);
    assertThat(platform.post(ALICE, CLOSE, "{}").refusal()).isEqualTo("422 invalid version");
    assertThat(account()).isEqualTo("active");
  }

  @Test
  void roles_in_teams_and_offers_end() {
    var bobs = platform.relay(BOB, "open", "free");
    platform.put(
        BOB, "/relays/" + bobs + "/team/" + ALICE.publicKey().hex(), "{\"role\":\"moderator\"}");
    offer();
    var seen = preview();
    assertThat(seen.at("/roles/0/relay_id").asString()).isEqualTo(bobs);
    assertThat(seen.at("/relays/0/offered_to").asString()).isEqualTo(BOB.publicKey().hex());
    closed();
    assertThat(platform.get(BOB, "/relays/" + bobs + "/team").data().toString())
        .doesNotContain(ALICE.publicKey().hex());
    assertThat(platform.post(BOB, path("/transfer/accept"), AT_FULL_PRICE).status())
        .isBetween(400, 499);
    assertThat(owner()).isEqualTo(ALICE.publicKey().hex());
  }

  @Test
  void a_closed_account_can_do_nothing_until_it_is_opened_again() {
    closed();
    assertThat(
            platform
                .post(ALICE, "/relays", "{\"subdomain\":\"new\",\"plan_id\":\"free\"}")
                .refusal())
        .isEqualTo("409 account-closed");
    assertThat(platform.post(ALICE, path("/reactivate")).refusal()).isEqualTo("409 account-closed");
    platform.post(ALICE, "/tenants");
    assertThat(account()).as("a sign-in alone does not open it").isEqualTo("closed");
    assertThat(platform.post(ALICE, "/tenants", "{\"reopen\":1}").text("status"))
        .isEqualTo("active");
    platform.relay(ALICE, "new", "free");
    assertThat(count("/invoices")).as("the old invoices are there").isEqualTo(1);
  }

  @Test
  void the_credit_of_a_closed_account_waits_for_its_return() {
    pass(DAY.multipliedBy(14));
    closed();
    pass(DAY.multipliedBy(100));
    platform.post(ALICE, "/tenants", "{\"reopen\":1}");
    platform.relay(ALICE, "new", "basic");
    platform.work();
    assertThat(open(ALICE).getFirst().at("/total/amount").asLong()).isEqualTo(5_000);
  }

  @Test
  void the_operator_finds_closed_accounts() {
    closed();
    var found = platform.get(ADMIN, "/tenants?status=closed").data();
    assertThat(StreamSupport.stream(found.spliterator(), false))
        .extracting(tenant -> tenant.get("pubkey").asString())
        .containsExactly(ALICE.publicKey().hex());
  }
}

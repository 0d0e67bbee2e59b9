package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.activity.ActivityStream;
import caravel.control.billing.ImportedInvoice;
import caravel.control.billing.ImportedInvoiceStore;
import caravel.control.db.SecretBox;
import caravel.control.hosting.Specs;
import caravel.control.relay.PaidElsewhere;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayAdoption;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelayStatus;
import caravel.control.relay.RelayTerms;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.SecretKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A relay that comes from an earlier platform in the middle of a period that is paid for. It is 31
/// January; the relay is paid until 10 February at 8:00. Alice also has a relay of this platform,
/// which is paid until 28 February.
final class AdoptedRelayTest extends TransferFixture {
  private static final String OLD = "0197f3a2-1111-7000-8000-000000000001";
  private static final SecretKey CAROL = SecretKey.parse("07".repeat(32));
  private static final Instant ANCHOR = Instant.parse("2025-11-10T08:00:00Z");
  private static final Instant PAID_UNTIL = Instant.parse("2026-02-10T08:00:00Z");

  @BeforeEach
  void anAdoptedRelay() {
    relay = OLD;
    adopt(BOB, OLD, "old");
    platform.work();
  }

  private void adopt(SecretKey owner, String id, String label) {
    var plans = Platform.plans();
    var terms =
        new RelayTerms(plans, List.of("localhost:3334"), Set.of(), new RelayTerms.Limits(20, 5));
    var stream = new ActivityStream();
    var box = new SecretBox(List.of(Platform.BOX_KEY));
    var adoption =
        new RelayAdoption(
            terms, new Relays.Foundation(platform.db, platform.activities, stream, box, () -> {}));
    var adopted =
        new RelayAdoption.Adoptable(
            new RelayId(id),
            owner.publicKey(),
            new Relay.Address(label, "localhost:3334", label + "_1", Relay.CustomDomain.NONE),
            new Relay.Wishes("basic", new Relay.Profile("Old", "", ""), RelaySettings.of()),
            RelayStatus.ACTIVE,
            ANCHOR);
    platform.db.inTx(tx -> {
      assertThat(adoption.isKnown(tx, adopted.id())).isFalse();
      assertThat(adoption.refusal(tx, adopted)).isEmpty();
      new TenantDesk(platform.activities, stream, plans).ensure(tx, owner.publicKey(), "adopt");
      adoption.adopt(
          tx,
          adopted,
          SecretKey.parse("09".repeat(32)),
          new PaidElsewhere("basic", 10_000, PAID_UNTIL, ANCHOR),
          "adopt");
      assertThat(adoption.isKnown(tx, adopted.id())).isTrue();
      assertThat(adoption.refusal(tx, adopted)).contains("The name " + label + " is taken.");
      return true;
    });
  }

  private void passTo(Instant when) {
    pass(Duration.between(clock.instant(), when));
  }

  @Test
  void the_first_invoice_comes_with_the_renewal_that_was_due_anyway() {
    assertThat(open(BOB)).isEmpty();
    assertThat(platform.get(BOB, tenant(BOB)).data().get("renews_at").asLong())
        .isEqualTo(PAID_UNTIL.getEpochSecond());
    passTo(PAID_UNTIL.minusSeconds(1));
    assertThat(open(BOB)).isEmpty();
    passTo(PAID_UNTIL);
    var first = open(BOB).getFirst();
    assertThat(first.at("/total/amount").asLong()).isEqualTo(10_000);
    assertThat(first.get("period_start").asLong()).isEqualTo(PAID_UNTIL.getEpochSecond());
    assertThat(first.get("period_end").asLong())
        .isEqualTo(Instant.parse("2026-03-10T08:00:00Z").getEpochSecond());
    assertThat(lines(first)).containsExactly("old on Basic 10000");
    pay(BOB);
    passTo(Instant.parse("2026-03-10T08:00:00Z"));
    assertThat(lines(open(BOB).getFirst())).containsExactly("old on Basic 10000");
  }

  @Test
  void its_host_has_it_already() {
    var id = new RelayId(OLD);
    var adopted = platform.progress().byId(id).orElseThrow();
    var spec = new Specs(platform.progress(), Platform.plans()).of(adopted);
    assertThat(spec.known()).isTrue();
    assertThat(spec.identity().secret().revealHex()).isEqualTo("09".repeat(32));
    assertThat(adopted.seen().generation()).isNotEqualTo(adopted.seen().syncedGeneration());
  }

  @Test
  void off_and_on_again_costs_nothing_and_gives_no_credit() {
    platform.post(BOB, path("/deactivate"));
    pass(DAY);
    assertThat(credit(BOB)).isZero();
    var quote = platform.post(BOB, path("/quote"), "{\"plan_id\":\"basic\",\"status\":\"active\"}");
    assertThat(quote.data().at("/due/amount").asLong()).isZero();
    platform.post(BOB, path("/reactivate"));
    platform.work();
    assertThat(open(BOB)).isEmpty();
    passTo(PAID_UNTIL);
    assertThat(lines(open(BOB).getFirst())).containsExactly("old on Basic 10000");
  }

  @Test
  void another_plan_costs_the_difference_at_once() {
    passTo(PAID_UNTIL.minus(Duration.ofHours(31 * 24 / 10)));
    var quote = platform.post(BOB, path("/quote"), "{\"plan_id\":\"growth\"}");
    var due = quote.data().at("/due/amount").asLong();
    // 74 of 744 hours are left, and growth costs 40,000 more.
    assertThat(due).isEqualTo(Math.ceilDiv(40_000L * 74, 744));
    platform.call(BOB, "PATCH", path(""), "{\"plan_id\":\"growth\"}");
    platform.work();
    assertThat(open(BOB).getFirst().at("/total/amount").asLong()).isEqualTo(due);
    pay(BOB);
    platform.call(BOB, "PATCH", path(""), "{\"plan_id\":\"basic\"}");
    platform.work();
    assertThat(credit(BOB)).as("paid here, so it is credit").isEqualTo(due);
  }

  @Test
  void an_unpaid_invoice_for_another_relay_leaves_it_online() {
    platform.relay(BOB, "new", "growth");
    platform.work();
    assertThat(lines(open(BOB).getFirst())).hasSize(1);
    passTo(clock.instant().plus(DAY.multipliedBy(7)));
    assertThat(open(BOB)).isEmpty();
    assertThat(status()).isEqualTo("active");
  }

  @Test
  void a_new_owner_gets_the_paid_time_with_the_relay() {
    pass(DAY);
    assertThat(platform.post(BOB, path("/transfer"), recipient(ALICE)).status()).isEqualTo(200);
    assertThat(price(ALICE).at("/quote/due/amount").asLong()).isZero();
    var accepted = platform.post(ALICE, path("/transfer/accept"), confirmed("basic", 0));
    assertThat(accepted.status()).as(accepted.json().toString()).isEqualTo(200);
    platform.work();
    assertThat(open(ALICE)).isEmpty();
    assertThat(credit(BOB)).isZero();
    // From then on it is charged with Alice's other relay, whose periods begin at noon of the 31st.
    passTo(PAID_UNTIL);
    var first = lines(open(ALICE).getFirst());
    var rest = Instant.parse("2026-02-28T12:00:00Z").getEpochSecond() - PAID_UNTIL.getEpochSecond();
    assertThat(first)
        .containsExactly(
            "old on Basic " + Math.ceilDiv(10_000 * rest, Duration.ofDays(28).toSeconds()));
  }

  @Test
  void old_invoices_are_shown_to_their_tenant_and_are_no_debt() {
    var start = Instant.parse("2026-01-10T08:00:00Z");
    var open = new ImportedInvoice.Life(start, null, null, null);
    var line = new ImportedInvoice.Line(OLD, "basic", 500, "Old on Basic");
    var store = new ImportedInvoiceStore();
    var period = new ImportedInvoice.Period(start, PAID_UNTIL);
    platform.db.inTx(tx -> {
      var invoice = new ImportedInvoice("v1", BOB.publicKey(), 500, period, open, List.of(line));
      assertThat(store.insert(tx, invoice)).isTrue();
      assertThat(store.insert(tx, invoice)).as("again").isFalse();
      return true;
    });
    var shown = platform.get(BOB, tenant(BOB) + "/invoices/imported").data();
    assertThat(shown).hasSize(1);
    assertThat(shown.get(0).get("status").asString()).isEqualTo("open");
    assertThat(shown.get(0).get("amount").asLong()).isEqualTo(500);
    assertThat(shown.at("/0/items/0/description").asString()).isEqualTo("Old on Basic");
    assertThat(platform.get(ALICE, tenant(BOB) + "/invoices/imported").refusal())
        .isEqualTo("404 not-found");
    pass(DAY.multipliedBy(8));
    assertThat(open(BOB)).isEmpty();
    assertThat(status()).isEqualTo("active");
  }

  @Test
  void a_relay_of_a_suspended_tenant_is_neither_online_nor_charged() {
    suspend(CAROL);
    relay = "0197f3a2-1111-7000-8000-000000000002";
    adopt(CAROL, relay, "other");
    platform.work();
    assertThat(status()).isEqualTo("suspended");
    passTo(PAID_UNTIL.plus(DAY));
    assertThat(open(CAROL)).isEmpty();
  }

  private void suspend(SecretKey who) {
    platform.post(who, "/tenants");
    var suspended = platform.post(ADMIN, tenant(who) + "/suspend", "{\"reason\":\"Spam\"}");
    assertThat(suspended.status()).isEqualTo(200);
  }

  @Test
  void its_activity_says_that_it_was_adopted() {
    var activities = platform.get(ADMIN, path("/activity")).data().get("activity");
    assertThat(activities.get(0).get("activity_type").asString()).isEqualTo("adopt_relay");
    assertThat(activities.get(0).get("actor").asString()).isEqualTo("adopt");
  }
}

package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A relay on a paid plan gets another owner, with the bills of both.
final class PaidTransferTest extends TransferFixture {
  @Test
  void from_the_transfer_on_the_new_owner_pays_and_the_former_owner_has_the_rest_as_credit() {
    // On 14 February Alice is asked what she gets back.
    pass(DAY.multipliedBy(14));
    var back =
        platform.post(ALICE, path("/quote"), "{\"plan_id\":\"basic\",\"status\":\"inactive\"}");
    assertThat(back.data().at("/total/amount").asLong()).isEqualTo(-5_000);
    offer();

    // Bob sees the price of a month of his own.
    var price = price();
    assertThat(price.get("plan_id").asString()).isEqualTo("basic");
    assertThat(price.get("status").asString()).isEqualTo("active");
    assertThat(price.at("/quote/due/amount").asLong()).isEqualTo(10_000);
    assertThat(price.at("/quote/items/0/description").asString())
        .isEqualTo("club on Basic, taken over from another owner");
    assertThat(price.at("/quote/items/0/period_start").asLong()).isEqualTo(clock.seconds());
    assertThat(price.at("/quote/items/0/period_end").asLong())
        .isEqualTo(Instant.parse("2026-03-14T12:00:00Z").getEpochSecond());
    accept(AT_FULL_PRICE);
    platform.work();

    assertThat(credit(ALICE)).isEqualTo(5_000);
    assertThat(platform.get(ALICE, tenant(ALICE)).data().get("renews_at")).isNull();
    assertThat(open(ALICE)).isEmpty();
    var bobs = open(BOB).getFirst();
    assertThat(bobs.at("/total/amount").asLong()).isEqualTo(10_000);
    assertThat(bobs.get("due_at").asLong()).isEqualTo(clock.seconds() + 7 * DAY.toSeconds());
    assertThat(lines(bobs)).containsExactly("club on Basic, taken over from another owner 10000");
    pay(BOB);

    // Alice's next invoice has the credit, and names the transfer.
    pass(Duration.ofHours(1));
    platform.relay(ALICE, "second", "basic");
    platform.work();
    var next = open(ALICE).getFirst();
    assertThat(next.at("/total/amount").asLong()).isEqualTo(5_000);
    assertThat(lines(next))
        .containsExactlyInAnyOrder(
            "Unused time on club on Basic, transferred to another owner -5000",
            "second on Basic 10000");
    pay(ALICE);
    assertThat(credit(ALICE)).isZero();

    // A month later each renews their own relay alone.
    pass(DAY.multipliedBy(28));
    assertThat(open(BOB)).hasSize(1);
    assertThat(lines(open(BOB).getFirst())).containsExactly("club on Basic 10000");
    assertThat(lines(open(ALICE).getFirst())).containsExactly("second on Basic 10000");
  }

  @Test
  void a_new_owner_with_a_running_period_pays_only_the_rest_of_it() {
    platform.relay(BOB, "own", "basic");
    platform.work();
    pay(BOB);
    pass(DAY.multipliedBy(7));
    offer();
    assertThat(price().at("/quote/due/amount").asLong()).isEqualTo(7_500);
    accept(confirmed("basic", 7_500));
    platform.work();
    assertThat(open(BOB).getFirst().at("/total/amount").asLong()).isEqualTo(7_500);
    assertThat(credit(ALICE)).isEqualTo(7_500);
    assertThat(secondsBilled()).as("no second twice, none missed").isEmpty();
  }

  @Test
  void credit_of_the_new_owner_pays_first() {
    platform.post(BOB, "/tenants");
    platform.post(
        ADMIN, "/admin" + tenant(BOB) + "/credits", "{\"amount\":8000,\"reason\":\"Goodwill\"}");
    offer();
    var quote = price().get("quote");
    assertThat(quote.at("/total/amount").asLong()).isEqualTo(10_000);
    assertThat(quote.at("/due/amount").asLong()).isEqualTo(2_000);
    accept(confirmed("basic", 2_000));
    platform.work();
    assertThat(open(BOB).getFirst().at("/total/amount").asLong()).isEqualTo(2_000);
  }

  @Test
  void an_unpaid_new_owner_loses_the_relay_to_the_grace_and_the_former_owner_loses_nothing() {
    pass(DAY.multipliedBy(14));
    offer();
    accept(AT_FULL_PRICE);
    platform.work();
    pass(DAY.multipliedBy(7).minusSeconds(1));
    assertThat(status()).isEqualTo("active");
    pass(Duration.ofSeconds(1));
    assertThat(status()).isEqualTo("delinquent");
    assertThat(platform.get(BOB, tenant(BOB)).data().get("status").asString())
        .isEqualTo("delinquent");
    assertThat(platform.get(ALICE, tenant(ALICE)).data().get("status").asString())
        .isEqualTo("active");
    assertThat(credit(ALICE)).isEqualTo(5_000);
    assertThat(credit(BOB)).isZero();
    // It is Bob's, and stays with him until it is back online.
    assertThat(transfer(BOB, ALICE).refusal()).isEqualTo("409 conflict");
  }

  @Test
  void a_relay_that_comes_back_within_a_second_costs_nobody_anything() {
    pass(DAY.multipliedBy(3));
    offer();
    accept(AT_FULL_PRICE);
    assertThat(transfer(BOB, ALICE).sentence())
        .isEqualTo(
            "An open invoice contains this relay. It can be transferred when the invoice is paid.");
    platform.work();
    pay(BOB);
    transfer(BOB, ALICE);
    var due = price(ALICE).at("/quote/due/amount").asLong();
    assertThat(due).as("her credit pays it").isZero();
    assertThat(platform.post(ALICE, path("/transfer/accept")).status()).isEqualTo(200);
    platform.work();
    assertThat(credit(BOB)).as("he used nothing").isEqualTo(10_000);
    assertThat(credit(ALICE)).isZero();
    assertThat(open(ALICE)).isEmpty();
    assertThat(platform.get(ALICE, tenant(ALICE)).data().get("renews_at").asLong())
        .isEqualTo(Instant.parse("2026-02-28T12:00:00Z").getEpochSecond());
  }

  @Test
  void both_histories_have_the_transfer_at_one_instant_even_if_a_clock_was_ahead() {
    offer();
    clock.move(DAY);
    platform.post(BOB, "/tenants");
    platform.post(
        ADMIN, "/admin" + tenant(BOB) + "/credits", "{\"amount\":1,\"reason\":\"Too early\"}");
    var ahead = clock.seconds();
    clock.move(DAY.negated().plusSeconds(60));
    assertThat(price().at("/quote/at").asLong()).isEqualTo(ahead);
    accept(AT_FULL_PRICE);
    var instants =
        platform.db.<List<Long>>read(tx ->
            tx.handle()
                .createQuery(
                    "SELECT billing_at FROM activity WHERE activity_type = 'accept_transfer'")
                .mapTo(Long.class)
                .list());
    assertThat(instants).containsExactly(ahead, ahead);
  }

  @Test
  void a_relay_that_is_offline_by_its_owners_choice_costs_nothing_until_it_is_back() {
    platform.post(ALICE, path("/deactivate"));
    pass(DAY);
    offer();
    var price = price();
    assertThat(price.get("status").asString()).isEqualTo("inactive");
    assertThat(price.at("/quote/items")).isEmpty();
    assertThat(platform.post(BOB, path("/transfer/accept")).text("status")).isEqualTo("inactive");
    pass(DAY);
    assertThat(open(BOB)).isEmpty();
    platform.post(BOB, path("/reactivate"));
    platform.work();
    assertThat(open(BOB).getFirst().at("/total/amount").asLong()).isEqualTo(10_000);
  }

  @Test
  void nothing_is_charged_where_no_payments_are_switched_on(@TempDir Path other) {
    try (var free = new Platform(other)) {
      var club = "/relays/" + free.relay(ALICE, "club", "growth");
      free.post(ALICE, club + "/transfer", recipient(BOB));
      var price = free.post(BOB, club + "/transfer/quote").data();
      assertThat(price.get("plan_id").asString()).isEqualTo("growth");
      assertThat(price.at("/quote/items")).isEmpty();
      assertThat(free.post(BOB, club + "/transfer/accept").status()).isEqualTo(200);
    }
  }

  /// The spans of the relay's charges that overlap or leave a gap, over both tenants.
  private List<String> secondsBilled() {
    record Charged(String tenant, long from, long to) {}
    var charges =
        platform.db.<List<Charged>>read(tx ->
            tx.handle()
                .createQuery(
                    """
                    SELECT c.tenant_pubkey, c.period_start, coalesce(
                             (SELECT g.period_start FROM invoice_items g WHERE g.gives_back = c.id),
                             c.period_end)
                      FROM invoice_items c WHERE c.kind = 'charge' AND c.relay_id = :relay
                    ORDER BY c.period_start
                    """)
                .bind("relay", relay)
                .map((row, _) -> new Charged(row.getString(1), row.getLong(2), row.getLong(3)))
                .list());
    var wrong = new ArrayList<String>();
    for (var i = 1; i < charges.size(); i++) {
      if (charges.get(i - 1).to() != charges.get(i).from()) {
        wrong.add(charges.get(i - 1) + " " + charges.get(i));
      }
    }
    return wrong;
  }
}

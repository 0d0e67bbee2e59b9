package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.control.relay.RelayId;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A relay on a paid plan gets another owner. The clock begins on 31 January at noon, and Alice
/// pays 10,000 sats for the 28 days until 28 February.
final class PaidTransferTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String AT_FULL_PRICE = confirmed("basic", 10_000);

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeWallet wallet = new FakeWallet(clock);
  private Platform platform;
  private String relay;

  @BeforeEach
  void aPaidRelay() {
    platform =
        new Platform(
            folder, new PaymentRails(wallet, new FakePayers(), null, Optional::empty), clock);
    relay = platform.relay(ALICE, "club", "basic");
    platform.progress().answered(new RelayId(relay), 1);
    platform.work();
    pay(ALICE);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

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

  @Test
  void an_acceptance_of_another_plan_or_a_lower_price_is_a_conflict() {
    offer();
    for (var wrong :
        List.of("{}", confirmed("basic", 9_999), confirmed("growth", 50_000), "{\"due\":0}")) {
      var refused = platform.post(BOB, path("/transfer/accept"), wrong);
      assertThat(refused.refusal()).as(wrong).isEqualTo("409 conflict");
      assertThat(refused.sentence()).contains("not the one that you confirmed");
    }
    assertThat(platform.post(BOB, path("/transfer/accept"), "{\"due\":10000}").refusal())
        .isEqualTo("422 invalid plan_id");
    for (var wrong : List.of("{\"due\":-1}", "{\"due\":\"x\"}", "{\"plan_id\":7}")) {
      assertThat(platform.post(BOB, path("/transfer/accept"), wrong).status())
          .as(wrong)
          .isEqualTo(422);
    }
    assertThat(owner()).isEqualTo(ALICE.publicKey().hex());
    accept(confirmed("basic", 12_345));
  }

  @Test
  void a_plan_that_changes_after_the_quote_is_a_conflict() {
    offer();
    price();
    platform.put(ALICE, path(""), "{\"plan_id\":\"free\"}");
    var refused = platform.post(BOB, path("/transfer/accept"), AT_FULL_PRICE);
    assertThat(refused.refusal()).isEqualTo("409 conflict");
    assertThat(price().get("plan_id").asString()).isEqualTo("free");
    platform.put(ALICE, path(""), "{\"plan_id\":\"growth\"}");
    platform.work();
    assertThat(platform.post(BOB, path("/transfer/accept"), AT_FULL_PRICE).refusal())
        .isEqualTo("409 conflict");
    assertThat(owner()).isEqualTo(ALICE.publicKey().hex());
  }

  @Test
  void of_two_acceptances_at_once_one_counts() throws Exception {
    offer();
    var answers =
        atOnce(
            () -> platform.post(BOB, path("/transfer/accept"), AT_FULL_PRICE),
            () -> platform.post(BOB, path("/transfer/accept"), AT_FULL_PRICE));
    assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(200);
    assertThat(answers.stream().map(Answer::status)).containsAnyOf(404, 409);
    platform.work();
    assertThat(open(BOB)).hasSize(1);
    assertThat(open(BOB).getFirst().at("/total/amount").asLong()).isEqualTo(10_000);
  }

  /// Either the plan changes first and the acceptance fails, or the relay has its new owner and the
  /// change fails. Bob never pays for a plan that he did not see.
  @Test
  void an_acceptance_and_a_change_of_plan_at_once_never_surprise_the_new_owner() throws Exception {
    for (var round = 0; round < 8; round++) {
      var club = "/relays/" + platform.relay(ALICE, "race" + round, "basic");
      platform.work();
      open(ALICE).forEach(_ -> pay(ALICE));
      platform.post(ALICE, club + "/transfer", recipient(BOB));
      var due = platform.post(BOB, club + "/transfer/quote").data().at("/quote/due/amount");
      var answers =
          atOnce(
              () -> platform.post(BOB, club + "/transfer/accept", confirmed("basic", due.asLong())),
              () -> platform.put(ALICE, club, "{\"plan_id\":\"growth\"}"));
      if (answers.getFirst().status() == 200) {
        assertThat(answers.getLast().refusal()).isEqualTo("404 not-found");
        assertThat(platform.get(BOB, club).text("plan_id")).isEqualTo("basic");
      } else {
        assertThat(answers.getFirst().refusal()).isEqualTo("409 conflict");
        assertThat(answers.getLast().status()).isEqualTo(200);
      }
      platform.work();
      open(ALICE).forEach(_ -> pay(ALICE));
      open(BOB).forEach(_ -> pay(BOB));
    }
  }

  @Test
  void what_is_unpaid_or_uncertain_keeps_the_relay_with_its_owner() {
    platform.put(ALICE, path(""), "{\"plan_id\":\"growth\"}");
    var open = transfer(ALICE, BOB);
    assertThat(open.refusal()).isEqualTo("409 conflict");
    assertThat(open.sentence()).contains("open invoice");
    platform.work();
    pay(ALICE);
    assertThat(transfer(ALICE, BOB).status()).isEqualTo(200);

    platform.post(ADMIN, path("/suspend"), "{\"reason\":\"Spam\"}");
    assertThat(platform.post(BOB, path("/transfer/quote")).refusal()).isEqualTo("409 conflict");
    assertThat(platform.post(BOB, path("/transfer/accept"), confirmed("growth", 50_000)).refusal())
        .isEqualTo("409 conflict");
    platform.post(ADMIN, path("/unsuspend"), "{\"reason\":\"\"}");
    platform.work();

    // Alice does not renew.
    pass(DAY.multipliedBy(28));
    pass(DAY.multipliedBy(7));
    var unpaid = transfer(ALICE, BOB);
    assertThat(unpaid.sentence()).contains("because an invoice wasn’t paid");
    platform.post(ALICE, path("/reactivate"));
    platform.work();
    assertThat(transfer(ALICE, BOB).sentence()).contains("waits for a payment");
  }

  @Test
  void a_payment_of_unknown_outcome_keeps_the_relay_with_its_owner() {
    offer();
    var wallet =
        "nostr+walletconnect://"
            + ALICE.publicKey()
            + "?relay=wss://relay.example.com&secret="
            + "1".repeat(64);
    platform.put(ALICE, tenant(ALICE), "{\"nwc_url\":\"" + wallet + "\"}");
    platform.put(ALICE, path(""), "{\"plan_id\":\"growth\"}");
    platform.work(); // The wallet was asked to pay, and does not answer.
    var sentence =
        "A payment for this relay is under way. It can be transferred when the payment is complete.";
    assertThat(transfer(ALICE, BOB).sentence()).isEqualTo(sentence);
    assertThat(platform.post(BOB, path("/transfer/quote")).sentence()).isEqualTo(sentence);
    assertThat(platform.post(BOB, path("/transfer/accept"), AT_FULL_PRICE).sentence())
        .isEqualTo(sentence);
  }

  @Test
  void money_on_hold_keeps_the_relay_with_its_owner() {
    offer();
    platform.db.inTx(tx ->
        tx.handle()
            .execute(
                "INSERT INTO money_holds (id, since, reason, alive_before)"
                    + " VALUES ('h', 1, 'A test.', 1)"));
    platform.close();
    platform =
        new Platform(
            folder, new PaymentRails(wallet, new FakePayers(), null, Optional::empty), clock);
    for (var refused :
        List.of(
            transfer(ALICE, BOB),
            platform.post(BOB, path("/transfer/quote")),
            platform.post(BOB, path("/transfer/accept"), AT_FULL_PRICE))) {
      assertThat(refused.sentence()).startsWith("Billing is on hold right now");
    }
  }

  @Test
  void a_person_who_pays_first_takes_over_only_relays_that_cost_nothing() {
    platform.relay(BOB, "unpaid", "basic");
    platform.work();
    pass(DAY.multipliedBy(7));
    offer();
    var refused = platform.post(BOB, path("/transfer/quote"));
    assertThat(refused.refusal()).isEqualTo("409 conflict");
    assertThat(refused.sentence())
        .isEqualTo(
            "You pay for relays before they start, so you can’t take over a relay on a paid plan."
                + " Ask its owner to move it to the free plan, then accept it and choose a plan.");
    assertThat(platform.post(BOB, path("/transfer/accept"), AT_FULL_PRICE).refusal())
        .isEqualTo("409 conflict");
    // As the sentence says: the relay stays online, and the paid plan starts when it is paid.
    platform.put(ALICE, path(""), "{\"plan_id\":\"free\"}");
    assertThat(platform.post(BOB, path("/transfer/accept"), "{\"plan_id\":\"free\"}").status())
        .isEqualTo(200);
    platform.put(BOB, path(""), "{\"plan_id\":\"basic\"}");
    platform.work();
    assertThat(status()).isEqualTo("active");
    assertThat(platform.get(BOB, path("")).text("plan_id")).isEqualTo("free");
    pay(BOB);
    assertThat(platform.get(BOB, path("")).text("plan_id")).isEqualTo("basic");
  }

  @Test
  void the_number_of_relays_of_the_new_owner_stays_limited() {
    for (var next = 0; next < 20; next++) {
      platform.relay(BOB, "own" + next, next < 5 ? "free" : "basic");
    }
    offer();
    assertThat(platform.post(BOB, path("/transfer/quote")).refusal()).isEqualTo("422 relay-limit");
    assertThat(platform.post(BOB, path("/transfer/accept"), confirmed("basic", 99_999)).refusal())
        .isEqualTo("422 relay-limit");
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

  private static List<Answer> atOnce(Callable<Answer> one, Callable<Answer> other)
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(one);
      var second = threads.submit(other);
      return List.of(first.get(), second.get());
    }
  }

  private static String confirmed(String plan, long due) {
    return "{\"plan_id\":\"" + plan + "\",\"due\":" + due + "}";
  }

  private static String recipient(SecretKey who) {
    return "{\"pubkey\":\"" + who.publicKey().hex() + "\"}";
  }

  private void offer() {
    assertThat(transfer(ALICE, BOB).status()).isEqualTo(200);
  }

  private Answer transfer(SecretKey from, SecretKey to) {
    return platform.post(from, path("/transfer"), recipient(to));
  }

  private JsonNode price() {
    return price(BOB);
  }

  private JsonNode price(SecretKey who) {
    var answer = platform.post(who, path("/transfer/quote"));
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.data();
  }

  private void accept(String confirmed) {
    var answer = platform.post(BOB, path("/transfer/accept"), confirmed);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
  }

  private String owner() {
    return platform.get(ADMIN, path("")).text("tenant_pubkey");
  }

  private String status() {
    return platform.get(ADMIN, path("")).text("status");
  }

  private long credit(SecretKey who) {
    return platform.get(who, tenant(who)).data().at("/credit/amount").asLong();
  }

  private List<JsonNode> open(SecretKey who) {
    var open = new ArrayList<JsonNode>();
    platform.get(who, tenant(who) + "/invoices?status=open").data().forEach(open::add);
    return open;
  }

  private List<String> lines(JsonNode invoice) {
    var lines = new ArrayList<String>();
    platform
        .get(ADMIN, "/invoices/" + invoice.get("id").asString() + "/items")
        .data()
        .forEach(line ->
            lines.add(
                line.get("description").asString() + " " + line.at("/total/amount").asLong()));
    return lines;
  }

  private void pay(SecretKey who) {
    var id = open(who).getFirst().get("id").asString();
    wallet.settle(platform.post(who, "/invoices/" + id + "/bolt11").text("lnbc"));
    assertThat(platform.post(who, "/invoices/" + id + "/reconcile").text("status"))
        .isEqualTo("paid");
    platform.work();
  }

  private void pass(Duration time) {
    clock.move(time);
    platform.work();
  }

  private String path(String rest) {
    return "/relays/" + relay + rest;
  }

  private static String tenant(SecretKey who) {
    return "/tenants/" + who.publicKey().hex();
  }
}

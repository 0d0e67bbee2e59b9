package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.FakePayers;
import caravel.control.payment.PaymentRails;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Refused transfers of relays on paid plans, and acceptances at another price.
final class TransferRefusalsTest extends TransferFixture {
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

  private static List<Answer> atOnce(Callable<Answer> one, Callable<Answer> other)
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(one);
      var second = threads.submit(other);
      return List.of(first.get(), second.get());
    }
  }
}

package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.stripe.Bank;
import caravel.control.payment.stripe.RecordedStripe.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Money that goes back to the payer of a card payment (M9).
final class RefundsTest extends CardStage {
  RefundsTest(@TempDir Path folder) {
    super(folder);
  }

  private void pay() {
    stripe.pay(openPage(), Bank.PAYS);
    deliverAll();
    platform.work();
    assertPaidOnce();
  }

  private Answer refund(String body) {
    clock.move(Duration.ofSeconds(1));
    return platform.post(ADMIN, "/admin/invoices/" + id() + "/refund", body);
  }

  private static final String ALL = "{\"reason\":\"Wrong plan\"}";

  private long refunded() {
    return invoice().path("refunded").path("amount").asLong();
  }

  private long revenue() {
    return overview().path("revenue").get(0).path("total").path("amount").asLong();
  }

  private JsonNode overview() {
    return platform.get(ADMIN, "/admin/overview").data();
  }

  private List<String> history() {
    return platform
        .get(ALICE, "/tenants/" + ALICE.publicKey() + "/activity")
        .data()
        .path("activity")
        .valueStream()
        .map(row -> row.path("activity_type").asString())
        .toList();
  }

  /// Events that come twice and in the wrong order, and a scan.
  private void tellTwiceAndBackwards() {
    for (var event : stripe.told().reversed()) {
      deliver(stripe.again(event));
    }
    delivered = stripe.told().size();
    clock.move(Duration.ofHours(2));
    platform.work();
  }

  @Test
  void a_refund_is_made_once_at_the_processor_and_takes_no_used_credit() {
    pay();
    assertThat(revenue()).isEqualTo(50_000);
    var answer = refund(ALL);
    assertThat(answer.text("status")).isEqualTo("succeeded");
    assertThat(answer.text("paid_by")).isEqualTo("processor");
    tellTwiceAndBackwards();
    assertThat(stripe.refunds()).hasSize(1);
    assertThat(refunded()).isEqualTo(50_000);
    assertThat(revenue()).isZero();
    assertThat(credit()).isZero();
    assertThat(relay().path("status").asString()).as("nothing becomes debt").isEqualTo("active");
    assertThat(notices()).contains("payment_refunded");
    assertThat(history().stream().filter("refund_invoice"::equals)).hasSize(1);
    assertThat(refund(ALL).status()).isEqualTo(409);
  }

  @Test
  void the_unused_part_of_a_refunded_payment_is_no_credit() {
    pay();
    refund("{\"amount\":20000,\"reason\":\"Half a month\"}");
    assertThat(refunded()).isEqualTo(20_000);
    clock.move(Duration.ofDays(1));
    platform.post(ALICE, "/relays/" + relay().path("id").asString() + "/deactivate");
    platform.work();
    assertThat(credit()).as("a day was used, and 20,000 are back").isBetween(28_000L, 29_000L);
    refund(ALL);
    platform.work();
    assertThat(credit()).isZero();
    assertThat(refunded()).isEqualTo(50_000);
  }

  @Test
  void a_refund_beyond_the_rest_is_refused() {
    pay();
    var answer = refund("{\"amount\":50001,\"reason\":\"Too much\"}");
    assertThat(answer.refusal()).isEqualTo("422 invalid amount");
    assertThat(refund("{\"amount\":1}").refusal()).isEqualTo("422 invalid reason");
    assertThat(refund("{\"amount\":1,\"reason\":\"Less than a cent\"}").refusal())
        .isEqualTo("422 invalid amount");
    assertThat(stripe.refunds()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOST_BEFORE", "LOST_AFTER", "TROUBLE"})
  void a_refund_with_a_lost_answer_is_looked_up_and_never_repeated(String fault) {
    pay();
    stripe.next(Fault.valueOf(fault));
    assertThat(refund(ALL).text("status")).isEqualTo("pending");
    assertThat(invoice().path("refund_pending").path("amount").asLong()).isEqualTo(50_000);
    assertThat(refund(ALL).status()).as("until it is known").isEqualTo(409);
    clock.move(Duration.ofHours(2));
    platform.work();
    clock.move(Duration.ofHours(2));
    platform.work();
    var wasMade = fault.equals("LOST_AFTER");
    assertThat(stripe.refunds()).hasSize(wasMade ? 1 : 0);
    assertThat(refunded()).isEqualTo(wasMade ? 50_000 : 0);
    assertThat(invoice().has("refund_pending")).isFalse();
  }

  @Test
  void a_refund_that_fails_later_is_undone() {
    pay();
    platform.post(ALICE, "/relays/" + relay().path("id").asString() + "/deactivate");
    platform.work();
    var before = credit();
    refund(ALL);
    platform.work();
    assertThat(credit()).isZero();
    stripe.refundBecomes(stripe.refunds().getFirst(), "failed");
    tellTwiceAndBackwards();
    assertThat(credit()).isEqualTo(before);
    assertThat(refunded()).isZero();
    assertThat(revenue()).isEqualTo(50_000);
    assertThat(history().stream().filter("fail_refund"::equals)).hasSize(1);
  }

  @Test
  void a_pending_refund_is_booked_when_it_succeeds() {
    pay();
    stripe.refundsAre("pending");
    refund(ALL);
    assertThat(refunded()).isZero();
    stripe.refundBecomes(stripe.refunds().getFirst(), "succeeded");
    clock.move(Duration.ofHours(2));
    platform.work();
    assertThat(refunded()).isEqualTo(50_000);
  }

  @Test
  void a_refund_made_in_the_dashboard_is_found_without_its_webhook() {
    pay();
    stripe.refundInDashboard(intentOf(), 1_234);
    clock.move(Duration.ofHours(2));
    platform.work();
    assertThat(refunded()).isEqualTo(12_340);
    tellTwiceAndBackwards();
    assertThat(refunded()).isEqualTo(12_340);
  }

  @Test
  void while_a_payment_is_disputed_nothing_is_charged_automatically() {
    pay();
    saveCard(Bank.PAYS);
    var dispute = stripe.dispute(intentOf());
    deliverAll();
    assertThat(tenant().path("disputed_at").asLong()).isPositive();
    assertThat(invoice().path("dispute").asString()).isEqualTo("open");
    assertThat(overview().path("disputes").get(0).path("id").asString()).isEqualTo(dispute);
    assertThat(refund(ALL).status()).isEqualTo(409);
    clock.move(Duration.ofDays(32));
    platform.work();
    assertThat(chargeKeys()).isEmpty();
    stripe.decide(dispute, "won");
    tellTwiceAndBackwards();
    clock.move(Duration.ofDays(1));
    platform.work();
    assertThat(tenant().has("disputed_at")).isFalse();
    assertThat(invoice().path("dispute").asString()).isEqualTo("won");
    assertThat(chargeKeys()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_lost_dispute_takes_the_relays_offline_that_the_payment_paid_for(boolean isTold) {
    pay();
    var dispute = stripe.dispute(intentOf());
    stripe.decide(dispute, "lost");
    if (isTold) {
      tellTwiceAndBackwards();
    } else {
      clock.move(Duration.ofHours(2));
      platform.work();
    }
    assertThat(relay().path("status").asString()).isEqualTo("delinquent");
    assertThat(tenant().path("status").asString()).isEqualTo("delinquent");
    assertThat(tenant().has("disputed_at")).isFalse();
    assertThat(invoice().path("dispute").asString()).isEqualTo("lost");
    assertThat(refunded()).isEqualTo(50_000);
    assertThat(revenue()).isZero();
    assertThat(credit()).isZero();
    stripe.bank(customer(), Bank.HAS_NO_FUNDS);
    platform.post(ALICE, "/relays/" + relay().path("id").asString() + "/reactivate");
    platform.work();
    assertThat(relay().path("status").asString()).as("pay first").isNotEqualTo("active");
  }
}

package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Money that came outside and that an operator books, credit that an operator gives, and refunds
/// that an operator pays outside (M9).
final class AdjustmentsTest {
  private final TestClock clock = new TestClock();
  private final Platform platform;
  private String relay = "";

  AdjustmentsTest(@TempDir Path folder) {
    var rails = new PaymentRails(new FakeWallet(clock), new FakePayers(), null, Optional::empty);
    platform = new Platform(folder, rails, clock);
  }

  @BeforeEach
  void owe() {
    relay = platform.relay(ALICE, "club", "basic");
    platform.work();
    assertThat(open()).hasSize(1);
  }

  @AfterEach
  void close() {
    platform.close();
  }

  private Answer post(String path, String body) {
    clock.move(Duration.ofSeconds(1));
    var answer = platform.post(ADMIN, path, body);
    platform.work();
    return answer;
  }

  private Answer book(String body) {
    return post("/admin/tenants/" + ALICE.publicKey() + "/payments", body);
  }

  private String invoiceBody(long amount, String invoice) {
    return """
    {"amount":%d,"invoice_id":"%s","reason":"Cash at the club"}\
    """
        .formatted(amount, invoice);
  }

  private List<JsonNode> invoices() {
    return platform
        .get(ALICE, "/tenants/" + ALICE.publicKey() + "/invoices")
        .data()
        .valueStream()
        .toList();
  }

  private List<JsonNode> open() {
    return invoices().stream().filter(one -> one.path("status").asString().equals("open")).toList();
  }

  private JsonNode tenant() {
    return platform.get(ALICE, "/tenants/" + ALICE.publicKey()).data();
  }

  private long credit() {
    return tenant().path("credit").path("amount").asLong();
  }

  private List<String> notices() {
    return platform
        .get(ALICE, "/tenants/" + ALICE.publicKey() + "/notices")
        .data()
        .valueStream()
        .map(notice -> notice.path("notice_type").asString())
        .toList();
  }

  private JsonNode lastAudit() {
    return platform.get(ADMIN, "/admin/audit").data().get(0);
  }

  @Test
  void an_outside_payment_pays_an_open_invoice() {
    var id = open().getFirst().path("id").asString();
    assertThat(book(invoiceBody(10_000, id)).status()).isEqualTo(200);
    var paid = platform.get(ALICE, "/invoices/" + id).data();
    assertThat(paid.path("status").asString()).isEqualTo("paid");
    assertThat(paid.path("method").asString()).isEqualTo("oob");
    assertThat(paid.path("booked_by_operator").asBoolean()).isTrue();
    assertThat(credit()).isZero();
    assertThat(notices()).contains("invoice_paid").doesNotContain("payment_booked");
    assertThat(lastAudit().path("action").asString()).isEqualTo("book_payment");
    assertThat(lastAudit().path("reason").asString()).isEqualTo("Cash at the club");
    assertThat(book(invoiceBody(10_000, id)).refusal()).isEqualTo("409 conflict");
  }

  @Test
  void an_underpayment_leaves_a_smaller_invoice() {
    var id = open().getFirst().path("id").asString();
    book(invoiceBody(4_000, id));
    assertThat(open()).hasSize(1);
    assertThat(open().getFirst().at("/total/amount").asLong()).isEqualTo(6_000);
    assertThat(notices()).contains("payment_booked").doesNotContain("credit_kept");
  }

  @Test
  void money_on_account_pays_later_invoices() {
    book("{\"amount\":25000,\"reason\":\"Bank transfer\"}");
    assertThat(open()).isEmpty();
    assertThat(credit()).isEqualTo(15_000);
    assertThat(notices()).contains("payment_booked");
    assertThat(platform.get(ADMIN, "/admin/overview").data().at("/revenue/0/total/amount").asLong())
        .isEqualTo(25_000);
  }

  @Test
  void a_payment_is_not_booked_for_the_invoice_of_another_tenant() {
    platform.relay(BOB, "other", "basic");
    var id = platform.invoice(BOB).path("id").asString();
    assertThat(book(invoiceBody(10_000, id)).refusal()).isEqualTo("422 invalid invoice_id");
    assertThat(book(invoiceBody(10_000, "none")).refusal()).isEqualTo("422 invalid invoice_id");
    assertThat(book("{\"reason\":\"x\"}").refusal()).isEqualTo("422 invalid amount");
    assertThat(book("{\"amount\":0,\"reason\":\"x\"}").refusal()).isEqualTo("422 invalid amount");
    assertThat(book("{\"amount\":5}").refusal()).isEqualTo("422 invalid reason");
    var nobody = "0b".repeat(32);
    assertThat(post("/admin/tenants/" + nobody + "/credits", "{\"amount\":5,\"reason\":\"x\"}"))
        .extracting(Answer::status)
        .isEqualTo(404);
  }

  @Test
  void operator_credit_is_used_first_and_is_not_revenue() {
    var answer =
        post(
            "/admin/tenants/" + ALICE.publicKey() + "/credits",
            "{\"amount\":12000,\"reason\":\"The outage on Monday\"}");
    assertThat(answer.data().at("/credit/amount").asLong()).isPositive();
    assertThat(credit()).isEqualTo(2_000);
    assertThat(open()).isEmpty();
    assertThat(notices()).contains("credit_given");
    assertThat(platform.get(ADMIN, "/admin/overview").data().at("/revenue/0/total/amount").asLong())
        .isZero();
    assertThat(lastAudit().path("action").asString()).isEqualTo("give_credit");
  }

  @Test
  void an_outside_payment_is_refunded_outside_and_the_answer_says_so() {
    var id = open().getFirst().path("id").asString();
    book(invoiceBody(10_000, id));
    platform.post(ALICE, "/relays/" + relay + "/deactivate");
    platform.work();
    assertThat(credit()).isPositive();
    var answer = post("/admin/invoices/" + id + "/refund", "{\"reason\":\"Moved away\"}");
    assertThat(answer.text("paid_by")).isEqualTo("operator");
    assertThat(answer.text("status")).isEqualTo("succeeded");
    assertThat(credit()).isZero();
    assertThat(platform.get(ALICE, "/invoices/" + id).data().at("/refunded/amount").asLong())
        .isEqualTo(10_000);
    assertThat(post("/admin/invoices/" + id + "/refund", "{\"reason\":\"Again\"}").refusal())
        .isEqualTo("409 conflict");
  }

  /// The tenant has its money again, so that the relay which the credit paid for is to be paid.
  @Test
  void credit_that_an_open_invoice_uses_is_taken_back_by_a_refund() {
    var first = open().getFirst().path("id").asString();
    book(invoiceBody(10_000, first));
    platform.post(ALICE, "/relays/" + relay + "/deactivate");
    platform.relay(ALICE, "big", "growth");
    platform.work();
    assertThat(open().getFirst().at("/total/amount").asLong()).isLessThan(41_000);
    post("/admin/invoices/" + first + "/refund", "{\"reason\":\"Wrong plan\"}");
    assertThat(open()).hasSize(1);
    assertThat(open().getFirst().at("/total/amount").asLong()).isEqualTo(50_000);
    assertThat(credit()).isZero();
  }
}

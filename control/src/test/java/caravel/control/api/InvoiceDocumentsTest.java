package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PaymentRails;
import caravel.nostr.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Billing details, and invoices as documents.
final class InvoiceDocumentsTest {
  private static final String ME = "/tenants/" + ALICE.publicKey();
  private static final String DETAILS = ME + "/billing-details";

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakeWallet wallet = new FakeWallet(clock);
  private Platform platform;

  @BeforeEach
  void start() {
    platform =
        new Platform(
            folder, new PaymentRails(wallet, new FakePayers(), null, Optional::empty), clock);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void billing_details_are_empty_until_they_are_saved_and_each_change_is_an_activity() {
    platform.post(ALICE, "/tenants");
    assertThat(platform.get(ALICE, DETAILS).text("name")).isEmpty();
    var saved = save(Map.of("name", " Choir ", "address", "\n Quay 1 \r\n\r\nCork\n"));
    assertThat(saved.text("name")).isEqualTo("Choir");
    assertThat(saved.text("address")).isEqualTo("Quay 1\nCork");
    assertThat(saved.text("tax_id")).isEmpty();
    assertThat(platform.get(ALICE, DETAILS).data()).isEqualTo(saved.data());
    save(Map.of("name", "Choir", "address", "Quay 1\nCork"));
    assertThat(changes()).as("an equal one is no change").isEqualTo(1);
    assertThat(activity()).contains("billing_details").doesNotContain("Quay");
  }

  @Test
  void an_operator_who_changes_them_is_in_the_audit_log() {
    platform.post(ALICE, "/tenants");
    platform.put(ADMIN, DETAILS, "{\"name\":\"Choir\"}");
    var entry = platform.get(ADMIN, "/admin/audit").data().get(0);
    assertThat(entry.get("action").asString()).isEqualTo("update_tenant");
    assertThat(entry.toString()).contains("billing_details").doesNotContain("Choir");
  }

  @Test
  void hostile_details_are_refused_with_the_field() {
    platform.post(ALICE, "/tenants");
    assertRefused("name", "x".repeat(121));
    assertRefused("name", "two\nlines");
    assertRefused("name", "right \u202E left");
    assertRefused("name", "bell \u0007");
    assertRefused("address", "a\nb\nc\nd\ne\nf\ng");
    assertRefused("address", "x".repeat(401));
    assertRefused("address", "zero\u200Bwidth");
    assertRefused("tax_id", "1".repeat(41));
    assertRefused("reference", "one\u2028two");
    assertThat(platform.put(ALICE, DETAILS, "{\"name\":7}").refusal())
        .isEqualTo("422 invalid name");
    assertThat(platform.get(ALICE, DETAILS).text("name")).isEmpty();
    var odd = "<script>alert(1)</script> & \\ “Łódź” 合唱団 \uD83C\uDFBB";
    assertThat(save(Map.of("name", odd)).text("name")).isEqualTo(odd);
  }

  @Test
  void another_tenant_finds_neither_details_nor_documents() throws IOException {
    platform.relay(ALICE, "club", "basic");
    platform.post(BOB, "/tenants");
    var invoice = "/invoices/" + platform.invoice(ALICE).get("id").asString();
    for (var path : new String[] {DETAILS, invoice + "/document", invoice + "/pdf"}) {
      assertThat(platform.get(BOB, path).refusal()).isEqualTo("404 not-found");
      assertThat(platform.get(null, path).refusal()).isEqualTo("401 unauthorized");
    }
    assertThat(platform.put(BOB, DETAILS, "{\"name\":\"x\"}").refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(ADMIN, invoice + "/document").status()).isEqualTo(200);
    assertThat(platform.file(ADMIN, invoice + "/pdf").statusCode()).isEqualTo(200);
    assertThat(platform.get(ALICE, "/invoices/nothing/document").refusal())
        .isEqualTo("404 not-found");
  }

  @Test
  void an_open_invoice_follows_the_details_and_a_receipt_keeps_those_of_its_payment() {
    platform.relay(ALICE, "club", "basic");
    var invoice = platform.invoice(ALICE);
    save(Map.of("name", "First name"));
    assertThat(document(invoice).at("/buyer/name").asString()).isEqualTo("First name");
    save(Map.of("name", "Name at the payment", "tax_id", "PL1"));
    assertThat(document(invoice).at("/buyer/name").asString()).isEqualTo("Name at the payment");
    pay(invoice);
    save(Map.of("name", "Later name"));
    var receipt = document(invoice);
    assertThat(receipt.get("title").asString()).isEqualTo("receipt");
    assertThat(receipt.at("/buyer/name").asString()).isEqualTo("Name at the payment");
    assertThat(receipt.at("/buyer/tax_id").asString()).isEqualTo("PL1");
    assertThat(receipt.at("/seller/name").asString()).isEqualTo("Harbour Hosting Ltd");
    assertThat(receipt.at("/sums/tax/total/amount").asLong()).isEqualTo(1_870);
    assertThat(receipt.at("/sums/tax/percent").asString()).isEqualTo("23");
  }

  @Test
  void a_receipt_without_details_stays_without_them() {
    platform.relay(ALICE, "club", "basic");
    var invoice = platform.invoice(ALICE);
    pay(invoice);
    save(Map.of("name", "Later name"));
    assertThat(document(invoice).at("/buyer/name").asString()).isEmpty();
  }

  @Test
  void numbers_run_through_all_tenants_without_a_repetition() {
    platform.relay(ALICE, "club", "basic");
    platform.relay(BOB, "choir", "basic");
    assertThat(platform.invoice(ALICE).get("number").asString()).isEqualTo("CAR-2026-000001");
    var second = platform.get(BOB, "/tenants/" + BOB.publicKey() + "/invoices").data();
    assertThat(second.at("/0/number").asString()).isEqualTo("CAR-2026-000002");
    assertThat(document(platform.invoice(ALICE)).get("number").asString())
        .isEqualTo("CAR-2026-000001");
  }

  @Test
  void a_replaced_invoice_leads_to_its_replacement_and_back() {
    platform.relay(ALICE, "club", "basic");
    pay(platform.invoice(ALICE));
    clock.move(Duration.ofHours(1));
    var relay = platform.relay(ALICE, "choir", "growth");
    platform.work();
    clock.move(Duration.ofHours(1));
    platform.put(ALICE, "/relays/" + relay, "{\"plan_id\":\"basic\"}");
    platform.work();
    var replaced = replacedInvoice();
    assertThat(replaced.get("number").asString()).isEqualTo("CAR-2026-000002");
    var next = replaced.get("replaced_by");
    var replacement = document(next);
    assertThat(replacement.get("number")).isEqualTo(next.get("number"));
    assertThat(replacement.at("/replaces/0/number")).isEqualTo(replaced.get("number"));
    assertThat(replaced.at("/course/void_reason").asString()).isEqualTo("replaced");
    assertThat(replaced.get("lines")).isEmpty();
  }

  @Test
  void the_lines_have_the_relays_name() {
    var relay = platform.relay(ALICE, "orchard", "growth");
    platform.put(ALICE, "/relays/" + relay, "{\"info_name\":\"Night Shift\"}");
    var line = document(platform.invoice(ALICE)).at("/lines/0");
    assertThat(line.get("relay_name").asString()).isEqualTo("Night Shift");
    assertThat(line.get("relay_host").asString()).isEqualTo("orchard.localhost:3334");
    assertThat(line.get("plan_name").asString()).isEqualTo("Growth");
  }

  @Test
  void the_pdf_says_what_the_document_says() throws IOException {
    platform.relay(ALICE, "club", "basic");
    save(Map.of("name", "Χορωδία Αθήνας 合唱団", "address", "Οδός 1\n<b>bold</b>"));
    var invoice = platform.invoice(ALICE);
    pay(invoice);
    var number = invoice.get("number").asString();
    var file = platform.file(ALICE, "/invoices/" + invoice.get("id").asString() + "/pdf");
    assertThat(file.headers().firstValue("Content-Type")).contains("application/pdf");
    assertThat(file.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"" + number + ".pdf\"");
    assertThat(file.headers().firstValue("Cache-Control")).contains("no-store");
    try (var pdf = Loader.loadPDF(file.body())) {
      assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Receipt " + number);
      assertThat(new PDFTextStripper().getText(pdf))
          .contains(number, "Harbour Hosting Ltd", "Χορωδία Αθήνας", "<b>bold</b>", "10,000 sats")
          .contains("Includes VAT 23 %");
    }
  }

  @Test
  void an_invoice_is_found_by_its_number() {
    platform.relay(ALICE, "club", "basic");
    platform.relay(BOB, "choir", "basic");
    platform.work();
    var found = platform.get(ADMIN, "/invoices?q=car-2026-000002").data();
    assertThat(found).hasSize(1);
    assertThat(found.at("/0/number").asString()).isEqualTo("CAR-2026-000002");
    assertThat(platform.get(ADMIN, "/invoices?q=CAR-2026-9").data()).isEmpty();
    var own = platform.invoice(ALICE).get("number").asString();
    assertThat(platform.get(ALICE, ME + "/invoices?q=" + own).data()).hasSize(1);
    var other = own.endsWith("1") ? "CAR-2026-000002" : "CAR-2026-000001";
    assertThat(platform.get(ALICE, ME + "/invoices?q=" + other).data()).isEmpty();
  }

  @Test
  void the_table_of_invoices_has_their_numbers_and_the_buyer() throws IOException {
    platform.relay(ALICE, "club", "basic");
    save(Map.of("name", "=cmd(\"x\"), Ltd"));
    var invoice = platform.invoice(ALICE);
    pay(invoice);
    save(Map.of("name", "Later name"));
    var file = platform.file(ALICE, ME + "/invoices/csv");
    var lines = new String(file.body(), StandardCharsets.UTF_8).split("\r\n", -1);
    assertThat(file.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
    assertThat(lines[0]).startsWith("number,status,issued").contains(",buyer,");
    assertThat(lines[1])
        .startsWith(
            invoice.get("number").asString() + ",paid,2026-01-31,,2026-01-31,,oob,10000,sat,")
        .contains(",\"'=cmd(\"\"x\"\"), Ltd\",");
    assertThat(lines).hasSize(3);
    assertThat(platform.get(BOB, ME + "/invoices/csv").refusal()).isEqualTo("404 not-found");
    assertThat(platform.file(ADMIN, ME + "/invoices/csv").statusCode()).isEqualTo(200);
  }

  private JsonNode replacedInvoice() {
    for (var invoice : platform.get(ALICE, ME + "/invoices").data()) {
      var document = document(invoice);
      if (document.get("replaced_by").has("number")) {
        return document;
      }
    }
    throw new AssertionError(
        "no invoice was replaced: " + platform.get(ALICE, ME + "/invoices").data());
  }

  private JsonNode document(JsonNode invoice) {
    return platform.get(ALICE, "/invoices/" + invoice.get("id").asString() + "/document").data();
  }

  private Answer save(Map<String, String> details) {
    return platform.put(ALICE, DETAILS, Json.mapper().writeValueAsString(details));
  }

  private void assertRefused(String field, String text) {
    assertThat(save(Map.of(field, text)).refusal()).isEqualTo("422 invalid " + field);
  }

  private String activity() {
    return platform.get(ALICE, ME + "/activity").data().toString();
  }

  private int changes() {
    return activity().split("update_tenant", -1).length - 1;
  }

  private void pay(JsonNode invoice) {
    var path = "/invoices/" + invoice.get("id").asString();
    wallet.settle(platform.post(ALICE, path + "/bolt11").text("lnbc"));
    assertThat(platform.post(ALICE, path + "/reconcile").text("status")).isEqualTo("paid");
  }
}

package caravel.control.billing.document;

import static caravel.control.billing.document.InvoiceExamples.CHOIR;
import static caravel.control.billing.document.InvoiceExamples.HARBOUR;
import static caravel.control.billing.document.InvoiceExamples.MADE;
import static caravel.control.billing.document.InvoiceExamples.PAID;
import static caravel.control.billing.document.InvoiceExamples.document;
import static caravel.control.billing.document.InvoiceExamples.facts;
import static caravel.control.billing.document.InvoiceExamples.head;
import static caravel.control.billing.document.InvoiceExamples.open;
import static caravel.control.billing.document.InvoiceExamples.paid;
import static caravel.control.billing.document.InvoiceExamples.row;
import static caravel.control.billing.document.InvoiceExamples.rows;
import static caravel.control.billing.document.InvoiceExamples.sats;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.tenant.BillingDetails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

/// Reads the text back out of the PDF.
final class InvoicePdfTest {
  private final InvoicePdf printer = new InvoicePdf();

  @Test
  void a_receipt_says_all_that_an_accountant_needs() throws IOException {
    var settled = new InvoiceFacts.Settled(HARBOUR, CHOIR);
    var refunded = new InvoiceFacts.Refunded(PAID.plusSeconds(86_400), 2_000, "refund");
    var document =
        document(
            new InvoiceFacts(
                head(sats(10_000), paid("stripe", 1_012, "cent")),
                List.of(
                    row("Night Shift", "orchard.relays.example", "charge", 50_000),
                    row("Office files", "files.relays.example", "credit", -40_000)),
                InvoiceFacts.Rest.NONE,
                settled,
                BillingDetails.NONE,
                new InvoiceFacts.Relations(List.of(refunded), null, List.of())));
    keep("receipt", document);
    assertThat(text(document))
        .contains(
            "Receipt",
            "CAR-2026-000123",
            "18 Nov 2026",
            "20 Nov 2026",
            "Card",
            "Harbour Hosting Ltd",
            "1 Quay Street",
            "Tax ID: IE1234567A",
            "billing@harbour.example",
            "Choir of Łódź",
            "90-001 Łódź",
            "Tax ID: PL123",
            "Reference: Order 7",
            "Night Shift, plan Growth",
            "orchard.relays.example",
            "Unused time: Office files, plan Growth",
            "50,000 sats",
            "−40,000 sats",
            "10,000 sats",
            "≈ $12.30",
            "Includes VAT 23 %",
            "1,870 sats",
            "Amount received",
            "$10.12",
            "Refunded on 21 Nov 2026",
            "Page 1 of 1");
  }

  @Test
  void names_in_latin_greek_and_cyrillic_can_be_selected() throws IOException {
    var names = List.of("Ærøskøbing Čeština Łódź", "Χορωδία Αθήνας", "Хор Київ Ёлка");
    for (var name : names) {
      assertThat(text(named(name))).contains(name);
    }
  }

  @Test
  void characters_without_a_glyph_do_not_make_it_fail() throws IOException {
    var text = text(named("合唱団 🎻 مرحبا \u202Ex\u0007 e\u0301 \uFFFF"));
    assertThat(text).contains("CAR-2026-000123").contains("é");
  }

  @Test
  void letters_that_form_ligatures_stay_letters() throws IOException {
    assertThat(text(named("Office fluffy file"))).contains("Office fluffy file");
  }

  @Test
  void a_long_invoice_gets_pages_and_its_rest_is_summed() throws IOException {
    var facts =
        new InvoiceFacts(
            head(sats(120_000), open()),
            rows(InvoiceDocumentStore.LINES_MAX),
            new InvoiceFacts.Rest(700, 70_000),
            null,
            CHOIR,
            new InvoiceFacts.Relations(List.of(), null, List.of()));
    var bytes = printer.print(document(facts));
    try (var pdf = Loader.loadPDF(bytes)) {
      var text = new PDFTextStripper().getText(pdf);
      assertThat(pdf.getNumberOfPages()).isBetween(20, 40);
      assertThat(text)
          .contains("Relay 1, plan Growth", "Relay 500, plan Growth")
          .contains("700 further items", "70,000 sats", "120,000 sats")
          .contains("Page 2 of " + pdf.getNumberOfPages());
    }
  }

  @Test
  void a_word_longer_than_a_line_is_broken() throws IOException {
    var word = "a".repeat(120);
    assertThat(text(named(word)).replaceAll("\\s", "")).contains(word);
  }

  @Test
  void the_title_and_the_language_are_in_its_metadata_and_equal_documents_give_equal_bytes()
      throws IOException {
    var document = document(facts(head(sats(10_000), open()), rows(1), null));
    var bytes = printer.print(document);
    try (var pdf = Loader.loadPDF(bytes)) {
      assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Invoice CAR-2026-000123");
      assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("en");
    }
    assertThat(printer.print(document)).isEqualTo(bytes);
    assertThat(bytes).startsWith("%PDF-".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void a_replaced_invoice_names_its_replacement() throws IOException {
    var next = new InvoiceFacts.Reference("next", "CAR-2026-000124");
    var facts =
        new InvoiceFacts(
            head(sats(10_000), InvoiceExamples.replaced()),
            List.of(),
            InvoiceFacts.Rest.NONE,
            null,
            CHOIR,
            new InvoiceFacts.Relations(List.of(), next, List.of()));
    assertThat(text(document(facts))).contains("CAR-2026-000124 replaces it.");
  }

  private static InvoiceDocument named(String name) {
    var settled = new InvoiceFacts.Settled(HARBOUR, new BillingDetails(name, "", "", ""));
    return document(
        facts(
            head(sats(100), paid("oob", 0, "")),
            List.of(row(name, "a.relays.example", "charge", 100)),
            settled));
  }

  private String text(InvoiceDocument document) throws IOException {
    try (var pdf = Loader.loadPDF(printer.print(document))) {
      return new PDFTextStripper().getText(pdf);
    }
  }

  private void keep(String name, InvoiceDocument document) throws IOException {
    var folder = Files.createDirectories(Path.of("target", "documents"));
    Files.write(folder.resolve(name + ".pdf"), printer.print(document));
    assertThat(MADE).isBefore(PAID);
  }
}

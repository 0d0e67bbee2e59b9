package caravel.control.billing.document;

import static caravel.control.billing.document.DocumentText.amount;
import static caravel.control.billing.document.DocumentText.day;
import static caravel.control.billing.document.DocumentText.days;

import caravel.control.billing.document.InvoiceDocument.Line;
import caravel.control.billing.document.PdfPages.Style;
import caravel.nostr.Nip19;
import caravel.nostr.PublicKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;

/// Prints a document as a PDF on A4 pages, with an embedded font and text that can be selected.
public final class InvoicePdf {
  /// Documents that are printed at once. Further requests wait.
  private static final int PRINTED_AT_ONCE_MAX = 2;

  private static final float COLUMN = PdfPages.WIDTH / 2;
  private static final float PERIOD_X = PdfPages.LEFT + 258;
  private static final float ITEM_WIDTH = 240;
  private static final float PERIOD_WIDTH = 140;
  private static final float SUMS_X = PdfPages.LEFT + 200;
  private static final float FACT_X = PdfPages.LEFT + 96;

  private final Semaphore places = new Semaphore(PRINTED_AT_ONCE_MAX, true);

  /// The bytes of the PDF. Equal documents give equal bytes.
  public byte[] print(InvoiceDocument document) {
    places.acquireUninterruptibly();
    try {
      return printed(document);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      places.release();
    }
  }

  private static byte[] printed(InvoiceDocument document) throws IOException {
    try (var pdf = new PDDocument();
        var pages = new PdfPages(pdf)) {
      describe(pdf, document);
      writeHead(pages, document);
      writeParties(pages, document);
      writeLines(pages, document);
      writeSums(pages, document);
      writeNotes(pages, document);
      pages.finish(foot(document));
      var out = new ByteArrayOutputStream();
      pdf.save(out);
      return out.toByteArray();
    }
  }

  private static void describe(PDDocument pdf, InvoiceDocument document) {
    var info = pdf.getDocumentInformation();
    info.setTitle(DocumentText.title(document) + " " + document.number());
    info.setAuthor(document.seller().name());
    info.setCreator("Caravel");
    info.setCreationDate(
        GregorianCalendar.from(document.course().issuedAt().atZone(ZoneOffset.UTC)));
    pdf.setDocumentId((long) document.number().hashCode());
    var catalog = pdf.getDocumentCatalog();
    catalog.setLanguage("en");
    var preferences = new PDViewerPreferences(catalog.getCOSObject());
    preferences.setDisplayDocTitle(true);
    catalog.setViewerPreferences(preferences);
  }

  private static void writeHead(PdfPages pages, InvoiceDocument document) throws IOException {
    pages.writeEnd(DocumentText.status(document.course()), PdfPages.RIGHT, Style.STRONG);
    pages.write(List.of(DocumentText.title(document)), PdfPages.LEFT, Style.TITLE);
    pages.skip(10);
    var course = document.course();
    fact(pages, "Number", document.number());
    fact(pages, "Issued", day(course.issuedAt()));
    if (course.dueAt() != null) {
      fact(pages, "Due", day(course.dueAt()));
    }
    if (course.paidAt() != null) {
      fact(pages, "Paid", day(course.paidAt()));
      fact(pages, "Paid with", DocumentText.method(course));
    }
    if (course.voidedAt() != null) {
      fact(pages, "Void since", day(course.voidedAt()));
    }
    fact(pages, "Period", days(course.periodStart(), course.periodEnd()));
  }

  private static void fact(PdfPages pages, String name, String value) throws IOException {
    var top = pages.y();
    pages.write(List.of(name), PdfPages.LEFT, new Style(10, Style.LABEL.color(), false));
    pages.moveTo(top);
    pages.write(
        pages.typeface().wrapped(value, Style.BODY.size(), PdfPages.RIGHT - FACT_X),
        FACT_X,
        Style.BODY);
  }

  private static void writeParties(PdfPages pages, InvoiceDocument document) throws IOException {
    var seller = document.seller();
    var buyer = document.buyer();
    pages.skip(18);
    pages.rule();
    pages.skip(10);
    var top = pages.y();
    writeParty(
        pages,
        PdfPages.LEFT,
        "From",
        seller.name(),
        List.of(seller.address(), taxId(seller.taxId()), seller.contact()));
    var left = pages.y();
    pages.moveTo(top);
    writeParty(
        pages,
        PdfPages.LEFT + COLUMN,
        "Billed to",
        buyer.name(),
        List.of(
            buyer.address(),
            taxId(buyer.taxId()),
            buyer.reference().isEmpty() ? "" : "Reference: " + buyer.reference(),
            "Account " + Nip19.npub(new PublicKey(buyer.pubkey()))));
    pages.moveTo(Math.min(left, pages.y()));
    pages.skip(20);
  }

  private static String taxId(String id) {
    return id.isEmpty() ? "" : "Tax ID: " + id;
  }

  private static void writeParty(
      PdfPages pages, float x, String label, String name, List<String> details) throws IOException {
    pages.write(List.of(label), x, Style.LABEL);
    pages.skip(2);
    if (!name.isEmpty()) {
      pages.write(pages.typeface().wrapped(name, 10, COLUMN - 20), x, Style.STRONG);
    }
    for (var detail : details) {
      if (!detail.isEmpty()) {
        var style = detail.startsWith("Account ") ? Style.LABEL : Style.BODY;
        pages.write(pages.typeface().wrapped(detail, style.size(), COLUMN - 20), x, style);
      }
    }
  }

  private static void writeLines(PdfPages pages, InvoiceDocument document) throws IOException {
    if (document.lines().isEmpty()) {
      return;
    }
    writeTableHead(pages);
    for (var line : document.lines()) {
      writeLine(pages, line);
    }
    var more = document.more();
    if (more != null) {
      breakPageUnless(pages, 30);
      pages.skip(6);
      pages.writeEnd(amount(more.total()), PdfPages.RIGHT, Style.BODY);
      pages.write(List.of("%,d further items".formatted(more.count())), PdfPages.LEFT, Style.BODY);
      pages.skip(7);
      pages.rule();
    }
  }

  private static void writeTableHead(PdfPages pages) throws IOException {
    var top = pages.y();
    pages.writeEnd("Amount", PdfPages.RIGHT, Style.LABEL);
    pages.write(List.of("Item"), PdfPages.LEFT, Style.LABEL);
    pages.moveTo(top);
    pages.write(List.of("Period"), PERIOD_X, Style.LABEL);
    pages.skip(5);
    pages.rule();
  }

  private static void breakPageUnless(PdfPages pages, float height) throws IOException {
    if (!pages.hasRoom(height)) {
      pages.breakPage();
    }
  }

  private static void writeLine(PdfPages pages, Line line) throws IOException {
    var typeface = pages.typeface();
    var subject = typeface.wrapped(DocumentText.subject(line), Style.BODY.size(), ITEM_WIDTH);
    var host =
        line.relayHost() == null
            ? List.<String>of()
            : typeface.wrapped(line.relayHost(), Style.LABEL.size(), ITEM_WIDTH);
    var period =
        typeface.wrapped(
            days(line.periodStart(), line.periodEnd()), Style.BODY.size(), PERIOD_WIDTH);
    var height =
        Math.max(subject.size(), period.size()) * Style.BODY.height()
            + host.size() * Style.LABEL.height()
            + 14;
    if (!pages.hasRoom(height)) {
      pages.breakPage();
      writeTableHead(pages);
    }
    pages.skip(6);
    var top = pages.y();
    pages.writeEnd(amount(line.total()), PdfPages.RIGHT, Style.BODY);
    pages.write(period, PERIOD_X, Style.BODY);
    var below = pages.y();
    pages.moveTo(top);
    pages.write(subject, PdfPages.LEFT, Style.BODY);
    pages.write(host, PdfPages.LEFT, Style.LABEL);
    pages.moveTo(Math.min(below, pages.y()));
    pages.skip(7);
    pages.rule();
  }

  private static void writeSums(PdfPages pages, InvoiceDocument document) throws IOException {
    var sums = document.sums();
    var rows = new ArrayList<Sum>();
    var received = sums.received();
    var isByCard = "stripe".equals(document.course().method());
    if (received != null && isByCard) {
      rows.add(new Sum("Amount received", amount(received), Style.STRONG));
      rows.add(new Sum("Total", amount(sums.total()), Style.BODY));
    } else {
      rows.add(new Sum("Total", amount(sums.total()), Style.STRONG));
    }
    if (sums.total().currency().equals("sat")) {
      var about = "\u2248 " + DocumentText.dollars(sums.cents());
      var at = "At the rate of " + day(document.course().issuedAt());
      rows.add(new Sum(at, about, Style.LABEL));
    }
    var tax = sums.tax();
    if (tax != null) {
      var label = "Includes " + tax.label() + " " + tax.percent() + " %";
      rows.add(new Sum(label, amount(tax.total()), Style.BODY));
    }
    if (received != null && !isByCard) {
      rows.add(new Sum("Amount received", amount(received), Style.BODY));
    }
    for (var refund : sums.refunds()) {
      var what = refund.kind().equals("dispute") ? "Taken back by the bank" : "Refunded";
      rows.add(new Sum(what + " on " + day(refund.at()), amount(refund.total()), Style.BODY));
    }
    if (sums.refundPending() != null) {
      rows.add(new Sum("Refund on its way", amount(sums.refundPending()), Style.BODY));
    }
    breakPageUnless(pages, Math.min(rows.size(), 8) * 18f + 10);
    pages.skip(8);
    for (var row : rows) {
      writeSum(pages, row);
    }
  }

  private record Sum(String label, String value, Style style) {}

  private static void writeSum(PdfPages pages, Sum sum) throws IOException {
    breakPageUnless(pages, 18);
    pages.skip(3);
    pages.writeEnd(sum.value(), PdfPages.RIGHT, sum.style());
    pages.write(
        pages.typeface().wrapped(sum.label(), sum.style().size(), 190), SUMS_X, sum.style());
  }

  private static void writeNotes(PdfPages pages, InvoiceDocument document) throws IOException {
    var course = document.course();
    var replacement = document.replacedBy();
    var why =
        course.voidedAt() == null
            ? ""
            : DocumentText.whyVoid(
                course.voidReason(), replacement == null ? null : replacement.number());
    var note = course.voidNote() == null ? "" : "The operator’s reason: " + course.voidNote();
    var replaces =
        document.replaces().isEmpty()
            ? ""
            : "This invoice replaces "
                + String.join(
                    ", ", document.replaces().stream().map(InvoiceFacts.Reference::number).toList())
                + ".";
    pages.skip(14);
    for (var text : Stream.of(why, note, replaces).filter(said -> !said.isEmpty()).toList()) {
      var lines = pages.typeface().wrapped(text, Style.BODY.size(), PdfPages.WIDTH);
      breakPageUnless(pages, lines.size() * Style.BODY.height());
      pages.write(lines, PdfPages.LEFT, Style.BODY);
      pages.skip(4);
    }
  }

  private static String foot(InvoiceDocument document) {
    return Stream.of(document.number(), document.seller().name())
        .filter(part -> !part.isEmpty())
        .reduce((one, other) -> one + " · " + other)
        .orElse("");
  }
}

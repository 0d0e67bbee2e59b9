package caravel.control.billing.document;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.tenant.BillingDetails;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Facts of invoices for tests.
final class InvoiceExamples {
  static final Instant MADE = Instant.parse("2026-11-18T09:30:00Z");
  static final Instant PAID = Instant.parse("2026-11-20T12:00:00Z");
  static final PublicKey TENANT = new PublicKey("ab".repeat(32));
  static final Issuer HARBOUR =
      new Issuer(
          "Harbour Hosting Ltd",
          "1 Quay Street\nCork",
          "billing@harbour.example",
          "IE1234567A",
          new TaxRule("VAT", 2_300));
  static final BillingDetails CHOIR =
      new BillingDetails("Choir of Łódź", "ul. Piotrkowska 1\n90-001 Łódź", "PL123", "Order 7");

  private InvoiceExamples() {}

  static InvoiceFacts.Course open() {
    return new InvoiceFacts.Course("open", MADE.plusSeconds(7 * 86_400), null, null, null, 0, "");
  }

  static InvoiceFacts.Course paid(String method, long received, String unit) {
    var payment = new InvoiceFacts.Payment(PAID, method, false, received, unit);
    return new InvoiceFacts.Course("paid", MADE, null, payment, null, 0, "");
  }

  static InvoiceFacts.Course replaced() {
    var voided = new InvoiceFacts.Voided(PAID, "replaced", "");
    return new InvoiceFacts.Course("void", null, null, null, voided, 0, "");
  }

  static InvoiceFacts.Head head(Money total, InvoiceFacts.Course course) {
    return new InvoiceFacts.Head(
        "0190aaaa-0000-7000-8000-000000000001",
        new InvoiceNumber(123, MADE),
        TENANT,
        total,
        1_230,
        new InvoiceFacts.Period(MADE, MADE.plusSeconds(30 * 86_400)),
        course);
  }

  static Money sats(long amount) {
    return new Money(amount, Currency.SAT);
  }

  static InvoiceFacts.Row row(String name, String host, String kind, long amount) {
    return new InvoiceFacts.Row(
        new InvoiceFacts.NamedRelay(name, host),
        new InvoiceFacts.PricedPlan("growth"),
        kind,
        "relay",
        new InvoiceFacts.Period(MADE, MADE.plusSeconds(30 * 86_400)),
        amount);
  }

  static InvoiceFacts facts(
      InvoiceFacts.Head head, List<InvoiceFacts.Row> rows, InvoiceFacts.@Nullable Settled settled) {
    return new InvoiceFacts(
        head,
        rows,
        InvoiceFacts.Rest.NONE,
        settled,
        CHOIR,
        new InvoiceFacts.Relations(List.of(), null, List.of()));
  }

  static InvoiceDocument document(InvoiceFacts facts) {
    return InvoiceDocument.of(facts, HARBOUR, id -> id.equals("growth") ? "Growth" : id, PAID);
  }

  static List<InvoiceFacts.Row> rows(int count) {
    var rows = new ArrayList<InvoiceFacts.Row>();
    for (var number = 1; number <= count; number++) {
      rows.add(row("Relay " + number, "r" + number + ".relays.example", "charge", 100));
    }
    return rows;
  }
}

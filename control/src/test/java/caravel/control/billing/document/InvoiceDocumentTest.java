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
import static caravel.control.billing.document.InvoiceExamples.sats;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.document.InvoiceFacts.Reference;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.tenant.BillingDetails;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InvoiceDocumentTest {
  @Test
  void the_tax_in_a_price_is_rounded_half_up() {
    var vat = new TaxRule("VAT", 2_300);
    assertThat(vat.includedIn(0)).isZero();
    assertThat(vat.includedIn(123)).isEqualTo(23);
    assertThat(vat.includedIn(10_000)).as("1869.9").isEqualTo(1_870);
    assertThat(vat.includedIn(1)).as("0.187").isZero();
    assertThat(new TaxRule("Tax", 10_000).includedIn(1)).as("0.5").isEqualTo(1);
    assertThat(new TaxRule("Tax", 10_000).includedIn(3)).as("1.5").isEqualTo(2);
    assertThat(vat.includedIn(Money.AMOUNT_MAX)).isEqualTo(186_991_869_919L);
    assertThat(vat.percent()).isEqualTo("23");
    assertThat(new TaxRule("MwSt", 770).percent()).isEqualTo("7.7");
    assertThat(new TaxRule("MwSt", 1_000).percent()).isEqualTo("10");
  }

  @Test
  void an_open_invoice_has_the_present_parties() {
    var document = document(facts(head(sats(10_000), open()), List.of(), null));
    assertThat(document.title()).isEqualTo("invoice");
    assertThat(document.number()).isEqualTo("CAR-2026-000123");
    assertThat(document.seller().name()).isEqualTo("Harbour Hosting Ltd");
    assertThat(document.buyer().name()).isEqualTo("Choir of Łódź");
    assertThat(document.course().dueAt()).isEqualTo(MADE.plusSeconds(7 * 86_400));
    assertThat(document.sums().tax())
        .isEqualTo(new InvoiceDocument.Tax("VAT", "23", new Money.Shown(1_870, "sat"), 230));
  }

  @Test
  void a_receipt_has_the_parties_and_the_tax_of_its_payment() {
    var before = new Issuer("Old Harbour", "", "", "", new TaxRule("VAT", 2_000));
    var settled = new InvoiceFacts.Settled(before, new BillingDetails("Old choir", "", "", ""));
    var document = document(facts(head(sats(12_000), paid("oob", 0, "")), List.of(), settled));
    assertThat(document.title()).isEqualTo("receipt");
    assertThat(document.seller().name()).isEqualTo("Old Harbour");
    assertThat(document.buyer().name()).isEqualTo("Old choir");
    assertThat(document.sums().tax())
        .isEqualTo(new InvoiceDocument.Tax("VAT", "20", new Money.Shown(2_000, "sat"), 205));
    assertThat(document.course().dueAt()).isNull();
    assertThat(document.course().paidAt()).isEqualTo(PAID);
  }

  @Test
  void a_receipt_without_stored_parties_names_no_buyer() {
    var document = document(facts(head(sats(10_000), paid("oob", 0, "")), List.of(), null));
    assertThat(document.seller().name()).isEqualTo(HARBOUR.name());
    assertThat(document.buyer().name()).isEmpty();
    assertThat(CHOIR.name()).isNotEmpty();
  }

  @Test
  void no_tax_line_without_a_tax() {
    var facts = facts(head(sats(10_000), open()), List.of(), null);
    assertThat(InvoiceDocument.of(facts, Issuer.NONE, id -> id, PAID).sums().tax()).isNull();
  }

  @Test
  void a_line_has_the_relays_name_first_and_its_label_if_it_has_none() {
    var rows =
        List.of(
            row("Night Shift", "orchard.relays.example", "charge", 50_000),
            row(" ", "quay.relays.example", "credit", -40_000),
            new InvoiceFacts.Row(
                null,
                new InvoiceFacts.PricedPlan(""),
                "credit",
                "operator",
                new InvoiceFacts.Period(MADE, MADE),
                -1));
    var lines = document(facts(head(sats(10_000), open()), rows, null)).lines();
    assertThat(lines)
        .extracting(InvoiceDocument.Line::relayName)
        .containsExactly("Night Shift", "quay", null);
    assertThat(lines.getFirst().planName()).isEqualTo("Growth");
    assertThat(lines.getLast().text()).isEqualTo("Credit from the operator");
    assertThat(lines.getLast().total()).isEqualTo(new Money.Shown(-1, "sat"));
  }

  @Test
  void what_was_received_is_shown_only_in_another_currency() {
    assertThat(received(sats(10_000), paid("oob", 10_000_000, "msat"))).isNull();
    assertThat(received(sats(10_000), paid("stripe", 1_012, "cent")))
        .isEqualTo(new Money.Shown(1_012, "usd"));
    assertThat(received(new Money(500, Currency.USD), paid("stripe", 500, "cent"))).isNull();
    assertThat(received(new Money(500, Currency.USD), paid("nwc", 4_321_999, "msat")))
        .isEqualTo(new Money.Shown(4_321, "sat"));
  }

  private static Money.@Nullable Shown received(Money total, InvoiceFacts.Course course) {
    return document(facts(head(total, course), List.of(), null)).sums().received();
  }

  @Test
  void a_stopped_grace_is_due_as_if_it_resumed_now() {
    var stopped = new InvoiceFacts.Course("open", null, 60L, null, null, 0, "");
    var document = document(facts(head(sats(1), stopped), List.of(), null));
    assertThat(document.course().dueAt()).isEqualTo(PAID.plusSeconds(60));
  }

  @Test
  void a_replaced_invoice_names_its_replacement_and_the_other_way() {
    var head = head(sats(10_000), InvoiceExamples.replaced());
    var next = new Reference("next", "CAR-2026-000124");
    var relations = new InvoiceFacts.Relations(List.of(), next, List.of(next));
    var facts =
        new InvoiceFacts(head, List.of(), new InvoiceFacts.Rest(3, 300), null, CHOIR, relations);
    var document = document(facts);
    assertThat(document.replacedBy()).isEqualTo(next);
    assertThat(document.replaces()).containsExactly(next);
    assertThat(document.more()).isEqualTo(new InvoiceDocument.More(3, new Money.Shown(300, "sat")));
    assertThat(document.course().voidReason()).isEqualTo("replaced");
  }

  @Test
  void the_year_of_a_number_is_that_of_utc() {
    assertThat(new InvoiceNumber(1_234_567, Instant.parse("2026-12-31T23:59:59Z")))
        .hasToString("CAR-2026-1234567");
    assertThat(new InvoiceNumber(7, Instant.parse("2027-01-01T00:00:00Z")))
        .hasToString("CAR-2027-000007");
  }
}

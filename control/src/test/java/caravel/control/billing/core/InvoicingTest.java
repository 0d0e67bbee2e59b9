package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.BASIC;
import static caravel.control.billing.core.Tale.GROWTH;
import static caravel.control.billing.core.Tale.instant;
import static caravel.control.billing.core.Tale.sats;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.core.Invoice.Method;
import caravel.control.billing.core.Invoice.Reason;
import caravel.control.billing.core.Invoicing.PayFirst;
import caravel.control.billing.core.TenantLedger.Payment;
import caravel.control.money.InvoiceId;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The invoices of tenants, as dated histories.
final class InvoicingTest {
  private final Tale tale = new Tale();
  private final InMemoryBilling inMemoryBilling = new InMemoryBilling();

  @Test
  void a_paid_relay_is_billed_at_once_and_due_in_seven_days() {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    bill("2026-04-01T00:00:01Z");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 10000 due 2026-04-08");
  }

  @Test
  void all_relays_of_a_tenant_are_on_one_invoice() {
    tale.on("2026-04-01").runs("a", BASIC).runs("b", GROWTH);
    bill("2026-04-01");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 60000 due 2026-04-08");
  }

  @ParameterizedTest
  @CsvSource({"999, 0", "1000, 1", "1001, 1"})
  void less_than_the_minimum_rolls_forward(long price, int invoices) {
    tale.on("2026-04-01").change("r", new Terms("small", sats(price), true));
    bill("2026-04-01");
    assertThat(inMemoryBilling.invoices()).hasSize(invoices);
    bill("2026-05-01");
    assertThat(
            inMemoryBilling.ledger.invoices().values().stream()
                .mapToLong(i -> i.total().amount())
                .sum())
        .isEqualTo(2 * price);
  }

  @Test
  void who_switches_off_before_paying_is_asked_only_for_what_was_used() {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    tale.on("2026-04-07").stops("r", BASIC);
    bill("2026-04-07");
    assertThat(inMemoryBilling.invoices())
        .containsExactly("i1 10000 replaced", "i2 2000 due 2026-04-08");
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(0));
  }

  @Test
  void who_switches_off_at_once_is_asked_for_nothing() {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    tale.on("2026-04-01T01:00:00Z").stops("r", BASIC);
    bill("2026-04-01T01:00:00Z");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 10000 replaced");
    assertThat(inMemoryBilling.ledger.draft().total().units()).isEqualTo(14);
  }

  @Test
  void an_invoice_that_is_being_paid_is_left_alone_until_that_is_known() {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    inMemoryBilling.paying.add(new InvoiceId("i1"));
    tale.on("2026-04-07").stops("r", BASIC);
    bill("2026-04-07");
    inMemoryBilling.passes(tale.history(), instant("2026-04-09"));
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 10000 due 2026-04-08");
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(0));
    inMemoryBilling.paying.clear();
    inMemoryBilling.pays("i1", instant("2026-04-09"));
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(8_000));
  }

  @Test
  void an_upgrade_before_paying_is_one_invoice_with_the_old_date() {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    tale.on("2026-04-07").runs("r", GROWTH);
    bill("2026-04-07");
    assertThat(inMemoryBilling.invoices())
        .containsExactly("i1 10000 replaced", "i2 42000 due 2026-04-08");
  }

  @Test
  void the_rest_of_a_paid_charge_pays_the_next_one() {
    tale.on("2026-04-01").runs("r", GROWTH);
    bill("2026-04-01");
    inMemoryBilling.pays("i1", instant("2026-04-01"));
    tale.on("2026-04-16").runs("r", BASIC);
    bill("2026-04-16");
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(20_000));
    bill("2026-06-01");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 50000 paid");
    bill("2026-07-01");
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(0));
    assertThat(inMemoryBilling.invoices())
        .containsExactly("i1 50000 paid", "i2 10000 due 2026-07-08");
  }

  @Test
  void nobody_is_asked_while_we_hold_their_money() {
    tale.on("2026-04-01").runs("a", GROWTH);
    bill("2026-04-01");
    inMemoryBilling.pays("i1", instant("2026-04-01"));
    tale.on("2026-04-16").runs("b", BASIC);
    bill("2026-04-16");
    assertThat(inMemoryBilling.invoices())
        .containsExactly("i1 50000 paid", "i2 5000 due 2026-04-23");
    tale.on("2026-04-17").stops("a", GROWTH);
    bill("2026-04-17");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 50000 paid", "i2 5000 replaced");
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(18_333));
  }

  @Test
  void money_for_a_paid_or_void_invoice_is_kept_as_credit() {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    inMemoryBilling.pays("i1", instant("2026-04-02"));
    inMemoryBilling.pays("i1", instant("2026-04-02"));
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(10_000));
    bill("2026-05-01");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 10000 paid");
    bill("2026-06-01");
    inMemoryBilling.passes(tale.history(), instant("2026-06-08"));
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 10000 paid", "i2 10000 forgiven");
    inMemoryBilling.pays("i2", instant("2026-06-09"));
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(10_000));
  }

  @Test
  void a_payment_told_twice_is_one() {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    inMemoryBilling.paysWith("p", "i1", instant("2026-04-02"));
    var once = inMemoryBilling.ledger;
    inMemoryBilling.paysWith("p", "i1", instant("2026-04-03"));
    assertThat(inMemoryBilling.ledger).isEqualTo(once);
    inMemoryBilling.paysWith("q", "i1", instant("2026-04-04"));
    var twice = inMemoryBilling.ledger;
    inMemoryBilling.paysWith("q", "i1", instant("2026-04-05"));
    assertThat(inMemoryBilling.ledger).isEqualTo(twice);
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(10_000));
  }

  @ParameterizedTest
  @CsvSource({
    "9999, i1 10000 due 2026-04-08, 9999",
    "10000, i1 10000 paid, 0",
    "10001, i1 10000 paid, 1",
  })
  void too_little_settles_nothing_and_what_is_too_much_is_kept(
      long worth, String line, long credit) {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    inMemoryBilling.ledger =
        inMemoryBilling.ledger.received(
            new Payment("p", new InvoiceId("i1"), sats(worth), instant("2026-04-02"), Method.NWC));
    assertThat(inMemoryBilling.invoices()).containsExactly(line);
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(credit));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-04-07T23:59:59Z, i1 10000 due 2026-04-08, 0",
    "2026-04-08T00:00:00Z, i1 10000 forgiven, 1",
    "2026-04-08T00:00:01Z, i1 10000 forgiven, 1",
  })
  void grace_ends_exactly_at_seven_days(String when, String line, int paused) {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    inMemoryBilling.passes(tale.history(), instant(when));
    assertThat(inMemoryBilling.invoices()).containsExactly(line);
    assertThat(inMemoryBilling.paused).hasSize(paused);
  }

  @Test
  void nothing_that_was_not_paid_becomes_debt_or_credit() {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    inMemoryBilling.passes(tale.history(), instant("2026-04-08"));
    tale.on("2026-04-08").stops("r", BASIC);
    bill("2026-04-08");
    bill("2026-09-01");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 10000 forgiven");
    assertThat(inMemoryBilling.ledger.draft().total().units()).isZero();
  }

  @Test
  void what_is_paid_for_runs_on_when_another_bill_is_forgiven() {
    tale.on("2026-04-01").runs("a", BASIC);
    bill("2026-04-01");
    inMemoryBilling.pays("i1", instant("2026-04-01"));
    tale.on("2026-04-02").runs("b", BASIC);
    bill("2026-04-02");
    inMemoryBilling.passes(tale.history(), instant("2026-04-09"));
    assertThat(inMemoryBilling.paused).containsExactly("b");
  }

  @Test
  void credit_on_a_forgiven_invoice_goes_back_to_the_account() {
    tale.on("2026-04-01").runs("a", BASIC);
    bill("2026-04-01");
    inMemoryBilling.pays("i1", instant("2026-04-01"));
    tale.on("2026-04-16").stops("a", BASIC).runs("b", GROWTH);
    bill("2026-04-16");
    assertThat(inMemoryBilling.invoices())
        .containsExactly("i1 10000 paid", "i2 20000 due 2026-04-23");
    inMemoryBilling.passes(tale.history(), instant("2026-04-23"));
    tale.on("2026-04-23").stops("b", GROWTH);
    bill("2026-04-23");
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(5_000));
  }

  @Test
  void who_has_used_up_a_credit_does_not_get_it_back_by_leaving_one_bill_unpaid() {
    tale.on("2026-04-01").runs("a", GROWTH);
    bill("2026-04-01");
    inMemoryBilling.pays("i1", instant("2026-04-01"));
    tale.on("2026-04-01").stops("a", GROWTH).runs("b", BASIC);
    bill("2026-08-01");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 50000 paid");
    bill("2026-09-01");
    assertThat(inMemoryBilling.invoices())
        .containsExactly("i1 50000 paid", "i2 10000 due 2026-09-08");
    inMemoryBilling.passes(tale.history(), instant("2026-09-08"));
    assertThat(inMemoryBilling.paused).containsExactly("b");
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(0));
  }

  @Test
  void what_credit_pays_for_runs_on() {
    tale.on("2026-04-01").runs("a", BASIC);
    bill("2026-04-01");
    inMemoryBilling.pays("i1", instant("2026-04-01"));
    tale.on("2026-04-01").stops("a", BASIC).runs("b", BASIC).runs("c", GROWTH);
    bill("2026-04-01");
    assertThat(inMemoryBilling.invoices())
        .containsExactly("i1 10000 paid", "i2 50000 due 2026-04-08");
    inMemoryBilling.passes(tale.history(), instant("2026-04-08"));
    assertThat(inMemoryBilling.paused).containsExactly("c");
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(0));
  }

  @Test
  void the_grace_of_a_dissolved_invoice_is_spent_m2() {
    tale.on("2026-04-01").runs("r", GROWTH);
    bill("2026-04-01");
    tale.on("2026-04-01T06:00:00Z").stops("r", GROWTH);
    bill("2026-04-01T06:00:00Z");
    tale.on("2026-04-05").runs("s", GROWTH);
    bill("2026-04-05");
    tale.on("2026-04-05T06:00:00Z").stops("s", GROWTH);
    bill("2026-04-05T06:00:00Z");
    tale.on("2026-04-07").runs("r", GROWTH);
    bill("2026-04-07");
    assertThat(inMemoryBilling.invoices())
        .containsExactly("i1 50000 replaced", "i2 50417 replaced", "i3 50834 due 2026-04-08");
  }

  @Test
  void an_invoice_after_the_grace_of_a_dissolved_one_has_its_own_m2() {
    tale.on("2026-04-01").runs("r", GROWTH);
    bill("2026-04-01");
    tale.on("2026-04-01T06:00:00Z").stops("r", GROWTH);
    bill("2026-04-01T06:00:00Z");
    tale.on("2026-04-08").runs("r", GROWTH);
    bill("2026-04-08");
    assertThat(inMemoryBilling.invoices().getLast()).isEqualTo("i2 50417 due 2026-04-15");
  }

  @Test
  void a_payment_starts_a_new_grace_m2() {
    tale.on("2026-04-01").runs("r", GROWTH);
    bill("2026-04-01");
    tale.on("2026-04-01T06:00:00Z").stops("r", GROWTH);
    bill("2026-04-01T06:00:00Z");
    tale.on("2026-04-02").runs("s", BASIC);
    bill("2026-04-02");
    assertThat(inMemoryBilling.invoices().getLast()).isEqualTo("i2 10417 due 2026-04-08");
    inMemoryBilling.pays("i2", instant("2026-04-03"));
    tale.on("2026-04-04").runs("r", GROWTH);
    bill("2026-04-04");
    assertThat(inMemoryBilling.invoices().getLast()).endsWith("due 2026-04-11");
  }

  @Test
  void an_invoice_that_gave_way_to_credit_passes_nothing_on_m2() {
    tale.on("2026-04-01").runs("a", GROWTH);
    bill("2026-04-01");
    inMemoryBilling.pays("i1", instant("2026-04-01"));
    tale.on("2026-04-16").runs("b", BASIC);
    bill("2026-04-16");
    tale.on("2026-04-17").stops("a", GROWTH);
    bill("2026-04-17");
    tale.on("2026-04-18").runs("c", GROWTH);
    bill("2026-04-18");
    assertThat(inMemoryBilling.invoices().getLast()).endsWith("due 2026-04-25");
  }

  @ParameterizedTest
  @CsvSource({
    "FORGIVEN, RETURNING, true", "FORGIVEN, NEW, true", "FORGIVEN, NEVER, false",
    "WRITTEN_OFF, RETURNING, false", "WRITTEN_OFF, NEW, true", "WRITTEN_OFF, NEVER, false",
  })
  void who_left_an_invoice_unpaid_pays_first_until_one_is_paid_m2(
      Reason reason, PayFirst setting, boolean first) {
    tale.on("2026-04-01").runs("r", BASIC);
    bill("2026-04-01");
    inMemoryBilling.ledger =
        inMemoryBilling.ledger.forgiven(new InvoiceId("i1"), instant("2026-04-08"), reason);
    assertThat(setting.appliesTo(Invoicing.lastOutcome(inMemoryBilling.ledger))).isEqualTo(first);
    tale.on("2026-04-08").stops("r", BASIC).on("2026-04-10").runs("r", BASIC);
    bill("2026-04-10");
    assertThat(inMemoryBilling.invoices().getLast()).isEqualTo("i2 10000 due 2026-04-17");
    inMemoryBilling.pays("i2", instant("2026-04-10"));
    assertThat(setting.appliesTo(Invoicing.lastOutcome(inMemoryBilling.ledger))).isFalse();
  }

  @Test
  void a_reservation_is_asked_for_whatever_the_minimum_is_m2() {
    var small = new Terms.Reservation("small", sats(300));
    tale.on("2026-04-01").change("r", new Terms("free", sats(0), true, false, small));
    bill("2026-04-01");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 300 due 2026-04-08");
    tale.on("2026-04-02").change("r", new Terms("free", sats(0), true));
    bill("2026-04-02");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 300 replaced");
  }

  @Test
  void a_paid_reservation_pays_for_the_month_that_then_begins_m2() {
    tale.on("2026-04-01").reserves("r", "free", GROWTH);
    bill("2026-04-01");
    var waiting = reserved("2026-04-01", "r");
    assertThat(inMemoryBilling.ledger.isCovered(waiting)).isFalse();
    assertThat(inMemoryBilling.ledger.openInvoiceOf(waiting)).contains(new InvoiceId("i1"));
    inMemoryBilling.pays("i1", instant("2026-04-04"));
    assertThat(inMemoryBilling.ledger.isCovered(waiting)).isTrue();
    tale.on("2026-04-04").runs("r", GROWTH);
    bill("2026-05-03");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 50000 paid");
    assertThat(inMemoryBilling.ledger.credit()).isEqualTo(sats(0));
    bill("2026-05-04");
    assertThat(inMemoryBilling.invoices())
        .containsExactly("i1 50000 paid", "i2 50000 due 2026-05-11");
    inMemoryBilling.passes(tale.history(), instant("2026-05-11"));
    assertThat(inMemoryBilling.paused).containsExactly("r");
  }

  @Test
  void a_reservation_that_credit_is_enough_for_is_covered_m2() {
    tale.on("2026-04-01").runs("a", GROWTH);
    bill("2026-04-01");
    inMemoryBilling.pays("i1", instant("2026-04-01"));
    tale.on("2026-04-01").stops("a", GROWTH).on("2026-04-02").reserves("b", "free", BASIC);
    bill("2026-04-02");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 50000 paid");
    assertThat(inMemoryBilling.ledger.isCovered(reserved("2026-04-02", "b"))).isTrue();
  }

  @Test
  void an_unpaid_reservation_becomes_no_debt_m2() {
    tale.on("2026-04-01").reserves("r", "free", GROWTH);
    bill("2026-04-01");
    inMemoryBilling.passes(tale.history(), instant("2026-04-08"));
    tale.on("2026-04-08").stops("r", GROWTH);
    bill("2026-04-08");
    bill("2026-09-01");
    assertThat(inMemoryBilling.invoices()).containsExactly("i1 50000 forgiven");
    assertThat(inMemoryBilling.ledger.draft().total().units()).isZero();
    assertThat(inMemoryBilling.paused).isEmpty();
  }

  private Item.Charge reserved(String when, String relay) {
    return Objects.requireNonNull(tale.upTo(when).reserved().get(relay));
  }

  private void bill(String when) {
    inMemoryBilling.bill(tale.history(), instant(when));
  }
}

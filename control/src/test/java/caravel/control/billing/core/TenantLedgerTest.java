package caravel.control.billing.core;

import static caravel.control.billing.core.Tale.instant;
import static caravel.control.billing.core.Tale.sats;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.billing.core.Invoice.Reason;
import caravel.control.billing.core.Invoice.State;
import caravel.control.billing.core.Item.Cause;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Credit;
import caravel.control.billing.core.Item.Subject;
import caravel.control.billing.core.Item.Surplus;
import caravel.control.billing.core.TenantLedger.Place;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Items on an invoice, without a history.
final class TenantLedgerTest {
  private static final Instant APRIL = instant("2026-04-01");
  private static final Instant MAY = instant("2026-05-01");
  private static final InvoiceId ID = new InvoiceId("i1");
  private static final Place FORGIVEN = new Place.Forgiven(ID);
  private static final Place UNBILLED = new Place.Unbilled();

  private static Charge charge(String relay, long sats) {
    var subject = new Subject(relay, "plan", sats(sats));
    return new Charge(new Cause.PeriodStart(), subject, new Span(APRIL, MAY), sats(sats));
  }

  private static Credit rest(Charge charge, long sats) {
    return new Credit(charge, "activity", instant("2026-04-10"), sats(sats));
  }

  private static Surplus credit(long sats) {
    return new Surplus("payment", APRIL, sats(sats));
  }

  /// All items on one open invoice.
  private static TenantLedger invoiced(Item... items) {
    var grace = new Grace.Running(instant("2026-04-08"));
    var total = List.of(items).stream().mapToLong(item -> item.amount().units()).sum();
    return TenantLedger.empty(Currency.SAT)
        .with(List.of(items))
        .made(
            new Invoice(ID, sats(total), APRIL, new State.Open(grace)),
            List.of(items).stream().map(Item::id).toList());
  }

  private static TenantLedger forgiven(Item... items) {
    return invoiced(items).forgiven(ID, MAY, Reason.FORGIVEN);
  }

  @Test
  void credit_pays_for_a_charge_less_its_own_rest() {
    var first = charge("a", 10_000);
    var second = charge("b", 10_000);
    var ledger = forgiven(first, rest(first, 3_000), second, credit(8_000));
    assertThat(ledger.placeOf(first)).isEqualTo(UNBILLED);
    assertThat(ledger.placeOf(second)).isEqualTo(FORGIVEN);
  }

  @Test
  void credit_of_exactly_one_charge_pays_for_one_charge() {
    var first = charge("a", 10_000);
    var second = charge("b", 10_000);
    var ledger = forgiven(first, second, credit(10_000));
    assertThat(ledger.placeOf(first)).isEqualTo(UNBILLED);
    assertThat(ledger.placeOf(second)).isEqualTo(FORGIVEN);
  }

  @Test
  void a_charge_that_was_returned_whole_is_forgiven_with_its_rest() {
    var returned = charge("a", 10_000);
    var other = charge("b", 10_000);
    var ledger = forgiven(returned, rest(returned, 10_000), other);
    assertThat(ledger.placeOf(returned)).isEqualTo(FORGIVEN);
    assertThat(ledger.draft().items()).isEmpty();
  }

  @Test
  void credit_of_exactly_the_charge_covers_it() {
    var charge = charge("a", 10_000);
    var empty = TenantLedger.empty(Currency.SAT);
    assertThat(empty.with(List.of(charge, credit(10_000))).isCovered(charge)).isTrue();
    assertThat(empty.with(List.of(charge, credit(9_999))).isCovered(charge)).isFalse();
  }

  @Test
  void the_grace_of_an_open_invoice_changes_and_that_of_a_closed_one_does_not() {
    var open = invoiced(charge("a", 10_000));
    var still = new Grace.Still(Duration.ofDays(2));
    assertThat(open.in(ID, still).invoice(ID).state()).isEqualTo(new State.Open(still));
    var closed = open.forgiven(ID, MAY, Reason.FORGIVEN);
    assertThat(closed.in(ID, still)).isEqualTo(closed);
  }

  @Test
  void only_relays_whose_reservation_is_on_the_invoice_wait_for_it() {
    var tale =
        new Tale()
            .on("2026-04-01")
            .reserves("a", Tale.FREE, Tale.BASIC)
            .reserves("b", Tale.FREE, Tale.GROWTH);
    var replayed = tale.upTo("2026-04-01");
    var charges = replayed.items();
    var ledger =
        TenantLedger.empty(Currency.SAT)
            .with(charges)
            .made(
                new Invoice(
                    ID, sats(10_000), APRIL, new State.Open(new Grace.Still(Duration.ZERO))),
                List.of(charges.getFirst().id()));
    assertThat(ledger.relaysReservedOn(ID, replayed)).containsExactly("a");
  }
}

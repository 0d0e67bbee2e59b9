package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.control.payment.CardProcessor.DisputeStatus;
import caravel.control.payment.CardProcessor.RefundStatus;
import caravel.verify.simulate.SimulatedTenants.Person;
import caravel.verify.simulate.TenantSnapshot.Bill;
import caravel.verify.simulate.TenantSnapshot.Line;
import caravel.verify.simulate.TenantSnapshot.Payback;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Money that went back to payers, money that operators booked, and credit that they gave.
final class RefundChecks {
  private static final long TWO_DAYS_SECONDS = 2 * 86_400;

  private final World world;

  RefundChecks(World world) {
    this.world = world;
  }

  void check(Person person, TenantSnapshot snapshot) {
    refundsArePaid(person, snapshot);
    adjustmentsWereMade(person, snapshot);
    creditIsTakenBack(snapshot);
    moneyAddsUp(snapshot);
  }

  /// No more goes back than came, and what the processor paid back is what it says.
  private void refundsArePaid(Person person, TenantSnapshot snapshot) {
    var back = new HashMap<String, Long>();
    for (var refund : snapshot.paper().paybacks()) {
      if (!refund.isFailed()) {
        back.merge(refund.payment(), refund.amount(), Long::sum);
      }
      if (refund.isBooked() && refund.isByProcessor() && refund.cause().equals("refund")) {
        var made = world.cards().reversals().find(refund.externalId());
        unless(made.isPresent(), "nobody has refunded {}", refund);
        made.ifPresent(one ->
            unless(
                one.cents == refund.cents() && one.charge.tenant == person.number,
                "{} is not what was refunded: {}",
                refund,
                one.listed()));
      }
    }
    for (var payment : snapshot.paper().payments()) {
      unless(
          back.getOrDefault(payment.id(), 0L) <= payment.worth(),
          "{} went back of {}",
          back.get(payment.id()),
          payment);
    }
  }

  /// Nothing is booked or given that the operator did not, and nothing twice.
  private void adjustmentsWereMade(Person person, TenantSnapshot snapshot) {
    var booked = new ArrayList<>(world.operator().booked(person.number));
    for (var payment : snapshot.paper().payments()) {
      unless(
          !payment.isBooked() || booked.remove((Long) payment.worth()),
          "the operator has not booked {}",
          payment);
    }
    var given = new ArrayList<>(world.operator().given(person.number));
    for (var line : snapshot.lines()) {
      unless(
          !line.id().startsWith("adjustment:") || given.remove((Long) (-line.amount())),
          "the operator has not given {}",
          line);
    }
  }

  /// A refund takes back credit of its own payment, never more than was refunded, and leaves none
  /// that is free.
  private static void creditIsTakenBack(TenantSnapshot snapshot) {
    var byRefund = new HashMap<String, Long>();
    var byCredit = new HashMap<String, Long>();
    for (var line : snapshot.lines()) {
      if (line.kind().equals("refund")) {
        byRefund.merge(line.about().refund(), line.amount(), Long::sum);
        byCredit.merge(line.about().reverses(), line.amount(), Long::sum);
      }
    }
    var lines = snapshot.lines().stream().collect(Collectors.toMap(Line::id, line -> line));
    byCredit.forEach((id, sum) -> {
      var credit = lines.get(id);
      unless(credit != null && sum <= -credit.amount(), "{} was taken back of {}", sum, credit);
    });
    for (var refund : snapshot.paper().paybacks()) {
      var taken = byRefund.getOrDefault(refund.id(), 0L);
      unless(taken <= refund.amount(), "{} has taken back {}", refund, taken);
      var restored = lines.get("restored:" + refund.id());
      unless(
          (restored == null ? 0 : -restored.amount()) == (refund.isUndone() ? taken : 0),
          "{} took back {}, and {} was restored",
          refund,
          taken,
          restored);
      if (refund.isBooked() && !refund.isUndone() && snapshot.history().billedUntil() != null) {
        unless(
            taken == refund.amount() || freeOf(snapshot, refund, byCredit) == 0,
            "{} has taken back {}, and more of its payment is free",
            refund,
            taken);
      }
    }
  }

  private static long freeOf(TenantSnapshot snapshot, Payback refund, Map<String, Long> byCredit) {
    var paid =
        snapshot.bills().stream()
            .filter(bill -> bill.isPaid() && bill.ending().payment().equals(refund.payment()))
            .map(Bill::id)
            .toList();
    var charges = new HashMap<String, String>();
    for (var line : snapshot.lines()) {
      charges.put(line.id(), line.place().invoice());
    }
    return snapshot.lines().stream()
        .filter(line -> line.place().isFree() && line.amount() < 0)
        .filter(line ->
            line.about().payment().equals(refund.payment())
                || (line.about().payment().isEmpty()
                    && paid.contains(charges.getOrDefault(line.about().givesBack(), "-"))))
        .mapToLong(line -> -line.amount() - byCredit.getOrDefault(line.id(), 0L))
        .sum();
  }

  /// Money in, and what was given = what the paid charges cost after their credits + credit that is
  /// free − credit that was taken back, to the unit.
  private static void moneyAddsUp(TenantSnapshot snapshot) {
    var in = snapshot.paper().payments().stream().mapToLong(payment -> payment.worth()).sum();
    var paid =
        snapshot.bills().stream().filter(Bill::isPaid).map(Bill::id).collect(Collectors.toSet());
    var used = 0L;
    var kept = 0L;
    for (var line : snapshot.lines()) {
      var isMoney = !line.about().payment().isEmpty();
      if (paid.contains(line.place().invoice())) {
        used += line.amount();
      }
      kept += isMoney ? -line.amount() : 0;
    }
    unless(in == used + kept, "in came {}, {} was used and {} kept", in, used, kept);
  }

  /// Checks with a delay that every refund and dispute is in the ledger.
  void daily(Person person, TenantSnapshot snapshot) {
    if (!world.disruptions().has(Rail.CARD)
        || world.disruptions().lackedWithin(Rail.CARD, TWO_DAYS_SECONDS)
        || world.guards().isHeld()
        || world.troubledWithin(FaultInjector.Place.CARDS, TWO_DAYS_SECONDS)) {
      return;
    }
    var limit = world.clock().truth().minusSeconds(TWO_DAYS_SECONDS);
    var byId =
        snapshot.paper().paybacks().stream()
            .collect(Collectors.toMap(Payback::externalId, refund -> refund, (one, _) -> one));
    var known = snapshot.paper().payments().stream().map(TenantSnapshot.Payment::id).toList();
    for (var made : world.cards().reversals().refundsOf(person.number)) {
      if (made.changedAt.isBefore(limit) && known.contains("card:" + made.charge.intentId)) {
        isBooked(made, byId.get(made.id));
      }
    }
    for (var made : world.cards().reversals().disputesOf(person.number)) {
      if (made.changedAt.isBefore(limit) && known.contains("card:" + made.charge.intentId)) {
        unless(
            byId.containsKey(made.id) == (made.status == DisputeStatus.LOST),
            "the dispute {} is {}, and in the books is {}",
            made.id,
            made.status,
            List.of(byId.keySet()));
      }
    }
  }

  private static void isBooked(CardReversals.Refunded made, @Nullable Payback refund) {
    var isThere = refund != null && refund.isBooked() && !refund.isUndone();
    unless(
        isThere == (made.status == RefundStatus.SUCCEEDED),
        "the refund {} is {}, and in the books it is {}",
        made.id,
        made.status,
        refund);
  }
}

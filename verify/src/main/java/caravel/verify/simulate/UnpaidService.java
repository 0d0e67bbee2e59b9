package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.control.money.Currency;
import caravel.verify.simulate.TenantSnapshot.Bill;
import caravel.verify.simulate.TenantSnapshot.Fact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks that starting anew gives no longer unpaid service. A replacement invoice keeps the due
/// date. After a forgiven invoice, a paid relay comes back only when it is paid.
final class UnpaidService {
  private static final long CLOCK_ERROR_SECONDS = 7_200;

  /// A first invoice is due at least a day after the tenant is asked to pay.
  private static final long DAY_SECONDS = 86_400;

  private final World world;

  /// The latest due date of each invoice while it was open.
  private final Map<String, Long> dueAt = new HashMap<>();

  /// The due date with which each invoice was created; [Long#MIN_VALUE] if its grace was suspended.
  /// A hold, an outage or a suspension moves it later.
  private final Map<String, Long> firstDueAt = new HashMap<>();

  /// The charges of each invoice while it was open.
  private final Map<String, Set<String>> chargesOf = new HashMap<>();

  private final Set<String> known = new HashSet<>();
  private final Map<String, Integer> checkedFacts = new HashMap<>();

  UnpaidService(World world) {
    this.world = world;
  }

  void check(TenantSnapshot snapshot) {
    for (var bill : snapshot.bills()) {
      var due = bill.dun().dueAt();
      if (bill.isOpen()) {
        if (known.add(bill.id())) {
          graceIsNotRenewed(snapshot, bill);
        }
        chargesOf.put(bill.id(), charges(snapshot, bill));
        if (due != null) {
          dueAt.put(bill.id(), due);
          firstDueAt.putIfAbsent(bill.id(), due);
        } else {
          dueAt.remove(bill.id());
          firstDueAt.putIfAbsent(bill.id(), Long.MIN_VALUE);
        }
      }
    }
    paysFirst(snapshot);
  }

  private void graceIsNotRenewed(TenantSnapshot snapshot, Bill bill) {
    var due = bill.dun().dueAt();
    if (due == null || !bill.dun().ourSide().equals("answers")) {
      return;
    }
    for (var before : snapshot.bills()) {
      var at = before.ending().at();
      var inherited = dueAt.get(before.id());
      if (at == null
          || inherited == null
          || !before.ending().reason().equals("replaced")
          || inherited <= bill.createdAt()
          || !hasEndedCharge(snapshot, before, at)
          || hasPaidSince(snapshot, before.createdAt())
          || isReplacement(snapshot, bill, due)
          || isTakenOver(snapshot, bill, at, inherited)) {
        continue;
      }
      var latest = Math.max(inherited + outagesSince(before.createdAt()), now() + DAY_SECONDS);
      unless(
          due <= latest + CLOCK_ERROR_SECONDS,
          "the grace is renewed without a payment: {} was due at {}, and {} is due at {}",
          before.id(),
          inherited,
          bill.id(),
          due);
    }
  }

  private static Set<String> charges(TenantSnapshot snapshot, Bill bill) {
    return snapshot.lines().stream()
        .filter(line -> line.isCharge() && line.place().invoice().equals(bill.id()))
        .map(TenantSnapshot.Line::id)
        .collect(Collectors.toSet());
  }

  /// Whether a charge of this invoice ended while the invoice was open. Otherwise the tenant's
  /// credit paid for the invoice, which starts a new grace like any payment.
  private boolean hasEndedCharge(TenantSnapshot snapshot, Bill bill, long at) {
    var charges = chargesOf.getOrDefault(bill.id(), Set.of());
    return snapshot.lines().stream()
        .filter(line -> charges.contains(line.about().givesBack()))
        .mapToLong(line -> line.span().start())
        .anyMatch(ended -> ended > bill.createdAt() && ended <= at);
  }

  /// Whether an invoice that was due no earlier ended when this one was created. A replacement
  /// keeps the due date; that of the other invoice was checked at its creation.
  private boolean isReplacement(TenantSnapshot snapshot, Bill bill, long due) {
    return snapshot.bills().stream()
        .filter(other -> other.ending().reason().equals("replaced"))
        .filter(other -> Objects.equals(other.ending().at(), bill.createdAt()))
        .map(other -> dueAt.get(other.id()))
        .anyMatch(kept -> kept != null && due <= kept + CLOCK_ERROR_SECONDS);
  }

  /// Whether a later invoice asks for the same debt as a replaced one, with the same due date or
  /// that of a further replacement.
  private boolean isTakenOver(TenantSnapshot snapshot, Bill bill, long endedAt, long inherited) {
    return snapshot.bills().stream()
        .filter(other -> !other.id().equals(bill.id()) && other.createdAt() >= endedAt)
        .anyMatch(other -> {
          var due = firstDueAt.get(other.id());
          return due != null
              && (due <= inherited + CLOCK_ERROR_SECONDS || isReplacement(snapshot, other, due));
        });
  }

  /// Due dates move by the outages of the platform.
  private long outagesSince(long second) {
    return now() - second - world.disruptions().outages().upSeconds(second, now());
  }

  private long now() {
    return world.clock().truth().getEpochSecond();
  }

  private static boolean hasPaidSince(TenantSnapshot snapshot, long second) {
    return snapshot.bills().stream()
        .anyMatch(bill -> {
          var at = bill.ending().at();
          return bill.isPaid() && at != null && at >= second;
        });
  }

  private void paysFirst(TenantSnapshot snapshot) {
    if (snapshot.history().billedUntil() == null) {
      return;
    }
    var facts = snapshot.history().facts();
    var from = Math.min(checkedFacts.getOrDefault(snapshot.tenant(), 0), facts.size());
    checkedFacts.put(snapshot.tenant(), facts.size());
    for (var i = from; i < facts.size(); i++) {
      var fact = facts.get(i);
      var isDue = fact.adopted() == null && fact.terms().price() > 0;
      if (isDue && fact.terms().active() && begins(snapshot, i)) {
        hasPaid(snapshot, fact);
      }
    }
  }

  /// Whether a relay goes online or moves to a more expensive plan. A new price of the same plan
  /// does not count.
  private static boolean begins(TenantSnapshot snapshot, int index) {
    var facts = snapshot.history().facts();
    var fact = facts.get(index);
    for (var i = index - 1; i >= 0; i--) {
      var before = facts.get(i);
      if (before.relay().equals(fact.relay())) {
        var isUpgrade =
            !before.terms().plan().equals(fact.terms().plan())
                && before.terms().price() < fact.terms().price();
        return !before.terms().active() || isUpgrade;
      }
    }
    return true;
  }

  private void hasPaid(TenantSnapshot snapshot, Fact fact) {
    var forgivenAt =
        snapshot.bills().stream()
            .filter(bill -> bill.ending().reason().equals("forgiven"))
            .mapToLong(bill -> endOf(bill))
            .filter(at -> at < fact.at())
            .max();
    if (forgivenAt.isPresent() && couldPayAt(fact.at()) && !isByOperator(fact)) {
      unless(
          hasPaidSince(snapshot, forgivenAt.getAsLong()) || isCoveredByCredit(snapshot, fact),
          "a relay is back without a payment after a forgiven invoice: {}",
          fact);
    }
  }

  /// Whether a payment method was configured at a time. During a hold, an activity is checked much
  /// later.
  private boolean couldPayAt(long second) {
    var since = now() - second;
    return Stream.of(Rail.values())
        .anyMatch(rail -> !world.disruptions().lackedWithin(rail, since));
  }

  /// Ending a suspension restores relays as they were before it.
  private boolean isByOperator(Fact fact) {
    var sql = "SELECT count(*) FROM activity WHERE id = ? AND activity_type LIKE 'unsuspend%'";
    var count = world.tables().number(sql, fact.id());
    return count != null && count > 0;
  }

  /// Whether credit reduces the unbilled items below the smallest invoice. Another invoice may be
  /// open while its payment is under way, but it must not be for the charge of this activity.
  private boolean isCoveredByCredit(TenantSnapshot snapshot, Fact fact) {
    var minimum = world.script().currency() == Currency.SAT ? 1_000 : 50;
    var unpaid = chargesOfOpenInvoices(snapshot);
    var sum =
        snapshot.lines().stream()
            .filter(line -> line.place().isFree() && !unpaid.contains(line.about().givesBack()))
            .mapToLong(TenantSnapshot.Line::amount)
            .sum();
    return sum < minimum && (hasFreeCharge(snapshot, fact) || !hasOpenInvoice(snapshot));
  }

  /// Whether the charge of an activity is on no invoice.
  private static boolean hasFreeCharge(TenantSnapshot snapshot, Fact fact) {
    return snapshot.lines().stream()
        .anyMatch(line ->
            line.isCharge() && line.about().activity().equals(fact.id()) && line.place().isFree());
  }

  private static boolean hasOpenInvoice(TenantSnapshot snapshot) {
    return snapshot.bills().stream().anyMatch(Bill::isOpen);
  }

  /// The charges whose credits do not count yet, because they are not paid.
  private static Set<String> chargesOfOpenInvoices(TenantSnapshot snapshot) {
    return snapshot.bills().stream()
        .filter(Bill::isOpen)
        .flatMap(bill -> charges(snapshot, bill).stream())
        .collect(Collectors.toSet());
  }

  private static long endOf(Bill bill) {
    var at = bill.ending().at();
    return at == null ? 0 : at;
  }
}

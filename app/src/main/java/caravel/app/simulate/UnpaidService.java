package caravel.app.simulate;

import static caravel.app.simulate.Violation.unless;

import caravel.app.simulate.Seen.Bill;
import caravel.app.simulate.Seen.Fact;
import caravel.control.money.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A tenant who does not pay is not served longer by starting anew: a new invoice is due when the
/// one before it was, and after a forgiven invoice a paid relay comes back only when it is paid.
final class UnpaidService {
  private static final long CLOCK_ERROR_SECONDS = 7_200;

  /// Who is asked for the first time has a day from then.
  private static final long DAY_SECONDS = 86_400;

  private final World world;

  /// The latest due date of each invoice while it was open.
  private final Map<String, Long> dueAt = new HashMap<>();

  /// The charges of each invoice while it was open.
  private final Map<String, Set<String>> chargesOf = new HashMap<>();

  private final Set<String> known = new HashSet<>();
  private final Map<String, Integer> checkedFacts = new HashMap<>();

  UnpaidService(World world) {
    this.world = world;
  }

  void check(Seen seen) {
    for (var bill : seen.bills()) {
      var due = bill.dun().dueAt();
      if (bill.isOpen()) {
        if (known.add(bill.id())) {
          graceIsNotRenewed(seen, bill);
        }
        chargesOf.put(bill.id(), charges(seen, bill));
        if (due != null) {
          dueAt.put(bill.id(), due);
        } else {
          dueAt.remove(bill.id());
        }
      }
    }
    paysFirst(seen);
  }

  private void graceIsNotRenewed(Seen seen, Bill bill) {
    var due = bill.dun().dueAt();
    if (due == null || !bill.dun().ourSide().equals("answers")) {
      return;
    }
    for (var before : seen.bills()) {
      var at = before.ending().at();
      var inherited = dueAt.get(before.id());
      if (at == null
          || inherited == null
          || !before.ending().reason().equals("replaced")
          || inherited <= bill.createdAt()
          || !hasEndedCharge(seen, before, at)
          || hasPaidSince(seen, before.createdAt())
          || isTakenOver(seen, bill, at, inherited)) {
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

  private static Set<String> charges(Seen seen, Bill bill) {
    return seen.lines().stream()
        .filter(line -> line.isCharge() && line.place().invoice().equals(bill.id()))
        .map(Seen.Line::id)
        .collect(Collectors.toSet());
  }

  /// Whether a charge of this invoice ended while the invoice was open. Otherwise the tenant's credit paid for what
  /// the invoice asked, and like any payment it starts a new grace.
  private boolean hasEndedCharge(Seen seen, Bill bill, long at) {
    var charges = chargesOf.getOrDefault(bill.id(), Set.of());
    return seen.lines().stream()
        .filter(line -> charges.contains(line.about().givesBack()))
        .mapToLong(line -> line.span().start())
        .anyMatch(ended -> ended > bill.createdAt() && ended <= at);
  }

  /// Whether another invoice was made since a replaced one ended, and is due when that was.
  private boolean isTakenOver(Seen seen, Bill bill, long endedAt, long inherited) {
    return seen.bills().stream()
        .filter(other -> !other.id().equals(bill.id()) && other.createdAt() >= endedAt)
        .map(other -> dueAt.get(other.id()))
        .anyMatch(due -> due != null && due <= inherited + CLOCK_ERROR_SECONDS);
  }

  /// Due dates move by the time in which the platform did not work.
  private long outagesSince(long second) {
    return now() - second - world.disruptions().outages().upSeconds(second, now());
  }

  private long now() {
    return world.clock().truth().getEpochSecond();
  }

  private static boolean hasPaidSince(Seen seen, long second) {
    return seen.bills().stream()
        .anyMatch(bill -> {
          var at = bill.ending().at();
          return bill.isPaid() && at != null && at >= second;
        });
  }

  private void paysFirst(Seen seen) {
    if (seen.history().billedUntil() == null) {
      return;
    }
    var facts = seen.history().facts();
    var from = Math.min(checkedFacts.getOrDefault(seen.tenant(), 0), facts.size());
    checkedFacts.put(seen.tenant(), facts.size());
    for (var i = from; i < facts.size(); i++) {
      var fact = facts.get(i);
      if (fact.terms().active() && fact.terms().price() > 0 && begins(seen, i)) {
        hasPaid(seen, fact);
      }
    }
  }

  /// Whether a relay was not online before, or on a cheaper plan.
  private static boolean begins(Seen seen, int index) {
    var facts = seen.history().facts();
    var fact = facts.get(index);
    for (var i = index - 1; i >= 0; i--) {
      var before = facts.get(i);
      if (before.relay().equals(fact.relay())) {
        return !before.terms().active() || before.terms().price() < fact.terms().price();
      }
    }
    return true;
  }

  private void hasPaid(Seen seen, Fact fact) {
    var forgivenAt =
        seen.bills().stream()
            .filter(bill -> bill.ending().reason().equals("forgiven"))
            .mapToLong(bill -> endOf(bill))
            .filter(at -> at < fact.at())
            .max();
    if (forgivenAt.isPresent() && world.disruptions().hasRails() && !isByOperator(fact)) {
      unless(
          hasPaidSince(seen, forgivenAt.getAsLong()) || isCoveredByCredit(seen),
          "a relay is back without a payment after a forgiven invoice: {}",
          fact);
    }
  }

  /// An operator who ends a suspension brings relays back as they were before it.
  private boolean isByOperator(Fact fact) {
    var sql = "SELECT count(*) FROM activity WHERE id = ? AND activity_type LIKE 'unsuspend%'";
    var count = world.tables().number(sql, fact.id());
    return count != null && count > 0;
  }

  /// Whether credit reduces the unbilled items to less than an invoice.
  private boolean isCoveredByCredit(Seen seen) {
    var minimum = world.script().currency() == Currency.SAT ? 1_000 : 50;
    var sum =
        seen.lines().stream()
            .filter(line -> line.place().isFree())
            .mapToLong(Seen.Line::amount)
            .sum();
    return sum < minimum && seen.bills().stream().noneMatch(Bill::isOpen);
  }

  private static long endOf(Bill bill) {
    var at = bill.ending().at();
    return at == null ? 0 : at;
  }
}

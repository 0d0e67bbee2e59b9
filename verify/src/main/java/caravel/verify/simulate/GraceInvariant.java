package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.verify.simulate.TenantSnapshot.Bill;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Checks pauses: no tenant is paused before the grace has ended or for the platform's faults, and
/// no tenant is served unpaid after it.
final class GraceInvariant {
  private static final long DAY_SECONDS = 86_400;
  private static final long GRACE_SECONDS = 7 * DAY_SECONDS;

  /// Largest overcount of a wrong clock.
  private static final long CLOCK_ERROR_SECONDS = 7_200;

  /// Time for the last attempt, for a Lightning invoice to expire, and for a slow wallet.
  private static final long LONGEST_END_SECONDS = 3 * DAY_SECONDS;

  private final World world;
  private final Map<String, Long> notBefore = new HashMap<>();
  private final Set<String> closed = new HashSet<>();

  GraceInvariant(World world) {
    this.world = world;
  }

  void check(TenantSnapshot snapshot) {
    for (var bill : snapshot.bills()) {
      notBefore.computeIfAbsent(bill.id(), _ -> earliest(snapshot, bill));
      var at = bill.ending().at();
      if (at != null && closed.add(bill.id()) && bill.ending().reason().equals("forgiven")) {
        isFair(snapshot, bill, at);
      }
    }
  }

  private void isFair(TenantSnapshot snapshot, Bill bill, long at) {
    unless(
        at >= notBefore.getOrDefault(bill.id(), 0L),
        "{} was forgiven before its grace was over",
        bill);
    unless(!snapshot.standing().suspended(), "{} was forgiven while its tenant is suspended", bill);
    unless(world.disruptions().hasRails(), "{} was forgiven while no payment was possible", bill);
    var together = new HashSet<Bill>();
    gather(snapshot, bill, together);
    together.forEach(each -> couldBePaid(snapshot, each));
  }

  /// Collects an invoice and the invoices that it replaced.
  private static void gather(TenantSnapshot snapshot, Bill bill, Set<Bill> together) {
    if (together.add(bill)) {
      snapshot.bills().stream()
          .filter(other -> isReplacedBy(other, bill))
          .forEach(other -> gather(snapshot, other, together));
    }
  }

  private static boolean isReplacedBy(Bill one, Bill other) {
    var at = one.ending().at();
    return one.ending().reason().equals("replaced") && at != null && at == other.createdAt();
  }

  private void couldBePaid(TenantSnapshot snapshot, Bill bill) {
    var limit = world.clock().truth().minusSeconds(DAY_SECONDS - CLOCK_ERROR_SECONDS);
    var unansweredQueries = world.silences();
    unless(
        !unansweredQueries.fellAfter(bill.id(), limit),
        "{} was forgiven, and could not be paid the day before for our fault",
        bill);
    for (var code : snapshot.paper().codes()) {
      unless(
          !code.invoice().equals(bill.id()) || !unansweredQueries.fellAfter(code.hash(), limit),
          "{} was forgiven, and our wallet had not answered the day before",
          bill);
    }
    for (var page : snapshot.paper().pages()) {
      unless(
          !page.invoice().equals(bill.id()) || !unansweredQueries.fellAfter(page.id(), limit),
          "{} was forgiven, and our processor had not answered the day before",
          bill);
    }
    for (var intent : snapshot.paper().intents()) {
      unless(
          !intent.invoice().equals(bill.id())
              || !unansweredQueries.fellAfter(intent.intentId(), limit),
          "{} was forgiven, and our processor had not said what became of the card",
          bill);
    }
  }

  /// The earliest fair end of the grace: a week, or the rest of the grace of the invoice that this
  /// one replaces.
  private long earliest(TenantSnapshot snapshot, Bill bill) {
    var earliest = bill.createdAt() + GRACE_SECONDS - CLOCK_ERROR_SECONDS;
    for (var other : snapshot.bills()) {
      var at = other.ending().at();
      if (at == null || other.id().equals(bill.id()) || at > bill.createdAt()) {
        continue;
      }
      var due = notBefore.getOrDefault(other.id(), Long.MAX_VALUE);
      var known = other.dun().dueAt();
      // A grace without an end was suspended, because no payment method was configured.
      var stillRuns =
          known == null || Math.max(due, known) + CLOCK_ERROR_SECONDS > bill.createdAt();
      if (isReplacedBy(other, bill) || (other.ending().reason().equals("replaced") && stillRuns)) {
        earliest = Math.min(earliest, due);
      }
    }
    return earliest;
  }

  void checkServed(TenantSnapshot snapshot) {
    if (!world.disruptions().hasRails()
        || snapshot.standing().suspended()
        || world.troubledWithin(FaultInjector.Place.WALLET, LONGEST_END_SECONDS)
        || world.troubledWithin(FaultInjector.Place.CARDS, LONGEST_END_SECONDS)) {
      return;
    }
    for (var bill : snapshot.bills()) {
      var due = bill.dun().dueAt();
      unless(
          !bill.isOpen()
              || due == null
              || world.clock().truth().getEpochSecond() < due + LONGEST_END_SECONDS,
          "{} is open long after its grace",
          bill);
      unless(!bill.isOpen() || due != null, "the grace of {} stands still for no reason", bill);
    }
  }
}

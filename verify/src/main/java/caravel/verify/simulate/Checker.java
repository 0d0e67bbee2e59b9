package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.verify.simulate.DatabaseView.Part;
import caravel.verify.simulate.SimulatedTenants.Person;
import caravel.verify.simulate.TenantSnapshot.Bill;
import caravel.verify.simulate.TenantSnapshot.Line;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks the rules that must always hold for a tenant. It keeps separate books, from the money
/// that really moved and from what the simulated people remember of their actions.
final class Checker {
  private final World world;
  private final DatabaseView tables;
  private final GraceInvariant graceInvariant;
  private final NoticeInvariant noticeInvariant;
  private final Conversions conversions;
  private final FaultChecks faultChecks;
  private final DailyChecks dailyChecks;
  private final RefundChecks refundChecks;
  private final Map<Integer, TenantSnapshot> last = new HashMap<>();
  private final Map<Integer, Basis> inOrder = new HashMap<>();
  private List<Reckoning.Price> prices = List.of();
  private @Nullable Long railsSince;
  private long terms = -1;

  /// The inputs of the check of a tenant's lines.
  private record Basis(
      TenantSnapshot snapshot, List<Reckoning.Price> prices, @Nullable Long railsSince) {}

  Checker(World world, DatabaseView tables) {
    this.world = world;
    this.tables = tables;
    this.graceInvariant = new GraceInvariant(world);
    this.noticeInvariant = new NoticeInvariant(world, tables);
    this.conversions = new Conversions(world, tables);
    this.faultChecks = new FaultChecks(world, tables);
    this.dailyChecks = new DailyChecks(world);
    this.refundChecks = new RefundChecks(world);
  }

  /// Runs after every step, for each tenant that it touched.
  ///
  /// @param parts that have changed
  void touched(Person person, Set<Part> parts) {
    if (!isKnown(person)) {
      last.remove(person.number);
      return;
    }
    faultChecks.touched(person, parts);
    if (parts.contains(Part.LETTERS)) {
      noticeInvariant.touched(person);
    }
    var before = last.get(person.number);
    look(person, before == null ? read(person) : before.after(tables, parts));
    if (parts.contains(Part.PAPER)) {
      conversions.check(person.key.hex());
    }
  }

  /// Checks a tenant after any part may have changed.
  void touched(Person person) {
    faultChecks.touched(person, EnumSet.allOf(Part.class));
    noticeInvariant.touched(person);
    look(person, read(person));
    conversions.check(person.key.hex());
  }

  /// A restored database may lack a tenant who signed up after the copy.
  private boolean isKnown(Person person) {
    var rows = tables.number("SELECT count(*) FROM tenants WHERE pubkey = ?", person.key.hex());
    return rows != null && rows > 0;
  }

  private TenantSnapshot read(Person person) {
    return TenantSnapshot.of(tables, person.key.hex());
  }

  private void look(Person person, TenantSnapshot snapshot) {
    last.put(person.number, snapshot);
    check(person, snapshot);
  }

  private void check(Person person, TenantSnapshot snapshot) {
    var basis = basis(snapshot);
    if (!basis.equals(inOrder.get(person.number))) {
      isInOrder(basis);
      inOrder.put(person.number, basis);
    }
    creditIsShown(snapshot);
    standingIsTrue(snapshot);
    world.quotes().check(person, snapshot);
    moneyIsWhereItWent(person, snapshot);
    refundChecks.check(person, snapshot);
    noInvoiceIsCollectedTwice(person, snapshot);
    codesAreOneEach(snapshot);
    graceInvariant.check(snapshot);
    faultChecks.check(snapshot);
    if (world.isQuiet(person)) {
      wishesAreKept(person, snapshot);
    }
  }

  private Basis basis(TenantSnapshot snapshot) {
    if (terms != tables.terms()) {
      terms = tables.terms();
      prices =
          tables.list(
              """
              SELECT plan_id, 1, amount, seen_at FROM plan_prices
              UNION ALL SELECT plan_id, 12, amount, seen_at FROM yearly_prices ORDER BY 4
              """,
              row ->
                  new Reckoning.Price(
                      row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4)));
      railsSince = tables.number("SELECT rails_since FROM billing_state");
    }
    return new Basis(snapshot, prices, railsSince);
  }

  /// Checks the rules that need nothing but the tenant's rows.
  private static void isInOrder(Basis basis) {
    var snapshot = basis.snapshot();
    linesAreAsReckoned(basis);
    sumsAreTotals(snapshot);
    nothingForgivenIsLost(snapshot);
  }

  private static void linesAreAsReckoned(Basis basis) {
    var snapshot = basis.snapshot();
    var until = snapshot.history().billedUntil();
    if (until == null) {
      return;
    }
    var reckoned =
        Reckoning.of(snapshot.history().facts(), basis.prices(), basis.railsSince(), until);
    var due = reckoned.lines();
    var known = new HashMap<String, Line>();
    for (var line : snapshot.lines()) {
      if (line.about().isOfRelay()) {
        known.put(line.id(), line);
      }
    }
    unless(
        known.keySet().equals(due.keySet()),
        "lines there are: {}; lines there should be: {}",
        known.keySet(),
        due.keySet());
    due.forEach((id, wanted) -> {
      var line = known.get(id);
      unless(
          line != null
              && line.amount() == wanted.amount()
              && line.span().equals(wanted.span())
              && line.about().price() == wanted.price()
              && line.about().plan().equals(wanted.plan())
              && line.about().relay().equals(wanted.relay()),
          "the line is {}, and should be {}",
          line,
          wanted);
    });
    ExactUse.check(snapshot.lines(), reckoned.uses());
  }

  private static void sumsAreTotals(TenantSnapshot snapshot) {
    var sums = new HashMap<String, Long>();
    for (var line : snapshot.lines()) {
      if (!line.place().invoice().isEmpty()) {
        sums.merge(line.place().invoice(), line.amount(), Long::sum);
      }
    }
    for (var bill : snapshot.bills()) {
      var sum = sums.getOrDefault(bill.id(), 0L);
      if (bill.isOpen() || bill.isPaid()) {
        unless(sum == bill.total(), "the lines of {} sum up to {}", bill, sum);
      } else {
        unless(!sums.containsKey(bill.id()), "lines stand on the void {}", bill);
      }
    }
  }

  /// The money received equals the paid invoices plus the stored credit, to the unit. The database
  /// contains no money that was not paid.
  private void moneyIsWhereItWent(Person person, TenantSnapshot snapshot) {
    var in = 0L;
    for (var payment : snapshot.paper().payments()) {
      var inflow = world.trail().find(payment.id(), person.number);
      unless(inflow != null || payment.isBooked(), "nobody has paid {}", payment);
      unless(
          inflow == null || payment.received() == inflow.units(),
          "{} is not what was paid: {}",
          payment,
          inflow);
      in += payment.worth();
    }
    var settled = snapshot.bills().stream().filter(Bill::isPaid).mapToLong(Bill::total).sum();
    var kept =
        snapshot.lines().stream()
            .filter(line -> !line.about().payment().isEmpty())
            .mapToLong(line -> -line.amount())
            .sum();
    unless(in == settled + kept, "in came {}, {} was settled and {} kept", in, settled, kept);
  }

  private static void creditIsShown(TenantSnapshot snapshot) {
    var credit = Math.max(0, -freeSum(snapshot));
    unless(
        credit == snapshot.standing().credit(),
        "the credit is {}, and {} is shown",
        credit,
        snapshot.standing().credit());
  }

  /// A credit counts together with its charge, or after the charge was paid.
  private static long freeSum(TenantSnapshot snapshot) {
    var byId = byId(snapshot);
    var paid = paid(snapshot);
    var sum = 0L;
    for (var line : snapshot.lines()) {
      if (!line.place().isFree()) {
        continue;
      }
      var charge = byId.get(line.about().givesBack());
      if (charge == null || charge.place().isFree() || paid.contains(charge.place().invoice())) {
        sum += line.amount();
      }
    }
    return sum;
  }

  private static Map<String, Line> byId(TenantSnapshot snapshot) {
    return snapshot.lines().stream().collect(Collectors.toMap(Line::id, line -> line));
  }

  private static Set<String> paid(TenantSnapshot snapshot) {
    return snapshot.bills().stream().filter(Bill::isPaid).map(Bill::id).collect(Collectors.toSet());
  }

  private static void nothingForgivenIsLost(TenantSnapshot snapshot) {
    var byId = byId(snapshot);
    var forgiving = new HashSet<String>();
    for (var bill : snapshot.bills()) {
      var reason = bill.ending().reason();
      if (reason.equals("forgiven") || reason.equals("written_off")) {
        forgiving.add(bill.id());
      }
    }
    for (var line : snapshot.lines()) {
      if (line.place().forgiven().isEmpty()) {
        continue;
      }
      unless(forgiving.contains(line.place().forgiven()), "{} is forgiven for no invoice", line);
      unless(line.about().isOfRelay(), "money that was received is forgiven: {}", line);
      var charge = byId.get(line.about().givesBack());
      unless(
          charge == null || !charge.place().forgiven().isEmpty(),
          "the credit {} is forgiven, and its charge is not",
          line);
      unless(line.place().invoice().isEmpty(), "{} is forgiven and billed", line);
    }
  }

  private void noInvoiceIsCollectedTwice(Person person, TenantSnapshot snapshot) {
    var byBill = new HashMap<String, Integer>();
    for (var payment : snapshot.paper().payments()) {
      var inflow = world.trail().find(payment.id(), person.number);
      if (inflow != null && inflow.by() != MoneyTrail.By.HAND && !inflow.late()) {
        byBill.merge(payment.invoice(), 1, Integer::sum);
      }
    }
    byBill.forEach(
        (bill, times) -> unless(times == 1, "the invoice {} was collected {} times", bill, times));
    var settledBy = new HashSet<String>();
    for (var bill : snapshot.bills()) {
      unless(
          !bill.isPaid() || settledBy.add(bill.ending().payment()),
          "two invoices were paid by {}",
          bill.ending().payment());
    }
  }

  private void codesAreOneEach(TenantSnapshot snapshot) {
    var payable = new HashSet<String>();
    for (var code : snapshot.paper().codes()) {
      var made = world.wallet().byHash(code.hash());
      unless(made != null, "the wallet does not know {}", code);
      if (made == null) {
        continue;
      }
      unless(made.amount.value() == code.msats(), "{} asks for {}", code, made.amount);
      unless(
          !made.isPayable(world.clock().truth()) || payable.add(code.invoice()),
          "two codes of the invoice {} can be paid",
          code.invoice());
    }
  }

  private static void standingIsTrue(TenantSnapshot snapshot) {
    var standing = snapshot.standing();
    var open = snapshot.bills().stream().filter(Bill::isOpen).count();
    unless(
        open == standing.openInvoices(),
        "{} invoices are open, {} are shown",
        open,
        standing.openInvoices());
    var churnedAt = standing.churnedAt();
    for (var bill : snapshot.bills()) {
      var at = bill.ending().at();
      unless(
          churnedAt == null || !bill.isPaid() || at == null || at <= churnedAt,
          "delinquent since {}, and has paid {} since",
          churnedAt,
          bill);
    }
  }

  /// Only the one who set `inactive` or `suspended` may undo it; money never does.
  private static void wishesAreKept(Person person, TenantSnapshot snapshot) {
    unless(
        snapshot.standing().suspended() == person.suspended,
        "suspended: {}, as the operator left it: {}",
        snapshot.standing().suspended(),
        person.suspended);
    var everForgiven =
        snapshot.bills().stream().anyMatch(bill -> bill.ending().reason().equals("forgiven"))
            || snapshot.paper().paybacks().stream()
                .anyMatch(refund -> refund.cause().equals("dispute"));
    for (var mine : person.relays) {
      for (var relay : snapshot.standing().relays()) {
        if (!relay.id().equals(mine.id)) {
          continue;
        }
        unless(relay.deleted() == mine.deleted, "deleted by nobody, or not: {}", relay);
        unless(relay.suspended() == mine.suspended, "suspended by nobody, or not: {}", relay);
        if (relay.deleted()) {
          continue; // It is offline, and the API does not show what its owner wanted before.
        }
        var base = relay.base();
        unless(
            mine.wanted
                ? base.equals("active") || (base.equals("delinquent") && everForgiven)
                : base.equals("inactive"),
            "its owner wants {}, and it is {}",
            mine.wanted,
            relay);
      }
    }
  }

  /// Checks once a virtual day the rules that take some time to hold.
  void daily(Person person) {
    var snapshot = last.get(person.number);
    if (snapshot == null) {
      return;
    }
    check(person, snapshot);
    graceInvariant.checkServed(snapshot);
    noticeInvariant.check(person);
    dailyChecks.check(person, snapshot);
    refundChecks.daily(person, snapshot);
  }
}

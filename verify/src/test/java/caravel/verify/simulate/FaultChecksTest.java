package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.money.Currency;
import caravel.verify.simulate.MoneyTrail.By;
import caravel.verify.simulate.MoneyTrail.Inflow;
import caravel.verify.simulate.TenantSnapshot.About;
import caravel.verify.simulate.TenantSnapshot.Bill;
import caravel.verify.simulate.TenantSnapshot.Dun;
import caravel.verify.simulate.TenantSnapshot.Ending;
import caravel.verify.simulate.TenantSnapshot.Fact;
import caravel.verify.simulate.TenantSnapshot.History;
import caravel.verify.simulate.TenantSnapshot.Line;
import caravel.verify.simulate.TenantSnapshot.Paper;
import caravel.verify.simulate.TenantSnapshot.Place;
import caravel.verify.simulate.TenantSnapshot.Span;
import caravel.verify.simulate.TenantSnapshot.Standing;
import caravel.verify.simulate.TenantSnapshot.Terms;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each check of [FaultChecks] reports its violation.
final class FaultChecksTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");
  private static final long BEGIN = START.getEpochSecond();
  private static final long DAY = 86_400;
  private static final Standing STANDING = new Standing(false, null, 0, 0, "", List.of());

  private World world;

  @BeforeEach
  void begin() {
    LogWatch.begin();
    world =
        new World(
            new Script(1, Currency.SAT, START, START.plus(Duration.ofDays(90)), List.of()), false);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static TenantSnapshot seen(List<Fact> facts, List<Line> lines, Bill... bills) {
    var paper = new Paper(List.of(), List.of(), List.of(), List.of(), List.of());
    return new TenantSnapshot(
        "t", STANDING, new History(facts, BEGIN), lines, List.of(bills), paper);
  }

  /// @param givesBack the id of the charge that a credit belongs to; `""` = a charge
  private static Line line(String kind, String givesBack, long start, String invoice) {
    var about = new About("relay", "basic", 9, "", givesBack, "", "", "");
    return new Line(
        kind, kind, about, 9, new Span(start, BEGIN + 30 * DAY), new Place(invoice, ""));
  }

  private static Bill open(String id, long createdAt, long dueAt) {
    var ending = new Ending(null, "", "", "");
    return new Bill(id, 9, createdAt, "open", ending, new Dun(dueAt, "resting", "answers"));
  }

  private static Bill ended(Bill bill, String status, String reason, long at) {
    var ending = new Ending(at, "", "", reason);
    return new Bill(bill.id(), bill.total(), bill.createdAt(), status, ending, bill.dun());
  }

  private static Fact fact(long at, boolean active, boolean paused) {
    return new Fact(
        "a" + at, at, at, "relay", new Terms("growth", 50_000, 1, active, paused, "", 0, 1), null);
  }

  private void execute(String sql) throws SQLException {
    try (var statement = world.tables().connection().createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private void ask(PauseRules rules) throws SQLException {
    ask(rules, BEGIN);
  }

  private void ask(PauseRules rules, long at) throws SQLException {
    execute(
        """
        INSERT INTO notices (id, tenant_pubkey, subject, kind, text, created_at, state)
        VALUES ('n', 't', 'one', 'invoice_ready', 'Please pay.', %d, 'sent')
        """
            .formatted(at));
    rules.noticesChanged("t");
  }

  private TenantSnapshot pausedAfterDays(int days) {
    world.advance(START.plus(Duration.ofDays(days)), () -> {});
    var at = BEGIN + days * DAY;
    var bill = ended(open("one", BEGIN, at), "void", "forgiven", at);
    return seen(List.of(fact(BEGIN, true, false), fact(at, false, true)), List.of(), bill);
  }

  @Test
  void a_pause_a_week_after_its_tenant_was_asked_is_fair() throws SQLException {
    var rules = new PauseRules(world, world.tables());
    ask(rules);
    var snapshot = pausedAfterDays(7);
    assertThatCode(() -> rules.check(snapshot)).doesNotThrowAnyException();
  }

  /// M4a.
  @Test
  void a_pause_of_a_tenant_who_was_never_asked_is_detected() {
    var rules = new PauseRules(world, world.tables());
    var snapshot = pausedAfterDays(7);
    assertThatThrownBy(() -> rules.check(snapshot)).hasMessageContaining("was never asked");
  }

  /// M4a.
  @Test
  void a_pause_after_half_a_day_of_downtime_is_seen() throws SQLException {
    var rules = new PauseRules(world, world.tables());
    world.advance(START.plus(Duration.ofDays(6)), () -> {});
    ask(rules, BEGIN + 6 * DAY);
    world.disruptions().stop(Duration.ofHours(12));
    var snapshot = pausedAfterDays(7);
    assertThatThrownBy(() -> rules.check(snapshot)).hasMessageContaining("less than a day");
  }

  /// M4c.
  @Test
  void a_pause_while_the_clock_is_wrong_is_seen() throws SQLException {
    var rules = new PauseRules(world, world.tables());
    ask(rules);
    var snapshot = pausedAfterDays(7);
    world.disruptions().jumpClock(Duration.ofDays(30), Duration.ofHours(1));
    assertThatThrownBy(() -> rules.check(snapshot)).hasMessageContaining("during an outage");
  }

  /// M4c.
  @Test
  void a_charge_for_a_time_that_has_not_begun_is_seen() {
    var span = new Span(BEGIN + DAY, BEGIN + 31 * DAY);
    var about = new About("relay", "growth", 50_000, "", "", "", "", "");
    var line = new Line("charge:relay", "charge", about, 50_000, span, new Place("", ""));
    var snapshot = seen(List.of(), List.of(line));
    assertThatThrownBy(() -> new BillingAhead(world).check(snapshot))
        .hasMessageContaining("before its time");
  }

  @Test
  void money_that_arrives_while_the_clock_is_wrong_is_no_bill() {
    var span = new Span(BEGIN + 3 * DAY, BEGIN + 3 * DAY);
    var about = new About("", "", 0, "", "", "booked:one", "", "");
    var line = new Line("surplus:booked:one", "credit", about, -5_000, span, new Place("", ""));
    new BillingAhead(world).check(seen(List.of(), List.of(line)));
  }

  /// M1, grace.
  @Test
  void a_new_grace_without_a_payment_is_detected() {
    var unpaid = new UnpaidService(world);
    var first = open("one", BEGIN, BEGIN + 7 * DAY);
    unpaid.check(seen(List.of(), List.of(line("charge", "", BEGIN, "one")), first));
    var replaced = ended(first, "void", "replaced", BEGIN + 5 * DAY);
    world.advance(START.plus(Duration.ofDays(5)), () -> {});
    var second = open("two", BEGIN + 5 * DAY + 1, BEGIN + 12 * DAY);
    var lines =
        List.of(line("charge", "", BEGIN, "two"), line("credit", "charge", BEGIN + 5 * DAY, "two"));
    assertThatThrownBy(() -> unpaid.check(seen(List.of(), lines, replaced, second)))
        .hasMessageContaining("grace is renewed");
  }

  @Test
  void a_new_grace_after_a_payment_is_allowed() {
    var unpaid = new UnpaidService(world);
    var first = open("one", BEGIN, BEGIN + 7 * DAY);
    unpaid.check(seen(List.of(), List.of(), first));
    var replaced = ended(first, "void", "replaced", BEGIN + DAY);
    var paid = ended(open("two", BEGIN + DAY, BEGIN + 7 * DAY), "paid", "", BEGIN + 2 * DAY);
    var third = open("three", BEGIN + 3 * DAY, BEGIN + 10 * DAY);
    assertThatCode(() -> unpaid.check(seen(List.of(), List.of(), replaced, paid, third)))
        .doesNotThrowAnyException();
  }

  /// M2.
  @Test
  void a_relay_that_is_back_unpaid_after_a_forgiven_invoice_is_seen() {
    var forgiven = ended(open("one", BEGIN, BEGIN + DAY), "void", "forgiven", BEGIN + DAY);
    var facts =
        List.of(
            fact(BEGIN, true, false),
            fact(BEGIN + DAY, false, true),
            fact(BEGIN + 2 * DAY, true, false));
    var next = open("two", BEGIN + 2 * DAY, BEGIN + 9 * DAY);
    assertThatThrownBy(() -> new UnpaidService(world).check(seen(facts, List.of(), forgiven, next)))
        .hasMessageContaining("back without a payment");
  }

  /// M3.
  @Test
  void an_invented_wallet_error_is_detected() throws SQLException {
    var people = new SimulatedTenants(world);
    world.step("", () -> people.does(0, Act.Deed.CREATE_FREE, 1));
    var errors = new WalletErrors(world, world.tables());
    assertThatCode(() -> errors.check(people.person(0))).doesNotThrowAnyException();
    execute("UPDATE tenants SET nwc_error = 'The wallet could not be reached'");
    assertThatThrownBy(() -> errors.check(people.person(0))).hasMessageContaining("did not");
  }

  /// M4b.
  @Test
  void a_second_charge_for_an_item_paid_before_a_restore_is_reported() throws SQLException {
    var people = new SimulatedTenants(world);
    world.step("", () -> people.does(0, Act.Deed.CREATE_GROWTH, 1));
    world.advance(START.plusSeconds(60), () -> {});
    var invoice =
        world.tables().list("SELECT id FROM invoices", row -> row.getString(1)).getFirst();
    world.disruptions().copyDatabase();
    world.advance(START.plusSeconds(120), () -> {});
    var first = new Inflow("card:1", 0, By.CARD, 500, world.clock().truth(), false);
    world.collectedItems().collected(invoice, first);
    world.disruptions().restoreCopy();
    assertThatCode(() -> world.collectedItems().check()).doesNotThrowAnyException();
    var second = new Inflow("card:2", 0, By.CARD, 500, world.clock().truth(), false);
    world.collectedItems().collected(invoice, second);
    assertThatThrownBy(() -> world.collectedItems().check()).hasMessageContaining("again by");
  }

  @Test
  void nothing_is_done_while_the_program_is_down() {
    var people = new SimulatedTenants(world);
    world.disruptions().stop(Duration.ofDays(2));
    world.step("", () -> people.does(0, Act.Deed.CREATE_GROWTH, 1));
    world.advance(START.plus(Duration.ofDays(1)), () -> {});
    assertThatCode(() -> unlessEmpty("relays")).doesNotThrowAnyException();
    world.advance(START.plus(Duration.ofDays(3)), () -> {});
    world.step("", () -> people.does(0, Act.Deed.CREATE_GROWTH, 1));
    assertThatThrownBy(() -> unlessEmpty("relays")).isInstanceOf(Violation.class);
  }

  private void unlessEmpty(String table) {
    var rows = world.tables().number("SELECT count(*) FROM " + table);
    Violation.unless(rows != null && rows == 0, "{} rows", rows);
  }
}

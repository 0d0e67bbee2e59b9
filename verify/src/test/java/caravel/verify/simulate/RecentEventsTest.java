package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.money.Currency;
import caravel.verify.simulate.Act.Deed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The event log of a tenant in the whole system: each entry has the exact second.
final class RecentEventsTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");

  private World world;
  private SimulatedTenants tenants;
  private Checker checker;

  @BeforeEach
  void begin() {
    LogWatch.begin();
    world =
        new World(
            new Script(1, Currency.SAT, START, START.plus(Duration.ofDays(365)), List.of()), false);
    tenants = new SimulatedTenants(world);
    checker = new Checker(world, world.tables());
  }

  @AfterEach
  void end() {
    checker.touched(tenants.person(0));
    world.close();
  }

  private void on(String instant) {
    world.advance(Instant.parse(instant), () -> {});
  }

  private void does(Deed deed) {
    world.step("", () -> tenants.does(0, deed, 1));
  }

  private List<String> invoices() {
    return TenantSnapshot.of(world.tables(), tenants.person(0).key.hex()).bills().stream()
        .map(bill -> bill.total() + " " + bill.status() + " " + bill.ending().reason())
        .map(String::strip)
        .toList();
  }

  private List<String> spans() {
    return TenantSnapshot.of(world.tables(), tenants.person(0).key.hex()).lines().stream()
        .map(TenantSnapshot.Line::span)
        .map(span -> day(span.start()) + " to " + day(span.end()))
        .toList();
  }

  private static String day(long seconds) {
    return Instant.ofEpochSecond(seconds).toString().replace("T00:00:00Z", "");
  }

  private String relay() {
    return TenantSnapshot.of(world.tables(), tenants.person(0).key.hex())
        .standing()
        .relays()
        .getFirst()
        .base();
  }

  @Test
  void on_31_january_signs_up_for_growth_and_pays_each_month_by_the_calendar() {
    does(Deed.CREATE_GROWTH);
    on("2027-01-31T00:00:05Z");
    assertThat(invoices()).containsExactly("50000 open");
    assertThat(spans()).containsExactly("2027-01-31 to 2027-02-28");
    does(Deed.PAY_BY_LIGHTNING);
    on("2027-02-02T06:00:00Z");
    assertThat(invoices()).containsExactly("50000 paid");

    on("2027-02-27T23:59:59Z");
    assertThat(invoices()).hasSize(1);
    on("2027-02-28T00:00:00Z");
    assertThat(invoices()).containsExactly("50000 paid", "50000 open");
    assertThat(spans()).containsExactly("2027-01-31 to 2027-02-28", "2027-02-28 to 2027-03-31");
    does(Deed.PAY_BY_LIGHTNING);
    on("2027-03-31T00:00:01Z");
    assertThat(spans()).last().isEqualTo("2027-03-31 to 2027-04-30");
  }

  @Test
  void who_does_not_pay_is_served_for_a_week_to_the_second_and_returns_by_paying_first() {
    does(Deed.CREATE_GROWTH);
    on("2027-02-06T23:59:59Z");
    assertThat(invoices()).containsExactly("50000 open");
    assertThat(relay()).isEqualTo("active");
    on("2027-02-07T00:00:10Z");
    assertThat(invoices()).containsExactly("50000 void forgiven");
    assertThat(relay()).isEqualTo("delinquent");

    on("2027-02-20T12:00:00Z");
    does(Deed.REACTIVATE);
    on("2027-02-20T12:00:10Z");
    assertThat(relay()).as("it waits for its payment").isEqualTo("delinquent");
    assertThat(invoices()).containsExactly("50000 void forgiven", "50000 open");

    does(Deed.PAY_BY_LIGHTNING);
    on("2027-02-22T18:00:00Z");
    assertThat(invoices()).containsExactly("50000 void forgiven", "50000 paid");
    assertThat(relay()).isEqualTo("active");
  }

  @Test
  void a_connected_wallet_pays_by_itself_and_what_is_unused_is_given_back() {
    does(Deed.CREATE_GROWTH);
    does(Deed.CONNECT_WALLET);
    on("2027-01-31T00:00:30Z");
    assertThat(invoices()).containsExactly("50000 paid");
    on("2027-02-14T00:00:00Z");
    does(Deed.DEACTIVATE);
    on("2027-02-14T00:00:10Z");
    assertThat(TenantSnapshot.of(world.tables(), tenants.person(0).key.hex()).standing().credit())
        .isEqualTo(25_000);
    does(Deed.REACTIVATE);
    on("2027-02-14T00:01:00Z");
    assertThat(invoices()).containsExactly("50000 paid", "25000 paid");
  }
}

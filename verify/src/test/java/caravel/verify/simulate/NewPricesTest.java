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

/// New prices as announced and as charged, in the whole system after a restart with another
/// catalogue. The tenant's periods begin on 31 January, 28 February and 31 March.
final class NewPricesTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");

  private World world;
  private SimulatedTenants tenants;

  @BeforeEach
  void begin() {
    LogWatch.begin();
    var end = START.plus(Duration.ofDays(365));
    world = new World(new Script(1, Currency.SAT, START, end, List.of()), false);
    tenants = new SimulatedTenants(world);
    world.step("", () -> tenants.does(0, Deed.CREATE_GROWTH, 1));
    world.step("", () -> tenants.does(0, Deed.CONNECT_WALLET, 1));
    world.step("", () -> tenants.does(1, Deed.CREATE_BASIC, 1));
    on("2027-02-10T00:00:00Z");
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void a_dearer_one_seen_a_week_before_is_told_and_charged_at_the_next_renewal() {
    on("2027-02-21T00:00:00Z");
    world.reprices("growth", 130);
    on("2027-02-27T23:59:59Z");
    assertThat(told(0)).singleElement().asString().contains("65,000 sats", "from 28 Feb");
    on("2027-02-28T01:00:00Z");
    assertThat(charged()).containsExactly(50_000L, 65_000L);
  }

  @Test
  void a_dearer_one_seen_later_is_told_and_charged_a_period_later() {
    on("2027-02-21T00:00:01Z");
    world.reprices("growth", 130);
    on("2027-02-28T01:00:00Z");
    assertThat(told(0)).singleElement().asString().contains("from 31 Mar");
    assertThat(charged()).containsExactly(50_000L, 50_000L);
    on("2027-03-31T01:00:00Z");
    assertThat(charged()).containsExactly(50_000L, 50_000L, 65_000L);
    assertThat(told(0)).as("once, however often prices are looked at").hasSize(1);
  }

  @Test
  void a_cheaper_one_is_told_and_charged_at_once() {
    on("2027-02-27T00:00:00Z");
    world.reprices("growth", 50);
    on("2027-02-28T01:00:00Z");
    assertThat(told(0)).singleElement().asString().contains("25,000 sats", "from 28 Feb");
    assertThat(charged()).containsExactly(50_000L, 25_000L);
  }

  @Test
  void no_tenant_gets_a_notice_of_a_price_that_it_does_not_pay() {
    on("2027-02-21T00:00:00Z");
    world.reprices("growth", 130);
    world.step("", () -> tenants.does(2, Deed.CREATE_GROWTH, 1));
    on("2027-03-20T00:00:00Z");
    assertThat(told(1)).as("on another plan").isEmpty();
    assertThat(told(2)).as("chose it at the new price").isEmpty();
  }

  private void on(String instant) {
    world.advance(Instant.parse(instant), () -> {});
  }

  private List<String> told(int tenant) {
    return world
        .tables()
        .list(
            "SELECT text FROM notices WHERE tenant_pubkey = ? AND kind = 'new_price'",
            row -> row.getString(1),
            tenants.person(tenant).key.hex());
  }

  private List<Long> charged() {
    return TenantSnapshot.of(world.tables(), tenants.person(0).key.hex()).lines().stream()
        .filter(TenantSnapshot.Line::isCharge)
        .map(TenantSnapshot.Line::amount)
        .toList();
  }
}

package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.money.Currency;
import caravel.verify.simulate.Act.Deed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares quotes with the charges of the changes.
final class SimulatedQuotesTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");

  private World world;
  private SimulatedTenants tenants;

  @BeforeEach
  void begin() {
    LogWatch.begin();
    var end = START.plus(Duration.ofDays(90));
    world = new World(new Script(1, Currency.SAT, START, end, List.of()), false);
    tenants = new SimulatedTenants(world);
    does(Deed.CREATE_GROWTH);
    does(Deed.PAY_BY_LIGHTNING);
    world.advance(START.plus(Duration.ofDays(9)), () -> {});
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void does(Deed deed) {
    world.step("", () -> tenants.does(0, deed, 1));
    world.advance(world.clock().truth().plusSeconds(10), () -> {});
  }

  private void check() {
    var person = tenants.person(0);
    world.quotes().check(person, TenantSnapshot.of(world.tables(), person.key.hex()));
  }

  @Test
  void a_plan_changed_twice_and_a_relay_taken_offline_cost_what_was_told() {
    does(Deed.TO_BASIC);
    does(Deed.TO_GROWTH);
    does(Deed.DEACTIVATE);
    does(Deed.TO_BASIC);
    check();
    assertThat(world.quotes().kept()).isEqualTo(4);
  }

  @Test
  void a_relay_that_comes_back_costs_what_was_told() {
    does(Deed.DEACTIVATE);
    does(Deed.REACTIVATE);
    does(Deed.REACTIVATE);
    does(Deed.DELETE);
    does(Deed.REACTIVATE);
    check();
    assertThat(world.quotes().kept()).isEqualTo(3);
  }

  @Test
  void bringing_back_an_unpaid_relay_costs_its_quote() {
    does(Deed.DEACTIVATE);
    does(Deed.REACTIVATE);
    world.advance(START.plus(Duration.ofDays(40)), () -> {});
    assertThat(world.tables().list("SELECT base_status FROM relays", row -> row.getString(1)))
        .containsExactly("delinquent");
    does(Deed.REACTIVATE);
    check();
    assertThat(world.quotes().kept()).isEqualTo(3);
  }

  @Test
  void nothing_is_held_against_a_bill_that_is_not_made_yet() {
    world.step("", () -> tenants.does(0, Deed.TO_BASIC, 1));
    check();
    assertThat(world.quotes().kept()).isZero();
    world.advance(world.clock().truth().plusSeconds(10), () -> {});
    check();
    assertThat(world.quotes().kept()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE invoice_items SET amount = amount + 1 WHERE kind = 'credit'",
        "UPDATE invoice_items SET amount = amount + 1 WHERE plan_id = 'basic'",
        "UPDATE invoice_items SET period_end = period_end + 1 WHERE plan_id = 'basic'",
        "UPDATE invoice_items SET activity_id = NULL WHERE plan_id = 'basic'",
        "DELETE FROM invoice_items WHERE kind = 'credit'"
      })
  void a_wrong_bill_is_detected(String sql) throws SQLException {
    does(Deed.TO_BASIC);
    try (var statement = world.tables().connection().createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
    assertThatThrownBy(this::check).isInstanceOf(Violation.class).hasMessageContaining("told were");
  }
}

package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.money.Currency;
import caravel.verify.simulate.Act.Deed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Converted amounts are compared with the known rates as soon as they are stored.
final class ConversionsTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SAT | UPDATE payment_attempts SET amount = amount + 1 WHERE rail = 'card' | charges the wrong amount
          SAT | UPDATE payment_attempts SET worth = worth + 1000 WHERE rail = 'card' | charges the wrong amount
          SAT | UPDATE payment_attempts SET rate_usd_cents = 1 WHERE rail = 'card' | nobody ever knew the rate
          SAT | UPDATE payment_attempts SET rate_usd_cents = NULL WHERE rail = 'card' | nobody ever knew the rate
          SAT | UPDATE payment_attempts SET amount = amount + 1 WHERE rail = 'checkout' | charges the wrong amount
          SAT | UPDATE payment_attempts SET rate_usd_cents = NULL WHERE rail = 'checkout' | nobody ever knew the rate
          SAT | UPDATE payment_attempts SET worth = worth + 1 WHERE rail = 'lightning' | nothing is to be converted
          SAT | UPDATE payment_attempts SET rate_usd_cents = 6000000 WHERE rail = 'lightning' | nothing is to be converted
          USD | UPDATE payment_attempts SET worth = worth + 1 WHERE rail = 'lightning' | asks for the wrong amount
          USD | UPDATE payment_attempts SET rate_usd_cents = 1 WHERE rail = 'lightning' | nobody ever knew the rate
          USD | UPDATE payment_attempts SET rate_usd_cents = NULL WHERE rail = 'lightning' | nobody ever knew the rate
          USD | UPDATE payment_attempts SET amount = amount + 1 WHERE rail = 'card' | nothing is to be converted
          USD | UPDATE payment_attempts SET rate_usd_cents = 6000000 WHERE rail = 'checkout' | nothing is to be converted
          USD | UPDATE payment_attempts SET rate_usd_cents = 6000000 WHERE rail = 'card' | nothing is to be converted
          """)
  void a_wrong_conversion_is_detected(Currency currency, String sql, String says)
      throws SQLException {
    LogWatch.begin();
    var script = new Script(1, currency, START, START.plus(Duration.ofDays(90)), List.of());
    try (var world = new World(script, false)) {
      var tenants = new SimulatedTenants(world);
      var checker = new Checker(world, world.tables());
      does(world, tenants, Deed.CREATE_GROWTH);
      does(world, tenants, Deed.PAY_BY_LIGHTNING);
      does(world, tenants, Deed.CREATE_BASIC);
      does(world, tenants, Deed.PAY_BY_CARD);
      world.advance(START.plus(Duration.ofDays(40)), () -> {});
      checkTouched(world, tenants, checker);
      try (var statement = world.tables().connection().createStatement()) {
        assertThat(statement.executeUpdate(sql)).isPositive();
      }
      assertThatThrownBy(() -> checkTouched(world, tenants, checker))
          .isInstanceOf(Violation.class)
          .hasMessageContaining(says);
    }
  }

  private static void does(World world, SimulatedTenants tenants, Deed deed) {
    world.step("", () -> tenants.does(0, deed, 1));
    world.advance(world.clock().truth().plusSeconds(10), () -> {});
  }

  private static void checkTouched(World world, SimulatedTenants tenants, Checker checker) {
    var person = tenants.person(0);
    world
        .tables()
        .touched()
        .forEach((tenant, parts) -> {
          assertThat(tenant).isEqualTo(person.key.hex());
          checker.touched(person, parts);
        });
  }
}

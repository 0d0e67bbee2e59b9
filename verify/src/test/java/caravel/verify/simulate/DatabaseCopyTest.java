package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.money.Currency;
import caravel.verify.simulate.Act.Deed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DatabaseCopyTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");

  private World world;
  private SimulatedTenants tenants;

  @BeforeEach
  void begin() {
    LogWatch.begin();
    world =
        new World(
            new Script(1, Currency.SAT, START, START.plus(Duration.ofDays(90)), List.of()), false);
    tenants = new SimulatedTenants(world);
    does(Deed.CREATE_GROWTH);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void does(Deed deed) {
    world.step("", () -> tenants.does(0, deed, 1));
    world.advance(world.clock().truth().plusSeconds(10), () -> {});
  }

  private long count(String table) {
    return Objects.requireNonNull(world.tables().number("SELECT count(*) FROM " + table));
  }

  @Test
  void a_restored_database_lacks_the_changes_after_its_copy() {
    world.disruptions().copyDatabase();
    does(Deed.PAY_BY_LIGHTNING);
    does(Deed.CREATE_BASIC);
    world.advance(START.plus(Duration.ofDays(2)), () -> {});
    assertThat(count("payments")).isOne();
    assertThat(count("relays")).isEqualTo(2);
    world.tables().touched();

    assertThat(world.disruptions().restoreCopy()).isTrue();
    assertThat(count("payments")).isZero();
    assertThat(count("relays")).isOne();
    assertThat(count("invoices")).isOne();
    assertThat(world.tables().touched()).containsKey(tenants.person(0).key.hex());
  }

  @Test
  void without_a_copy_nothing_is_restored() {
    assertThat(world.disruptions().restoreCopy()).isFalse();
    assertThat(count("relays")).isOne();
  }
}

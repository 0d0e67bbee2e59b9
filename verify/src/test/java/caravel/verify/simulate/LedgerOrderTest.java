package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.app.ledger.LedgerLines;
import caravel.control.money.Currency;
import caravel.verify.simulate.Act.Deed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A ledger can be processed line by line from its start.
final class LedgerOrderTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");

  @Test
  void an_invoice_is_void_before_the_one_that_stands_for_it_is_made() throws SQLException {
    LogWatch.begin();
    var script = new Script(1, Currency.SAT, START, START.plus(Duration.ofDays(90)), List.of());
    try (var world = new World(script, false)) {
      var tenants = new SimulatedTenants(world);
      does(world, tenants, Deed.CREATE_GROWTH);
      does(world, tenants, Deed.TO_BASIC);

      var lines = new LedgerLines(world.tables().connection()).all();
      var voided = new HashSet<String>();
      Set<String> on = new HashSet<>();
      for (var line : lines) {
        if (line.path("kind").asString().equals("invoice_void")) {
          voided.add(line.path("invoice").asString());
          on.clear();
        }
        if (line.path("kind").asString().equals("invoice_made")) {
          line.path("items").forEach(item -> assertThat(on.add(item.asString())).isTrue());
        }
      }
      assertThat(voided).hasSize(1);
    }
  }

  private static void does(World world, SimulatedTenants tenants, Deed deed) {
    world.step("", () -> tenants.does(0, deed, 1));
    world.advance(world.clock().truth().plusSeconds(10), () -> {});
  }
}

package caravel.verify.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.money.Currency;
import caravel.verify.simulate.Act.Deed;
import caravel.verify.simulate.Trial.Broken;
import caravel.verify.simulate.Trial.Figures;
import caravel.verify.simulate.Trial.Held;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checks that the checker finds violations: a checker without input finds none.
final class CheckerTest {
  private static final Instant START = Instant.parse("2027-01-31T00:00:00Z");

  private World world;
  private SimulatedTenants people;
  private Checker checker;

  @BeforeEach
  void begin() {
    LogWatch.begin();
    world =
        new World(
            new Script(1, Currency.SAT, START, START.plus(Duration.ofDays(90)), List.of()), false);
    people = new SimulatedTenants(world);
    checker = new Checker(world, world.tables());
    does(Deed.CREATE_GROWTH);
    does(Deed.PAY_BY_LIGHTNING);
    world.advance(START.plus(Duration.ofDays(40)), () -> {});
    checker.touched(people.person(0));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void does(Deed deed) {
    world.step("", () -> people.does(0, deed, 1));
    world.advance(world.clock().truth().plusSeconds(10), () -> {});
  }

  private void spoil(String sql) throws SQLException {
    try (var statement = world.tables().connection().createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  @Test
  void what_the_program_does_by_itself_is_in_order() {
    assertThatCode(() -> checker.touched(people.person(0))).doesNotThrowAnyException();
    assertThat(world.trail().of(0)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UPDATE invoice_items SET amount = amount - 1                        | the line is
          UPDATE invoice_items SET period_end = period_end + 1                | the line is
          DELETE FROM invoice_items WHERE kind = 'charge'                     | lines there are
          UPDATE invoices SET total = total + 1                               | sum up to
          UPDATE payments SET received = received + 1                         | is not what was paid
          UPDATE payments SET id = 'ln:elsewhere'                             | nobody has paid
          DELETE FROM payments                                                | in came
          UPDATE tenants SET credit = 5                                       | the credit is
          UPDATE tenants SET open_invoices = 7                                | are open
          UPDATE tenants SET churned_at = 1                                   | delinquent since
          UPDATE relays SET base_status = 'inactive'                          | its owner wants
          UPDATE tenants SET suspended_at = 1, suspension_reason = 'x'        | as the operator left it
          UPDATE payment_attempts SET amount = amount + 1                | asks for
          UPDATE payment_attempts SET rate_usd_cents = 6000000                         | nothing is to be converted
          """)
  void a_corrupted_database_is_detected(String sql, String says) throws SQLException {
    spoil(sql);
    assertThatThrownBy(() -> checker.touched(people.person(0)))
        .isInstanceOf(Violation.class)
        .hasMessageContaining(says);
  }

  /// Of a history that only grew, only new records are read.
  @Test
  void a_past_that_was_rewritten_is_seen() throws SQLException {
    touched();
    spoil("UPDATE activity SET snapshot = replace(snapshot, 'growth', 'basic')");
    assertThatThrownBy(this::touched)
        .isInstanceOf(Violation.class)
        .hasMessageContaining("the line is");
  }

  /// As after a step.
  private void touched() {
    world.tables().touched().forEach((_, parts) -> checker.touched(people.person(0), parts));
  }

  @Test
  void an_invoice_that_is_forgiven_too_early_is_seen() throws SQLException {
    spoil(
        """
        UPDATE invoices SET status = 'void', void_reason = 'forgiven', voided_at = created_at + 9,
               paid_at = NULL, payment_id = NULL
         WHERE status = 'paid'
        """);
    var seen = TenantSnapshot.of(world.tables(), people.person(0).key.hex());
    assertThatThrownBy(() -> new GraceInvariant(world).check(seen))
        .hasMessageContaining("before its grace");
  }

  private static final String FORGIVEN_WHEN_DUE =
      """
      UPDATE invoices SET status = 'void', void_reason = 'forgiven',
             voided_at = created_at + 7 * 86400, paid_at = NULL, payment_id = NULL
       WHERE status = 'paid'
      """;

  private String code() {
    return world
        .tables()
        .list("SELECT external_id FROM payment_attempts", row -> row.getString(1))
        .getFirst();
  }

  private void isFair() {
    new GraceInvariant(world).check(TenantSnapshot.of(world.tables(), people.person(0).key.hex()));
  }

  @Test
  void an_invoice_that_is_forgiven_on_a_day_on_which_our_wallet_was_silent_is_seen()
      throws SQLException {
    spoil("UPDATE invoices SET status = 'open', stage = 'resolving'");
    world.step("", () -> world.silences().fell(code()));
    spoil(FORGIVEN_WHEN_DUE.replace("'paid'", "'open'"));
    assertThatThrownBy(this::isFair).hasMessageContaining("our wallet had not answered");
  }

  /// Two processes query the same invoice at once: the first gets the answer that nothing was paid
  /// and forgives the invoice, the second gets no answer.
  @Test
  void a_silence_about_an_invoice_that_was_forgiven_already_delays_nothing() throws SQLException {
    spoil(FORGIVEN_WHEN_DUE);
    world.step("", () -> world.silences().fell(code()));
    assertThatCode(this::isFair).doesNotThrowAnyException();
  }

  @Test
  void the_shortest_script_that_still_breaks_is_found() {
    var acts = new ArrayList<Act>();
    for (var i = 0; i < 60; i++) {
      acts.add(new Act.Dies(START.plusSeconds(i), i));
    }
    var script = new Script(1, Currency.SAT, START, START.plusSeconds(99), acts);
    var broken =
        ScriptShrinker.of(new Broken(script, "wrong", 59, List.of()), 500, CheckerTest::breaksWith);
    assertThat(broken.script().acts())
        .containsExactly(
            new Act.Dies(START.plusSeconds(17), 17), new Act.Dies(START.plusSeconds(41), 41));
  }

  /// Fails only when both acts are present.
  private static Trial.Outcome breaksWith(Script script) {
    var moments =
        script.acts().stream()
            .map(act -> act instanceof Act.Dies(_, var moment) ? moment : 0)
            .toList();
    return moments.contains(17) && moments.contains(41)
        ? new Broken(script, "wrong", script.acts().size(), List.of())
        : new Held(new Figures(0, 0, 0, 0));
  }
}

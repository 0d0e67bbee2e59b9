package caravel.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The prices that a start records, in a real database.
final class PriceHistoryTest {
  private static final Duration WEEK = Duration.ofDays(7);

  private final TestClock clock = new TestClock();
  private final StateStore states = new StateStore();
  private Db db;

  @BeforeEach
  void open(@TempDir Path folder) {
    db = TestDatabase.open(folder.resolve("caravel.db"), clock);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void a_new_price_holds_from_the_start_that_saw_it_first() {
    var first = starts(100);
    clock.move(WEEK);
    starts(100);
    clock.move(WEEK);
    var second = starts(200);
    assertThat(priceAt(first)).isEqualTo(100);
    assertThat(priceAt(second.minusSeconds(1))).isEqualTo(100);
    assertThat(priceAt(second)).isEqualTo(200);
  }

  @Test
  void m4_a_start_while_the_clock_is_behind_changes_no_price_of_a_billed_period() {
    starts(100);
    clock.move(WEEK);
    var billedUntil = clock.instant();
    billed(billedUntil);
    clock.move(WEEK.negated());
    starts(50);
    assertThat(priceAt(billedUntil)).isEqualTo(100);
    assertThat(priceAt(billedUntil.plusSeconds(1))).isEqualTo(50);
  }

  @Test
  void m4_a_start_while_the_clock_is_behind_does_not_record_a_known_price_again() {
    starts(100);
    clock.move(WEEK);
    var raised = starts(200);
    clock.move(WEEK.dividedBy(2).negated());
    starts(200);
    assertThat(priceAt(raised.minusSeconds(1))).isEqualTo(100);
  }

  private Instant starts(long price) {
    var plan =
        new Plan(
            "basic",
            "Basic",
            new Money(price, Currency.SAT),
            false,
            new Plan.Offer(5, false, false));
    var free = Plans.builtIn(Currency.SAT).byId(Plans.FREE).orElseThrow();
    var plans = new Plans(Currency.SAT, List.of(free, plan));
    var now = clock.instant();
    db.inTx(tx -> {
      states.pricesSeen(tx, plans, now);
      return true;
    });
    return now;
  }

  private long priceAt(Instant at) {
    return db.<Money>read(tx -> states.prices(tx, Currency.SAT).known("basic", at).orElseThrow())
        .amount();
  }

  private void billed(Instant until) {
    var tenant = "aa".repeat(32);
    db.inTx(tx -> {
      tx.handle()
          .execute(
              "INSERT INTO tenants (pubkey, return_url, created_at) VALUES (?, '', ?)",
              tenant,
              tx.seconds());
      tx.handle()
          .execute(
              "INSERT INTO ledgers (tenant_pubkey, billed_sequence, billed_until) VALUES (?, 0, ?)",
              tenant,
              until.getEpochSecond());
      return true;
    });
  }
}

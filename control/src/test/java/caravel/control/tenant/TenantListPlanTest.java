package caravel.control.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.QueryPlans;
import caravel.control.db.SeededLists;
import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.money.Currency;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lists and counts of tenants at 100,000 relays (control review, section 4). Run it alone for the
/// figures: `./mvnw -pl control test -Dtest=TenantListPlanTest`.
@Tag("slow")
final class TenantListPlanTest {
  @TempDir private static Path folder;
  private static final TestClock CLOCK = new TestClock();
  private static Db db;

  @BeforeAll
  static void seed() {
    db = SeededLists.open(folder, CLOCK);
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "'',''",
        "'',past_due",
        "'',delinquent",
        "number 77,''",
        "nothing like it,past_due",
        "00000007-0000-7000-8000-000000000000,''"
      })
  void a_list_of_tenants_reads_along_an_index(String q, String status, TestReporter reporter) {
    var store = new TenantStore(Currency.SAT);
    check(
        reporter, "tenants, q=" + q + " status=" + status, tx -> store.page(tx, query(q, status)));
    check(reporter, "by status", store::byStatus);
  }

  private static void check(TestReporter reporter, String name, Consumer<Tx> list) {
    for (var plan : QueryPlans.of(db, list)) {
      assertThat(plan.scansOf(QueryPlans.BIG_TABLES)).as(plan.sql()).isEmpty();
    }
    reporter.publishEntry(name, QueryPlans.micros(db, list) + " µs");
  }

  private static ListQuery query(String q, String status) {
    return new ListQuery(q, status, ListQuery.LIMIT_DEFAULT, Cursor.START);
  }
}

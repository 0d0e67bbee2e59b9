package caravel.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.QueryPlans;
import caravel.control.db.SeededLists;
import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.nostr.PublicKey;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lists and figures of invoices, and the alerts, at 100,000 relays (control review, section 4).
/// Run it alone for the figures: `./mvnw -pl control test -Dtest=BillingListPlanTest`.
@Tag("slow")
final class BillingListPlanTest {
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
        "'',open",
        "'',paid",
        "'',overdue",
        "number 77,''",
        "nothing like it,open",
        "00000007-1111-7000-8000-000000000000,''"
      })
  void a_list_of_invoices_reads_along_an_index(String q, String status, TestReporter reporter) {
    var store = new InvoiceListStore();
    var words = "q=" + q + " status=" + status;
    var all = new InvoiceListStore.Wanted(null, CLOCK.instant(), query(q, status));
    check(reporter, "all invoices, " + words, tx -> store.page(tx, all));
    var tenant = new PublicKey(SeededLists.tenant(7));
    var one = new InvoiceListStore.Wanted(tenant, CLOCK.instant(), query(q, status));
    check(reporter, "invoices of a tenant, " + words, tx -> store.page(tx, one));
  }

  @Test
  void figures_and_alerts_read_along_indexes(TestReporter reporter) {
    var figures = new RevenueStore();
    var day = SeededLists.START - SeededLists.START % 86_400;
    check(reporter, "revenue of a month", tx -> figures.received(tx, day, day + 30 * 86_400));
    check(
        reporter,
        "open by age",
        tx -> figures.open(tx, RevenueStore.Since.MADE, Long.MIN_VALUE, Long.MAX_VALUE));
    check(
        reporter,
        "open by due date",
        tx -> figures.open(tx, RevenueStore.Since.DUE, Long.MIN_VALUE, Long.MAX_VALUE));
    check(reporter, "invoices by status", figures::byStatus);
    var alerts = new AlertStore();
    check(
        reporter,
        "alerts",
        tx -> alerts.filled(tx, "basic", new AlertStore.Thresholds(80, 100), 100));
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

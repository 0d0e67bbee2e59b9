package caravel.control.relay;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.QueryPlans;
import caravel.control.db.SeededLists;
import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
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

/// Lists and counts of relays at 100,000 relays (control review, section 4). Run it alone for the
/// figures: `./mvnw -pl control test -Dtest=RelayListPlanTest`.
@Tag("slow")
final class RelayListPlanTest {
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
        "'','',''",
        "'','',active",
        "'','',suspended",
        "'',basic,''",
        "'',basic,inactive",
        "number 77,'',''",
        "nothing like it,'',''",
        "nothing like it,basic,''",
        "nothing like it,'',active",
        "00000007-0000-7000-8000-000000000000,'',''"
      })
  void a_list_of_relays_reads_along_an_index(
      String q, String plan, String status, TestReporter reporter) {
    var store = new RelayListStore();
    var words = "q=" + q + " plan=" + plan + " status=" + status;
    var all = new RelayListStore.Wanted(null, plan, query(q, status));
    check(reporter, "all relays, " + words, tx -> store.page(tx, all));
    var one =
        new RelayListStore.Wanted(new PublicKey(SeededLists.tenant(7)), plan, query(q, status));
    check(reporter, "relays of a tenant, " + words, tx -> store.page(tx, one));
  }

  @Test
  void counts_of_all_relays_are_exact() {
    var page =
        db.<Page<Relay>>read(tx ->
            new RelayListStore().page(tx, new RelayListStore.Wanted(null, "", query("", ""))));
    assertThat(page.total()).isEqualTo(SeededLists.RELAYS);
    assertThat(page.matched()).isEqualTo(SeededLists.RELAYS);
  }

  @Test
  void a_search_that_finds_nothing_in_its_rows_goes_on_behind_them() {
    var store = new RelayListStore();
    var from = Cursor.START;
    var found = 0;
    for (var page = 0; page < SeededLists.RELAYS / RelayListStore.SEARCH_ROWS_MAX; page++) {
      var wanted = new RelayListStore.Wanted(null, "", new ListQuery("club-77777", "", 100, from));
      var rows = db.<Page<Relay>>read(tx -> store.page(tx, wanted));
      found += rows.rows().size();
      var next = rows.next();
      if (next == null) {
        break;
      }
      from = cursor(next);
    }
    assertThat(found).isEqualTo(1);
  }

  @Test
  void the_work_of_hosting_reads_along_indexes(TestReporter reporter) {
    var store = new ProgressStore();
    var now = CLOCK.instant();
    var tenant = new PublicKey(SeededLists.tenant(0));
    check(reporter, "figures", tx -> new RelayStatisticsStore().read(tx));
    check(reporter, "wanting", tx -> store.wanting(tx, "a.example", now, 64));
    check(reporter, "of a tenant", tx -> store.wantingOf(tx, "a.example", tenant, now, 8));
    check(reporter, "next tenant", tx -> store.tenantWantingAfter(tx, "a.example", tenant));
    check(reporter, "next due", tx -> store.nextDue(tx, "a.example", now));
    check(reporter, "page of a sweep", tx -> store.after(tx, "a.example", null, 256));
    check(reporter, "to erase", tx -> store.toErase(tx, now, 50));
    check(reporter, "live relays of a tenant", tx -> new RelayStore().ofTenant(tx, tenant));
  }

  /// The cursor that a client sends back.
  private static Cursor cursor(String text) {
    var dot = text.indexOf('.');
    return new Cursor(Long.parseLong(text.substring(0, dot)), text.substring(dot + 1));
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

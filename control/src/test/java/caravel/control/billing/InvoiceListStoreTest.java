package caravel.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.billing.InvoiceListStore.Wanted;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.nostr.PublicKey;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Along what lists of invoices are read.
final class InvoiceListStoreTest {
  private static final PublicKey TENANT = new PublicKey("a".repeat(64));
  private static final String HOW = "EXPLAIN QUERY PLAN ";

  private final TestClock clock = new TestClock();
  private Db db;

  @BeforeEach
  void open(@TempDir Path folder) {
    db = TestDatabase.open(folder.resolve("caravel.db"), clock);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Tag("sqlite")
  @ParameterizedTest
  @ValueSource(strings = {"", "open", "paid", "void", "overdue"})
  void a_tenants_list_never_reads_the_invoices_of_others(String status) {
    var wanted = wanted(TENANT, status);
    var list =
        db.<List<String>>read(tx -> plan(InvoiceListStore.listing(tx, HOW, wanted, List.of())));
    assertThat(list)
        .singleElement()
        .asString()
        .contains("(tenant_pubkey=? AND (created_at,id)<(?,?))");
    var count =
        db.<List<String>>read(tx -> plan(InvoiceListStore.counting(tx, HOW, wanted, List.of())));
    assertThat(count)
        .filteredOn(step -> step.contains(" i "))
        .singleElement()
        .asString()
        .contains("(tenant_pubkey=?");
  }

  @Tag("sqlite")
  @ParameterizedTest
  @ValueSource(strings = {"", "open", "paid", "void", "overdue"})
  void a_page_of_everybodys_is_read_without_sorting_all(String status) {
    var list =
        db.<List<String>>read(
            tx -> plan(InvoiceListStore.listing(tx, HOW, wanted(null, status), List.of())));
    assertThat(list)
        .singleElement()
        .asString()
        .contains("SEARCH i USING INDEX", "(created_at,id)<(?,?))");
  }

  private Wanted wanted(@Nullable PublicKey tenant, String status) {
    return new Wanted(tenant, clock.instant(), new ListQuery("", status, 20, Cursor.START));
  }

  private static List<String> plan(Query explained) {
    return explained.map((row, _) -> row.getString("detail")).list();
  }
}

package caravel.control.billing;

import caravel.control.db.Db;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// All invoices of a tenant as the API shows them, for a file that the tenant takes away.
public final class InvoiceExport {
  private final Db db;
  private final InstantSource billingClock;
  private final InvoiceListStore invoices = new InvoiceListStore();

  public InvoiceExport(Db db, InstantSource billingClock) {
    this.db = db;
    this.billingClock = billingClock;
  }

  /// Newest first. Each page is read in its own transaction.
  public List<Map<String, Object>> of(PublicKey tenant) {
    var all = new ArrayList<Map<String, Object>>();
    var now = billingClock.instant();
    Cursor from = Cursor.START;
    while (true) {
      var query = new ListQuery("", "", ListQuery.LIMIT_MAX, from);
      var wanted = new InvoiceListStore.Wanted(tenant, now, query);
      Page<InvoiceRow> page = db.read(tx -> invoices.page(tx, wanted));
      page.rows().forEach(row -> all.add(InvoiceJson.of(row, now)));
      if (page.next() == null) {
        return all;
      }
      var last = page.rows().getLast();
      from = new Cursor(last.life().createdAt().getEpochSecond(), last.id().value());
    }
  }
}

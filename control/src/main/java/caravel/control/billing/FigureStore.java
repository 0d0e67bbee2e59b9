package caravel.control.billing;

import caravel.control.db.Tx;
import java.util.Map;
import org.jdbi.v3.core.generic.GenericType;

/// Sums over invoices and payments, in the minor unit of the prices' currency.
final class FigureStore {
  /// How many, and how much.
  record Sum(long count, long units) {}

  /// From when an invoice's age is counted. One that has not come to it yet is in no sum.
  enum Since {
    MADE("created_at"),
    DUE("due_at");

    private final String column;

    Since(String column) {
      this.column = column;
    }
  }

  /// Money that came within `[from, to)`, unix seconds of billing.
  Sum received(Tx tx, long from, long to) {
    return sum(
        tx,
        "SELECT count(*), coalesce(sum(worth), 0) FROM payments WHERE at >= ? AND at < ?",
        from,
        to);
  }

  /// Open invoices whose time is within `(after, until]`.
  Sum open(Tx tx, Since since, long after, long until) {
    return sum(
        tx,
        "SELECT count(*), coalesce(sum(total), 0) FROM invoices WHERE status = 'open' AND "
            + since.column
            + " > ? AND "
            + since.column
            + " <= ?",
        after,
        until);
  }

  Map<String, Long> byStatus(Tx tx) {
    return tx.handle()
        .createQuery("SELECT status, count(*) AS invoices FROM invoices GROUP BY status")
        .setMapKeyColumn("status")
        .setMapValueColumn("invoices")
        .collectInto(new GenericType<Map<String, Long>>() {});
  }

  private static Sum sum(Tx tx, String sql, long from, long to) {
    return tx.handle()
        .select(sql, from, to)
        .map((row, _) -> new Sum(row.getLong(1), row.getLong(2)))
        .one();
  }
}

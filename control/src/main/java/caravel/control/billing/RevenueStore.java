package caravel.control.billing;

import caravel.control.db.ListCounts;
import caravel.control.db.Tx;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/// Computes sums of invoices and payments, in the minor unit of the prices' currency.
final class RevenueStore {
  private static final long DAY_SECONDS = 86_400;

  private final ListCounts counts = new ListCounts();

  /// A number of rows and their sum.
  record Sum(long count, long units) {}

  /// The time from which an invoice's age is counted. An invoice before that time is in no sum.
  enum Since {
    MADE("created_at"),
    DUE("due_at");

    private final String column;

    Since(String column) {
      this.column = column;
    }
  }

  /// Payments received within `[from, to)`: whole days of the billing clock, in unix seconds.
  Sum received(Tx tx, long from, long to) {
    return sum(
        tx,
        """
        SELECT coalesce(sum(payments), 0), coalesce(sum(worth), 0) FROM payment_days
         WHERE day >= ? AND day < ?
        """,
        from / DAY_SECONDS,
        to / DAY_SECONDS);
  }

  /// Adds a payment to the totals of its day, in the transaction that records it.
  static void addPayment(Tx tx, Instant at, long worth) {
    tx.handle()
        .execute(
            """
            INSERT INTO payment_days (day, payments, worth) VALUES (?, 1, ?)
            ON CONFLICT (day) DO UPDATE SET payments = payment_days.payments + 1,
              worth = payment_days.worth + excluded.worth
            """,
            at.getEpochSecond() / DAY_SECONDS,
            worth);
  }

  /// Subtracts money that went back to the payer from the totals of its day.
  ///
  /// @param worth negative = the platform has it again
  static void addRefund(Tx tx, Instant at, long worth) {
    tx.handle()
        .execute(
            """
            INSERT INTO payment_days (day, payments, worth) VALUES (?, 0, ?)
            ON CONFLICT (day) DO UPDATE SET worth = payment_days.worth + excluded.worth
            """,
            at.getEpochSecond() / DAY_SECONDS,
            -worth);
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
    return counts.of(tx, "invoices").stream()
        .collect(Collectors.toMap(count -> count.key().status(), ListCounts.Count::number));
  }

  private static Sum sum(Tx tx, String sql, long from, long to) {
    return tx.handle()
        .select(sql, from, to)
        .map((row, _) -> new Sum(row.getLong(1), row.getLong(2)))
        .one();
  }
}

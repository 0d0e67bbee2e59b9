package caravel.control.db;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The row counts of the platform's large lists, updated in the transaction of every change, so
/// that requests need not count rows.
public final class ListCounts {
  /// One counted group of rows.
  ///
  /// @param list `relays`, `tenants` or `invoices`
  /// @param planId `""` = the list has no plans
  /// @param provisioning `""` = the list has none
  public record Key(String list, String planId, String status, String provisioning) {
    public static Key ofStatus(String list, String status) {
      return new Key(list, "", status, "");
    }
  }

  public record Count(Key key, long number) {}

  /// Moves a row from one group to another.
  ///
  /// @param from null = the row is new
  public void move(Tx tx, @Nullable Key from, Key to) {
    if (to.equals(from)) {
      return;
    }
    if (from != null) {
      add(tx, from, -1);
    }
    add(tx, to, 1);
  }

  /// The groups of a list that have rows.
  public List<Count> of(Tx tx, String list) {
    return tx.handle()
        .select(
            """
            SELECT list, plan_id, status, provisioning, number FROM list_counts
             WHERE list = ? AND number > 0
            """,
            list)
        .map((row, _) ->
            new Count(
                new Key(
                    row.getString("list"),
                    row.getString("plan_id"),
                    row.getString("status"),
                    row.getString("provisioning")),
                row.getLong("number")))
        .list();
  }

  public long sum(Tx tx, String list, Predicate<Key> wanted) {
    return of(tx, list).stream()
        .filter(count -> wanted.test(count.key()))
        .mapToLong(Count::number)
        .sum();
  }

  private static void add(Tx tx, Key key, int rows) {
    tx.handle()
        .execute(
            """
            INSERT INTO list_counts (list, plan_id, status, provisioning, number)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (list, plan_id, status, provisioning)
            DO UPDATE SET number = list_counts.number + excluded.number
            """,
            key.list(),
            key.planId(),
            key.status(),
            key.provisioning(),
            rows);
  }
}

package caravel.verify.simulate;

import org.jspecify.annotations.Nullable;

/// The next time at which a worker is due, read from the tables. Read again only after a write.
final class DueTimes {
  private static final String SOONEST =
      """
      SELECT (SELECT min(renews_at) FROM ledgers WHERE renews_at IS NOT NULL) AS renews_at,
             (SELECT 0 FROM invoices
               WHERE stage IN ('resolving', 'asking_wallet', 'charging_card') LIMIT 1) AS pending_at,
             (SELECT min(next_look_at) FROM payment_attempts
               WHERE next_look_at IS NOT NULL) AS attempt_at,
             (SELECT min(look_at) FROM invoices WHERE look_at IS NOT NULL) AS look_at,
             (SELECT min(retry_at) FROM relays WHERE erased_at IS NULL
                AND (synced_generation < generation OR sync_error <> '')) AS relay_at,
             (SELECT min(retry_at) FROM notices WHERE retry_at IS NOT NULL) AS notice_at
      """;

  private final DatabaseView database;
  private final FaultInjector faultInjector;
  private long commits = -1;
  private Soonest soonest = new Soonest(null, null, null, null, null);

  /// Unix seconds by the machine's clock; null = never in the current state.
  ///
  /// @param renewal of a tenant's period
  /// @param work on an invoice; 0 = now
  /// @param look at a payment attempt
  record Soonest(
      @Nullable Long renewal,
      @Nullable Long work,
      @Nullable Long look,
      @Nullable Long relay,
      @Nullable Long notice) {}

  DueTimes(DatabaseView database, FaultInjector faultInjector) {
    this.database = database;
    this.faultInjector = faultInjector;
  }

  Soonest soonest() {
    if (commits != faultInjector.commits()) {
      commits = faultInjector.commits();
      soonest =
          database
              .list(
                  SOONEST,
                  row -> {
                    var pending = DatabaseView.orNull(row, "pending_at");
                    return new Soonest(
                        DatabaseView.orNull(row, "renews_at"),
                        pending == null ? DatabaseView.orNull(row, "look_at") : pending,
                        DatabaseView.orNull(row, "attempt_at"),
                        DatabaseView.orNull(row, "relay_at"),
                        DatabaseView.orNull(row, "notice_at"));
                  })
              .getFirst();
    }
    return soonest;
  }
}

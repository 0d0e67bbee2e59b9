package caravel.control.relay;

import caravel.control.db.ListCounts;
import caravel.control.db.Tx;
import caravel.control.relay.Relays.RelayFigures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.generic.GenericType;

/// Counts over all relays.
final class RelayStatisticsStore {
  private static final int DRIFT_ROWS_MAX = 100;

  private final ListCounts counts = new ListCounts();

  RelayFigures read(Tx tx) {
    var live =
        counts.of(tx, RelayCountStore.LIST).stream()
            .filter(count -> RelayListStore.isLive(count.key()))
            .toList();
    return new RelayFigures(
        live.stream().mapToLong(ListCounts.Count::number).sum(),
        sums(live, ListCounts.Key::planId),
        sums(live, ListCounts.Key::status),
        sums(live, ListCounts.Key::provisioning),
        drift(tx));
  }

  /// The plans of all relays that are not erased.
  List<String> plansInUse(Tx tx) {
    return counts.of(tx, RelayCountStore.LIST).stream()
        .map(ListCounts.Count::key)
        .filter(key -> !key.status().equals(RelayCountStore.ERASED))
        .map(ListCounts.Key::planId)
        .distinct()
        .sorted()
        .toList();
  }

  /// Number of relays by domain, without erased ones.
  Map<String, Long> byDomain(Tx tx) {
    return tx.handle()
        .createQuery(
            """
            SELECT zooid_domain, count(*) AS relays FROM relays
             WHERE erased_at IS NULL GROUP BY zooid_domain ORDER BY zooid_domain
            """)
        .setMapKeyColumn("zooid_domain")
        .setMapValueColumn("relays")
        .collectInto(new GenericType<Map<String, Long>>() {});
  }

  /// The start of the longest current difference between a relay and its desired state; empty = no
  /// relay differs. It is the time of the first failure, or of the change if nothing has failed
  /// yet.
  Optional<Instant> driftingSince(Tx tx) {
    return tx.handle()
        .createQuery(
            """
            SELECT min(coalesce(r.failing_since, r.retry_at)) FROM relays r
             WHERE r.deleted_at IS NULL AND r.erased_at IS NULL AND r.retry_at >= 0
               AND (r.synced_generation < r.generation OR r.sync_error <> '')
            """)
        .map((row, _) -> {
          long since = row.getLong(1);
          return row.wasNull()
              ? Optional.<Instant>empty()
              : Optional.of(Instant.ofEpochSecond(since));
        })
        .one();
  }

  private static Map<String, Long> sums(
      List<ListCounts.Count> counts, Function<ListCounts.Key, String> group) {
    return counts.stream()
        .collect(
            Collectors.groupingBy(
                count -> group.apply(count.key()),
                Collectors.summingLong(ListCounts.Count::number)));
  }

  private static List<RelayFigures.Drift> drift(Tx tx) {
    return tx.handle()
        .createQuery(
            RelayStore.COLUMNS
                + """
                WHERE r.deleted_at IS NULL AND r.erased_at IS NULL AND r.retry_at >= 0
                  AND (r.synced_generation < r.generation OR r.sync_error <> '')
                ORDER BY r.retry_at, r.id LIMIT :limit
                """)
        .bind("limit", DRIFT_ROWS_MAX)
        .map((row, _) -> RelayStore.read(row))
        .map(relay ->
            new RelayFigures.Drift(relay.id().value(), relay.url(), relay.seen().trouble().error()))
        .list();
  }
}

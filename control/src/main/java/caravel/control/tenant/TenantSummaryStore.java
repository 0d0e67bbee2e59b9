package caravel.control.tenant;

import caravel.control.db.Tx;
import caravel.control.money.BillingInterval;
import caravel.control.money.Money;
import caravel.control.plan.Plans;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.SqlStatement;

/// Reads the summaries of one page of tenants, with two queries.
final class TenantSummaryStore {
  private final Plans plans;

  TenantSummaryStore(Plans plans) {
    this.plans = plans;
  }

  /// Relays of one tenant on one plan, paid at one interval.
  private record RelayCount(
      String tenant, String planId, BillingInterval interval, int all, int online) {}

  private record OpenSum(String tenant, long amount) {}

  /// The summary of each tenant, by its hex key.
  Map<String, TenantSummary> of(Tx tx, List<Tenant> tenants) {
    var keys = tenants.stream().map(tenant -> tenant.pubkey().hex()).toList();
    var open = openSums(tx, keys);
    var relays = new HashMap<String, Integer>();
    var online = new HashMap<String, Integer>();
    var monthly = new HashMap<String, Long>();
    for (var count : relayCounts(tx, keys)) {
      relays.merge(count.tenant(), count.all(), Integer::sum);
      online.merge(count.tenant(), count.online(), Integer::sum);
      monthly.merge(count.tenant(), monthlyPrice(count) * count.online(), Long::sum);
    }
    var summaries = new HashMap<String, TenantSummary>();
    for (var key : keys) {
      summaries.put(
          key,
          new TenantSummary(
              relays.getOrDefault(key, 0),
              online.getOrDefault(key, 0),
              new Money(monthly.getOrDefault(key, 0L), plans.currency()),
              new Money(open.getOrDefault(key, 0L), plans.currency())));
    }
    return summaries;
  }

  /// A relay that is paid yearly counts as a twelfth of its year, rounded down.
  private long monthlyPrice(RelayCount count) {
    var period = plans.period(count.interval());
    return plans
        .byId(count.planId())
        .map(plan -> period.price(plan.price()).amount() / period.months())
        .orElse(0L);
  }

  private static List<RelayCount> relayCounts(Tx tx, List<String> keys) {
    var rows =
        tx.handle()
            .createQuery(
                """
                SELECT tenant_pubkey, plan_id, billing_interval, COUNT(*) AS every_relay,
                       SUM(CASE WHEN listed_status = 'active' THEN 1 ELSE 0 END) AS online
                  FROM relays WHERE deleted_at IS NULL AND tenant_pubkey IN (%s)
                 GROUP BY tenant_pubkey, plan_id, billing_interval
                """
                    .formatted(TenantSearchStore.placeholders(keys)));
    return bound(rows, keys)
        .map((row, _) ->
            new RelayCount(
                row.getString("tenant_pubkey"),
                row.getString("plan_id"),
                BillingInterval.named(row.getString("billing_interval")).orElseThrow(),
                row.getInt("every_relay"),
                row.getInt("online")))
        .list();
  }

  /// The open sums in the currency of the plans.
  private Map<String, Long> openSums(Tx tx, List<String> keys) {
    var rows =
        tx.handle()
            .createQuery(
                """
                SELECT tenant_pubkey, SUM(total) AS open_sum FROM invoices
                 WHERE status = 'open' AND currency = :currency AND tenant_pubkey IN (%s)
                 GROUP BY tenant_pubkey
                """
                    .formatted(TenantSearchStore.placeholders(keys)))
            .bind("currency", plans.currency().word());
    var sums = new HashMap<String, Long>();
    bound(rows, keys)
        .map((row, _) -> new OpenSum(row.getString("tenant_pubkey"), row.getLong("open_sum")))
        .forEach(sum -> sums.put(sum.tenant(), sum.amount()));
    return sums;
  }

  private static <S extends SqlStatement<S>> S bound(S statement, List<String> keys) {
    return TenantSearchStore.bind(statement, keys);
  }
}

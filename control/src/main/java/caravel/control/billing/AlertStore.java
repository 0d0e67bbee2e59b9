package caravel.control.billing;

import caravel.control.db.Tx;
import caravel.control.money.BillingInterval;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds relays that fill up and prices that change, for the notices about them.
final class AlertStore {
  static final String FILLED_NOW =
      """
      SELECT r.id, r.tenant_pubkey, r.info_name, r.subdomain, r.zooid_domain, r.member_count,
             coalesce(a.percent, 0) AS percent, coalesce(a.episode, 0) AS episode
        FROM relays r LEFT JOIN member_alerts a ON a.relay_id = r.id
       WHERE r.plan_id = :plan AND r.deleted_at IS NULL AND r.member_count IS NOT NULL
         AND r.member_count >= :nearly
         AND coalesce(a.percent, 0) <> CASE WHEN r.member_count >= :full THEN 100 ELSE 80 END
       ORDER BY r.member_count DESC, r.id LIMIT :limit
      """;

  static final String FILLED_BEFORE =
      """
      SELECT r.id, r.tenant_pubkey, r.info_name, r.subdomain, r.zooid_domain, r.member_count, a.percent, a.episode
        FROM member_alerts a JOIN relays r ON r.id = a.relay_id
       WHERE a.percent > 0 AND coalesce(r.plan_id, '') = :plan AND r.deleted_at IS NULL
         AND coalesce(r.member_count, :nearly) < :nearly
       ORDER BY a.relay_id LIMIT :limit
      """;

  /// A relay with its member count and its last notice.
  ///
  /// @param told percent of its plan in the last notice
  /// @param episode number of notices so far
  record Filled(Named relay, long members, int told, long episode) {}

  record Named(String id, PublicKey tenant, String name, String domain) {}

  Optional<Named> relay(Tx tx, String id) {
    return tx.handle()
        .createQuery(
            "SELECT id, tenant_pubkey, info_name, subdomain, zooid_domain FROM relays WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> named(row))
        .findOne();
  }

  /// Finds the relays of a plan whose last notice was for another threshold. Reads only relays that
  /// are nearly full or had a notice, never all relays of a plan.
  List<Filled> filled(Tx tx, String planId, Thresholds at, int limit) {
    var found = new ArrayList<>(filledNow(tx, planId, at, limit));
    if (found.size() < limit) {
      found.addAll(filledBefore(tx, planId, at, limit - found.size()));
    }
    return found;
  }

  private static List<Filled> filledNow(Tx tx, String planId, Thresholds at, int limit) {
    return tx.handle()
        .createQuery(FILLED_NOW)
        .bind("plan", planId)
        .bind("full", at.full())
        .bind("nearly", at.nearly())
        .bind("limit", limit)
        .map((row, _) -> filled(row))
        .list();
  }

  private static List<Filled> filledBefore(Tx tx, String planId, Thresholds at, int limit) {
    return tx.handle()
        .createQuery(FILLED_BEFORE)
        .bind("plan", planId)
        .bind("nearly", at.nearly())
        .bind("limit", limit)
        .map((row, _) -> filled(row))
        .list();
  }

  private static Filled filled(ResultSet row) throws SQLException {
    return new Filled(
        named(row), row.getLong("member_count"), row.getInt("percent"), row.getLong("episode"));
  }

  /// The member counts from which a relay is nearly full, and full.
  record Thresholds(long nearly, long full) {}

  void told(Tx tx, String relayId, int percent, long episode) {
    tx.handle()
        .execute(
            """
            INSERT INTO member_alerts (relay_id, percent, episode) VALUES (?, ?, ?)
            ON CONFLICT (relay_id) DO UPDATE SET
              percent = excluded.percent, episode = excluded.episode
            """,
            relayId,
            percent,
            episode);
  }

  /// A plan's price for an interval and the time when it was first seen.
  record Seen(String planId, BillingInterval interval, long amount, Instant at) {}

  /// Lists the newest price of each plan and interval that had another price before.
  List<Seen> changed(Tx tx, Instant since) {
    var changed = new ArrayList<Seen>();
    for (var interval : BillingInterval.values()) {
      var table = interval == BillingInterval.YEAR ? "yearly_prices" : "plan_prices";
      tx.handle()
          .createQuery(
              """
              SELECT p.plan_id, p.amount, p.seen_at FROM prices p
               WHERE p.seen_at > :since
                 AND p.seen_at = (SELECT max(n.seen_at) FROM prices n WHERE n.plan_id = p.plan_id)
                 AND EXISTS (SELECT 1 FROM prices o
                              WHERE o.plan_id = p.plan_id AND o.seen_at < p.seen_at)
              """
                  .replace("FROM prices", "FROM " + table))
          .bind("since", since.getEpochSecond())
          .map((row, _) ->
              new Seen(
                  row.getString(1),
                  interval,
                  row.getLong(2),
                  Instant.ofEpochSecond(row.getLong(3))))
          .forEach(changed::add);
    }
    return changed;
  }

  /// A tenant whose relay renews at another price than the present one.
  ///
  /// @param pays the present price of a whole period
  /// @param renewsAt when the first such relay is charged again
  record Affected(PublicKey tenant, long pays, Instant anchor, Instant renewsAt) {}

  /// Finds the affected tenants who have no notice yet.
  ///
  /// @param subject of the notice about this price
  List<Affected> affected(Tx tx, Seen price, String subject, Instant now, int limit) {
    return tx.handle()
        .createQuery(
            """
            SELECT t.pubkey, max(coalesce(a.amount, i.price)) AS pays, t.billing_anchor,
                   min(i.period_end) AS renews_at
              FROM relays r
              JOIN tenants t ON t.pubkey = r.tenant_pubkey
              JOIN ledgers l ON l.tenant_pubkey = t.pubkey
              JOIN invoice_items i ON i.tenant_pubkey = t.pubkey AND i.relay_id = r.id
              LEFT JOIN adopted_relays a
                ON a.relay_id = r.id AND a.plan_id = r.plan_id AND a.paid_until > :now
             WHERE r.plan_id = :plan AND r.base_status = 'active' AND r.deleted_at IS NULL
               AND t.billing_anchor IS NOT NULL AND l.renews_at > :now
               AND i.kind = 'charge' AND i.plan_id = :plan
               AND coalesce(a.amount, i.price) <> :amount
               AND r.billing_interval = :interval
               AND (i.year_free_months IS NOT NULL) = (:interval = 'year')
               AND i.period_start <= :now AND i.period_end > :now
               AND NOT EXISTS (SELECT 1 FROM invoice_items c WHERE c.gives_back = i.id)
               AND NOT EXISTS (SELECT 1 FROM notices n
                                WHERE n.tenant_pubkey = t.pubkey AND n.subject = :subject
                                  AND n.kind = 'new_price')
             GROUP BY t.pubkey, t.billing_anchor ORDER BY t.pubkey LIMIT :limit
            """)
        .bind("plan", price.planId())
        .bind("amount", price.amount())
        .bind("interval", price.interval().word())
        .bind("now", now.getEpochSecond())
        .bind("subject", subject)
        .bind("limit", limit)
        .map((row, _) ->
            new Affected(
                new PublicKey(row.getString("pubkey")),
                row.getLong("pays"),
                Instant.ofEpochSecond(row.getLong("billing_anchor")),
                Instant.ofEpochSecond(row.getLong("renews_at"))))
        .list();
  }

  private static Named named(ResultSet row) throws SQLException {
    var name = row.getString("info_name");
    return new Named(
        row.getString("id"),
        new PublicKey(row.getString("tenant_pubkey")),
        name.isBlank() ? row.getString("subdomain") : name,
        row.getString("zooid_domain"));
  }
}

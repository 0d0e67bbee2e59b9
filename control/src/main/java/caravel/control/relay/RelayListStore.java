package caravel.control.relay;

import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.http.Problem;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Lists of relays, newest first.
final class RelayListStore {
  /// The filter that shows what was deleted and can still come back.
  static final String DELETED = "deleted";

  private static final String MATCHING =
      """
      r.erased_at IS NULL
      AND (:tenant = '' OR r.tenant_pubkey = :tenant)
      AND (:plan = '' OR r.plan_id = :plan)
      AND (CASE WHEN r.deleted_at IS NOT NULL THEN 'deleted'
                WHEN r.suspension_reason IS NOT NULL OR t.suspended_at IS NOT NULL THEN 'suspended'
                ELSE r.base_status END) IN (:s1, :s2, :s3, :s4)
      AND (:q = '' OR r.id = :id OR r.tenant_pubkey = :id
           OR lower(r.subdomain) LIKE :pattern ESCAPE :escape
           OR lower(r.info_name) LIKE :pattern ESCAPE :escape
           OR r.custom_domain LIKE :pattern ESCAPE :escape)
      """;

  /// What is asked of a list of relays.
  ///
  /// @param tenant null = of all tenants
  /// @param plan `""` = on every plan
  record Wanted(@Nullable PublicKey tenant, String plan, ListQuery query) {
    Wanted {
      if (!query.status().isEmpty()
          && !query.status().equals(DELETED)
          && !RelayStatus.knows(query.status())) {
        throw Problem.invalid("status", "No relay has this status.").asException();
      }
    }
  }

  Page<Relay> page(Tx tx, Wanted wanted) {
    return Page.of(
        rows(tx, wanted),
        wanted.query().limit(),
        relay -> new Cursor(relay.standing().createdAt().getEpochSecond(), relay.id().value()),
        total(tx, wanted.tenant()),
        matched(tx, wanted));
  }

  private List<Relay> rows(Tx tx, Wanted wanted) {
    var from = wanted.query().from();
    return matching(
            tx.handle()
                .createQuery(
                    RelayStore.COLUMNS
                        + "WHERE "
                        + MATCHING
                        + """
                        AND (r.created_at, r.id) < (:at, :last)
                        ORDER BY r.created_at DESC, r.id DESC LIMIT :limit
                        """),
            wanted)
        .bind("at", from.at())
        .bind("last", from.id())
        .bind("limit", wanted.query().limit() + 1)
        .map((row, _) -> RelayStore.read(row))
        .list();
  }

  private long matched(Tx tx, Wanted wanted) {
    return matching(
            tx.handle()
                .createQuery(
                    """
                    SELECT count(*) FROM relays r JOIN tenants t ON t.pubkey = r.tenant_pubkey
                     WHERE
                    """
                        + MATCHING),
            wanted)
        .mapTo(long.class)
        .one();
  }

  private long total(Tx tx, @Nullable PublicKey tenant) {
    return tx.handle()
        .createQuery(
            """
            SELECT count(*) FROM relays
             WHERE deleted_at IS NULL AND (:tenant = '' OR tenant_pubkey = :tenant)
            """)
        .bind("tenant", hex(tenant))
        .mapTo(long.class)
        .one();
  }

  private static <S extends SqlStatement<S>> S matching(S statement, Wanted wanted) {
    var query = wanted.query();
    var statuses = statuses(query.status());
    for (int i = 0; i < statuses.size(); i++) {
      statement.bind("s" + (i + 1), statuses.get(i));
    }
    return statement
        .bind("tenant", hex(wanted.tenant()))
        .bind("plan", wanted.plan())
        .bind("q", query.q())
        .bind("id", query.id())
        .bind("pattern", query.pattern())
        .bind("escape", "\\");
  }

  /// Asked for none, a list has all but the deleted ones.
  private static List<String> statuses(String wanted) {
    return wanted.isEmpty()
        ? List.of("active", "inactive", "delinquent", "suspended")
        : List.of(wanted, wanted, wanted, wanted);
  }

  private static String hex(@Nullable PublicKey tenant) {
    return Optional.ofNullable(tenant).map(PublicKey::hex).orElse("");
  }
}

package caravel.control.relay;

import caravel.control.db.ListCounts;
import caravel.control.db.Tx;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Lists relays, newest first. Each statement contains only the conditions in use, so that the
/// right index is used.
final class RelayListStore {
  /// The filter for deleted relays that can still come back.
  static final String DELETED = "deleted";

  /// Most rows whose names one page of a search reads. The next page continues after them.
  static final int SEARCH_ROWS_MAX = 5_000;

  /// Most rows of a page when a plan or a status narrows the search: their indexes do not contain
  /// the names.
  static final int FILTERED_SEARCH_ROWS_MAX = 1_000;

  private static final String NAMED =
      """
      (r.subdomain LIKE :pattern ESCAPE :escape
       OR lower(r.info_name) LIKE :pattern ESCAPE :escape
       OR r.custom_domain LIKE :pattern ESCAPE :escape)
      """;

  private final ListCounts counts = new ListCounts();

  /// The conditions of a list.
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

    /// Whether the search is for a part of a name.
    boolean byName() {
      return !query.q().isEmpty() && !query.isUuid() && !query.isPublicKey();
    }
  }

  Page<Relay> page(Tx tx, Wanted wanted) {
    var limit = wanted.query().limit();
    var end = wanted.byName() ? searchEnd(tx, wanted) : null;
    var rows = listing(tx, "", wanted, end).map((row, _) -> RelayStore.read(row)).list();
    var total = total(tx, wanted.tenant());
    var matched = matched(tx, wanted, end);
    return end != null && rows.size() <= limit
        ? new Page<>(rows, end.text(), total, matched, "")
        : Page.of(rows, limit, RelayListStore::cursor, total, matched);
  }

  private static Cursor cursor(Relay relay) {
    return new Cursor(relay.standing().createdAt().getEpochSecond(), relay.id().value());
  }

  /// @param prefix of the statement: empty, or `EXPLAIN QUERY PLAN`
  /// @param end the last row to be read; null = no bound
  static Query listing(Tx tx, String prefix, Wanted wanted, @Nullable Cursor end) {
    var sql =
        prefix
            + RelayStore.COLUMNS
            + "WHERE "
            + matching(wanted, end)
            + """
             AND (r.created_at, r.id) < (:at, :last)
            ORDER BY r.created_at DESC, r.id DESC LIMIT :limit
            """;
    return page(bound(tx.handle().createQuery(sql), wanted, end), wanted)
        .bind("limit", wanted.query().limit() + 1);
  }

  /// Counts the matching rows one by one, up to [ListQuery#COUNT_MAX].
  ///
  /// @param prefix as in [#listing]
  static Query counting(Tx tx, String prefix, Wanted wanted, @Nullable Cursor end) {
    var from = end == null ? "" : " AND (r.created_at, r.id) < (:at, :last)";
    var sql =
        prefix
            + "SELECT count(*) FROM (SELECT 1 FROM relays r WHERE "
            + matching(wanted, end)
            + from
            + " LIMIT :most) counted";
    var statement = bound(tx.handle().createQuery(sql), wanted, end);
    return (end == null ? statement : page(statement, wanted)).bind("most", ListQuery.COUNT_MAX);
  }

  private long matched(Tx tx, Wanted wanted, @Nullable Cursor end) {
    var status = wanted.query().status();
    return wanted.tenant() == null && wanted.query().q().isEmpty()
        ? counts.sum(
            tx,
            RelayCountStore.LIST,
            key ->
                (status.isEmpty() ? isLive(key) : key.status().equals(status))
                    && (wanted.plan().isEmpty() || key.planId().equals(wanted.plan())))
        : counting(tx, "", wanted, end).mapTo(long.class).one();
  }

  private long total(Tx tx, @Nullable PublicKey tenant) {
    return tenant == null
        ? counts.sum(tx, RelayCountStore.LIST, RelayListStore::isLive)
        : counting(tx, "", everyOne(tenant), null).mapTo(long.class).one();
  }

  static Wanted everyOne(PublicKey tenant) {
    return new Wanted(tenant, "", new ListQuery("", "", 1, Cursor.START));
  }

  static boolean isLive(ListCounts.Key key) {
    return !key.status().equals(DELETED) && !key.status().equals(RelayCountStore.ERASED);
  }

  /// The last row that this page of a search reads; null = it reads to the end of the list.
  private static @Nullable Cursor searchEnd(Tx tx, Wanted wanted) {
    var query = new ListQuery("", wanted.query().status(), 1, wanted.query().from());
    var all = new Wanted(wanted.tenant(), wanted.plan(), query);
    var sql =
        "SELECT r.created_at, r.id FROM relays r WHERE "
            + matching(all, null)
            + """
             AND (r.created_at, r.id) < (:at, :last)
            ORDER BY r.created_at DESC, r.id DESC LIMIT 1 OFFSET :skipped
            """;
    return page(bound(tx.handle().createQuery(sql), all, null), all)
        .bind("skipped", rowsMax(wanted) - 1)
        .map((row, _) -> new Cursor(row.getLong("created_at"), row.getString("id")))
        .findOne()
        .orElse(null);
  }

  private static int rowsMax(Wanted wanted) {
    return wanted.plan().isEmpty() && wanted.query().status().isEmpty()
        ? SEARCH_ROWS_MAX
        : FILTERED_SEARCH_ROWS_MAX;
  }

  private static String matching(Wanted wanted, @Nullable Cursor end) {
    var parts = new ArrayList<String>();
    var query = wanted.query();
    parts.add(query.status().isEmpty() ? "r.deleted_at IS NULL" : "r.listed_status = :status");
    if (wanted.tenant() != null) {
      parts.add("r.tenant_pubkey = :tenant");
    }
    if (!wanted.plan().isEmpty()) {
      // One tenant has few relays. With a bare column SQLite would read all relays of the plan.
      parts.add(wanted.tenant() == null ? "r.plan_id = :plan" : "coalesce(r.plan_id, '') = :plan");
    }
    if (query.isUuid()) {
      parts.add("r.id = :id");
    } else if (query.isPublicKey()) {
      parts.add(wanted.tenant() == null ? "r.tenant_pubkey = :id" : ":tenant = :id");
    } else if (wanted.byName()) {
      parts.add(NAMED);
    }
    if (end != null) {
      parts.add("(r.created_at, r.id) >= (:end_at, :end_id)");
    }
    return String.join(" AND ", parts);
  }

  private static Query bound(Query statement, Wanted wanted, @Nullable Cursor end) {
    var query = wanted.query();
    var tenant = wanted.tenant();
    if (!query.status().isEmpty()) {
      statement.bind("status", query.status());
    }
    if (tenant != null) {
      statement.bind("tenant", tenant.hex());
    }
    if (!wanted.plan().isEmpty()) {
      statement.bind("plan", wanted.plan());
    }
    if (wanted.byName()) {
      statement.bind("pattern", query.pattern()).bind("escape", "\\");
    } else if (!query.q().isEmpty()) {
      statement.bind("id", query.id());
    }
    if (end != null) {
      statement.bind("end_at", end.at()).bind("end_id", end.id());
    }
    return statement;
  }

  private static Query page(Query statement, Wanted wanted) {
    var from = wanted.query().from();
    return statement.bind("at", from.at()).bind("last", from.id());
  }
}

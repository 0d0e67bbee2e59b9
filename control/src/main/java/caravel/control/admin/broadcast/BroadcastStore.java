package caravel.control.admin.broadcast;

import caravel.control.admin.broadcast.Broadcast.Audience;
import caravel.control.admin.broadcast.Broadcast.Letter;
import caravel.control.admin.broadcast.Broadcast.Progress;
import caravel.control.admin.broadcast.Broadcast.State;
import caravel.control.db.Tx;
import caravel.control.http.ListQuery;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// The table `broadcasts`, and the tenants of an audience.
final class BroadcastStore {
  private final List<String> paidPlans;

  BroadcastStore(Plans plans) {
    this.paidPlans =
        plans.all().stream().filter(plan -> plan.price().amount() > 0).map(Plan::id).toList();
  }

  void insert(Tx tx, Broadcast broadcast) {
    tx.handle()
        .execute(
            """
            INSERT INTO broadcasts (id, created_at, admin_pubkey, audience, subject, text,
              recipients, sent, last_pubkey, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0, '', 'sending')
            """,
            broadcast.id(),
            broadcast.createdAt().getEpochSecond(),
            broadcast.admin().hex(),
            broadcast.letter().audience().word(),
            broadcast.letter().subject(),
            broadcast.letter().text(),
            broadcast.recipients());
  }

  Optional<Broadcast> find(Tx tx, String id) {
    return tx.handle()
        .createQuery("SELECT * FROM broadcasts WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Finds the broadcast that is being sent. There is at most one.
  Optional<Broadcast> findSending(Tx tx) {
    return tx.handle()
        .createQuery("SELECT * FROM broadcasts WHERE state = 'sending'")
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Moves the cursor behind the tenants who have the notice.
  void advance(Tx tx, String id, int sent, String last) {
    tx.handle()
        .execute(
            "UPDATE broadcasts SET sent = sent + ?, last_pubkey = ? WHERE id = ?", sent, last, id);
  }

  void end(Tx tx, String id, State state) {
    tx.handle()
        .execute(
            "UPDATE broadcasts SET state = ?, ended_at = ? WHERE id = ? AND state = 'sending'",
            state.word(),
            tx.seconds(),
            id);
  }

  /// Lists broadcasts, newest first; one row more than the limit if there are more.
  List<Broadcast> list(Tx tx, ListQuery query) {
    return tx.handle()
        .createQuery(
            """
            SELECT * FROM broadcasts WHERE (created_at, id) < (:at, :last)
             ORDER BY created_at DESC, id DESC LIMIT :limit
            """)
        .bind("at", query.from().at())
        .bind("last", query.from().id())
        .bind("limit", query.limit() + 1)
        .map((row, _) -> read(row))
        .list();
  }

  long total(Tx tx) {
    return tx.handle().createQuery("SELECT count(*) FROM broadcasts").mapTo(long.class).one();
  }

  /// Counts the tenants of an audience.
  long count(Tx tx, Audience audience) {
    return bind(
            tx.handle().createQuery("SELECT count(*) FROM tenants t WHERE " + condition(audience)),
            audience)
        .mapTo(long.class)
        .one();
  }

  /// Lists the next tenants of a broadcast by their keys. Tenants who came after it are left out.
  List<PublicKey> next(Tx tx, Broadcast broadcast, int limit) {
    var audience = broadcast.letter().audience();
    return bind(
            tx.handle()
                .createQuery(
                    "SELECT t.pubkey FROM tenants t WHERE t.pubkey > :last AND t.created_at <= :at AND "
                        + condition(audience)
                        + " ORDER BY t.pubkey LIMIT :limit"),
            audience)
        .bind("last", broadcast.progress().last())
        .bind("at", broadcast.createdAt().getEpochSecond())
        .bind("limit", limit)
        .mapTo(String.class)
        .map(PublicKey::new)
        .list();
  }

  private String condition(Audience audience) {
    return switch (audience) {
      case ALL -> "1 = 1";
      case WITH_RELAY -> hasRelay("1 = 1");
      case PAID ->
          paidPlans.isEmpty()
              ? "1 = 0"
              : hasRelay(
                  IntStream.range(0, paidPlans.size())
                      .mapToObj(index -> ":plan" + index)
                      .collect(Collectors.joining(", ", "r.plan_id IN (", ")")));
    };
  }

  private static String hasRelay(String condition) {
    return "EXISTS (SELECT 1 FROM relays r WHERE r.tenant_pubkey = t.pubkey"
        + " AND r.deleted_at IS NULL AND "
        + condition
        + ")";
  }

  private <S extends SqlStatement<S>> S bind(S statement, Audience audience) {
    if (audience == Audience.PAID) {
      for (var index = 0; index < paidPlans.size(); index++) {
        statement.bind("plan" + index, paidPlans.get(index));
      }
    }
    return statement;
  }

  private static Broadcast read(ResultSet row) throws SQLException {
    return new Broadcast(
        row.getString("id"),
        Instant.ofEpochSecond(row.getLong("created_at")),
        new PublicKey(row.getString("admin_pubkey")),
        new Letter(
            Audience.find(row.getString("audience")).orElseThrow(),
            row.getString("subject"),
            row.getString("text")),
        row.getLong("recipients"),
        new Progress(
            State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
            row.getLong("sent"),
            row.getString("last_pubkey"),
            ended(row)));
  }

  private static @Nullable Instant ended(ResultSet row) throws SQLException {
    var at = row.getLong("ended_at");
    return row.wasNull() ? null : Instant.ofEpochSecond(at);
  }
}

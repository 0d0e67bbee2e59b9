package caravel.control.domain;

import caravel.control.db.Tx;
import caravel.control.relay.RelayId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of custom domains.
final class DomainStore {
  Optional<DomainVerification> find(Tx tx, RelayId relay) {
    return tx.handle()
        .createQuery("SELECT * FROM custom_domains WHERE relay_id = :relay")
        .bind("relay", relay.value())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Lists the rows whose check is due, those that wait longest first.
  List<DomainVerification> listDue(Tx tx, Instant now, int limit) {
    return tx.handle()
        .createQuery(
            """
            SELECT * FROM custom_domains WHERE next_check_at <= :now
             ORDER BY next_check_at, relay_id LIMIT :limit
            """)
        .bind("now", now.getEpochSecond())
        .bind("limit", limit)
        .map((row, _) -> read(row))
        .list();
  }

  /// When the next check is due; empty = there is no domain.
  Optional<Instant> nextDue(Tx tx) {
    return tx.handle()
        .createQuery(
            "SELECT next_check_at FROM custom_domains ORDER BY next_check_at, relay_id LIMIT 1")
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochSecond);
  }

  /// Inserts the row of a relay, or replaces it.
  void save(Tx tx, DomainVerification row) {
    var times = row.times();
    tx.handle()
        .createUpdate(
            """
            INSERT INTO custom_domains (relay_id, name, token, state, detail, requested_at,
              state_since, checked_at, next_check_at, wrong_since)
            VALUES (:relay, :name, :token, :state, :detail, :requested_at,
              :state_since, :checked_at, :next_check_at, :wrong_since)
            ON CONFLICT (relay_id) DO UPDATE SET
              name = excluded.name, token = excluded.token, state = excluded.state,
              detail = excluded.detail, requested_at = excluded.requested_at,
              state_since = excluded.state_since, checked_at = excluded.checked_at,
              next_check_at = excluded.next_check_at, wrong_since = excluded.wrong_since
            """)
        .bind("relay", row.relay().value())
        .bind("name", row.name())
        .bind("token", row.token())
        .bind("state", row.state().word())
        .bind("detail", row.detail())
        .bind("requested_at", times.requestedAt().getEpochSecond())
        .bind("state_since", times.stateSince().getEpochSecond())
        .bind("checked_at", seconds(times.checkedAt()))
        .bind("next_check_at", times.nextCheckAt().getEpochSecond())
        .bind("wrong_since", seconds(times.wrongSince()))
        .execute();
  }

  void delete(Tx tx, RelayId relay) {
    tx.handle()
        .createUpdate("DELETE FROM custom_domains WHERE relay_id = :relay")
        .bind("relay", relay.value())
        .execute();
  }

  private static DomainVerification read(ResultSet row) throws SQLException {
    return new DomainVerification(
        new RelayId(row.getString("relay_id")),
        row.getString("name"),
        row.getString("token"),
        DomainState.named(row.getString("state")),
        row.getString("detail"),
        new DomainVerification.Times(
            Instant.ofEpochSecond(row.getLong("requested_at")),
            Instant.ofEpochSecond(row.getLong("state_since")),
            instant(row, "checked_at"),
            Instant.ofEpochSecond(row.getLong("next_check_at")),
            instant(row, "wrong_since")));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }

  private static @Nullable Long seconds(@Nullable Instant instant) {
    return instant == null ? null : Long.valueOf(instant.getEpochSecond());
  }
}

package caravel.control.relay;

import caravel.control.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was seen of relays, in their table.
final class ProgressStore {
  private final RelayCountStore counts = new RelayCountStore();

  private static final String WANTING =
      "r.erased_at IS NULL AND (r.synced_generation < r.generation OR r.sync_error <> '') ";

  List<Relay> wanting(Tx tx, Instant now, int limit) {
    return tx.handle()
        .createQuery(
            RelayStore.COLUMNS
                + "WHERE "
                + WANTING
                + "AND r.retry_at <= :now ORDER BY r.retry_at, r.id LIMIT :limit")
        .bind("now", now.getEpochSecond())
        .bind("limit", limit)
        .map((row, _) -> RelayStore.read(row))
        .list();
  }

  Optional<Instant> nextDue(Tx tx, Instant now) {
    return tx.handle()
        .createQuery(
            "SELECT min(r.retry_at) FROM relays r WHERE " + WANTING + "AND r.retry_at > :now")
        .bind("now", now.getEpochSecond())
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochSecond);
  }

  List<Relay> after(Tx tx, @Nullable RelayId last, int limit) {
    return tx.handle()
        .createQuery(
            RelayStore.COLUMNS
                + "WHERE r.erased_at IS NULL AND r.id > :last ORDER BY r.id LIMIT :limit")
        .bind("last", last == null ? "" : last.value())
        .bind("limit", limit)
        .map((row, _) -> RelayStore.read(row))
        .list();
  }

  /// Deleted at this instant or before.
  List<Relay> deletedBy(Tx tx, Instant latest, int limit) {
    return tx.handle()
        .createQuery(
            RelayStore.COLUMNS
                + """
                WHERE r.erased_at IS NULL AND r.deleted_at <= :latest
                ORDER BY r.deleted_at, r.id LIMIT :limit
                """)
        .bind("latest", latest.getEpochSecond())
        .bind("limit", limit)
        .map((row, _) -> RelayStore.read(row))
        .list();
  }

  String sealedSecret(Tx tx, RelayId id) {
    return tx.handle()
        .createQuery("SELECT secret FROM relays WHERE id = :id")
        .bind("id", id.value())
        .mapTo(String.class)
        .one();
  }

  void step(Tx tx, RelayId id, Provisioning.Step step) {
    tx.handle()
        .createUpdate("UPDATE relays SET provisioning_step = :step WHERE id = :id")
        .bind("step", step.word())
        .bind("id", id.value())
        .execute();
  }

  /// @param online it answered, and is not just gone as wished
  void answered(Tx tx, RelayId id, boolean online) {
    tx.handle()
        .createUpdate(
            """
            UPDATE relays SET synced_generation = generation, provisioning_step = 'answered',
                   sync_error = '', refused = 0, attempts = 0, failing_since = NULL,
                   synced = CASE WHEN :online = 1 THEN 1 ELSE synced END
             WHERE id = :id
            """)
        .bind("online", Differences.flag(online))
        .bind("id", id.value())
        .execute();
    counts.recount(tx, id);
  }

  void failed(Tx tx, RelayId id, RelayProgress.Failure failure, Instant retryAt) {
    tx.handle()
        .createUpdate(
            """
            UPDATE relays SET sync_error = :error, refused = :refused, attempts = attempts + 1,
                   retry_at = :retry_at, failing_since = coalesce(failing_since, :now)
             WHERE id = :id
            """)
        .bind("now", tx.seconds())
        .bind("error", failure.error())
        .bind("refused", Differences.flag(failure.refused()))
        .bind("retry_at", retryAt.getEpochSecond())
        .bind("id", id.value())
        .execute();
    counts.recount(tx, id);
  }

  void drifted(Tx tx, RelayId id, String what) {
    tx.handle()
        .createUpdate(
            """
            UPDATE relays SET synced_generation = generation - 1, sync_error = :what,
                   provisioning_step = 'saved', refused = 0, attempts = 0, retry_at = :now,
                   failing_since = coalesce(failing_since, :now)
             WHERE id = :id
            """)
        .bind("what", what)
        .bind("now", tx.seconds())
        .bind("id", id.value())
        .execute();
    counts.recount(tx, id);
  }

  /// Has the newest generation sent once more where it was confirmed.
  ///
  /// @return whether it was
  boolean again(Tx tx, RelayId id) {
    var confirmed =
        tx.handle()
                .createUpdate(
                    """
                    UPDATE relays SET synced_generation = generation - 1, retry_at = :now
                     WHERE id = :id AND synced_generation = generation
                    """)
                .bind("id", id.value())
                .bind("now", tx.seconds())
                .execute()
            > 0;
    if (confirmed) {
      counts.recount(tx, id);
    }
    return confirmed;
  }

  void wake(Tx tx, String zooidDomain) {
    tx.handle()
        .createUpdate(
            """
            UPDATE relays SET retry_at = :now
             WHERE zooid_domain = :domain AND retry_at > :now AND erased_at IS NULL
               AND refused = 0 AND (synced_generation < generation OR sync_error <> '')
            """)
        .bind("now", tx.seconds())
        .bind("domain", zooidDomain)
        .execute();
  }

  /// Whether that is news.
  boolean members(Tx tx, RelayId id, int count) {
    return tx.handle()
            .createUpdate(
                """
                UPDATE relays SET member_count = :count
                 WHERE id = :id AND (member_count IS NULL OR member_count <> :count)
                """)
            .bind("count", count)
            .bind("id", id.value())
            .execute()
        > 0;
  }

  void erased(Tx tx, RelayId id) {
    tx.handle()
        .createUpdate("UPDATE relays SET erased_at = :now WHERE id = :id")
        .bind("now", tx.seconds())
        .bind("id", id.value())
        .execute();
    counts.recount(tx, id);
  }
}

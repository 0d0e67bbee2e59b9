package caravel.control.relay;

import caravel.control.db.Tx;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The observed state of relays, in the table of relays.
final class ProgressStore {
  private final RelayCountStore counts = new RelayCountStore();

  private static final String WANTING =
      """
      r.erased_at IS NULL AND (r.synced_generation < r.generation OR r.sync_error <> '')
      AND r.erasing_at IS NULL AND r.zooid_domain = :domain
      """;

  /// Longest delay of an attempt. A later time was stored while the clock was ahead.
  private static final Duration POSTPONED_MAX = Duration.ofHours(1);

  private static final String DUE = "AND (r.retry_at <= :now OR r.retry_at > :implausible) ";

  List<Relay> wanting(Tx tx, String zooidDomain, Instant now, int limit) {
    return tx.handle()
        .createQuery(
            RelayStore.COLUMNS
                + "WHERE "
                + WANTING
                + DUE
                + "ORDER BY r.retry_at, r.id LIMIT :limit")
        .bind("domain", zooidDomain)
        .bind("now", now.getEpochSecond())
        .bind("implausible", now.plus(POSTPONED_MAX).getEpochSecond())
        .bind("limit", limit)
        .map((row, _) -> RelayStore.read(row))
        .list();
  }

  List<Relay> wantingOf(Tx tx, String zooidDomain, PublicKey tenant, Instant now, int limit) {
    return tx.handle()
        .createQuery(
            RelayStore.COLUMNS
                + "WHERE "
                + WANTING
                + DUE
                + "AND r.tenant_pubkey = :tenant ORDER BY r.retry_at, r.id LIMIT :limit")
        .bind("domain", zooidDomain)
        .bind("tenant", tenant.hex())
        .bind("now", now.getEpochSecond())
        .bind("implausible", now.plus(POSTPONED_MAX).getEpochSecond())
        .bind("limit", limit)
        .map((row, _) -> RelayStore.read(row))
        .list();
  }

  Optional<PublicKey> tenantWantingAfter(Tx tx, String zooidDomain, @Nullable PublicKey last) {
    return tx.handle()
        .createQuery(
            "SELECT r.tenant_pubkey FROM relays r WHERE "
                + WANTING
                + "AND r.tenant_pubkey > :last ORDER BY r.tenant_pubkey LIMIT 1")
        .bind("domain", zooidDomain)
        .bind("last", last == null ? "" : last.hex())
        .mapTo(String.class)
        .findOne()
        .map(PublicKey::new);
  }

  Optional<Instant> nextDue(Tx tx, String zooidDomain, Instant now) {
    return tx.handle()
        .createQuery(
            "SELECT r.retry_at FROM relays r WHERE "
                + WANTING
                + "AND r.retry_at > :now ORDER BY r.retry_at LIMIT 1")
        .bind("domain", zooidDomain)
        .bind("now", now.getEpochSecond())
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochSecond);
  }

  List<Relay> after(Tx tx, String zooidDomain, @Nullable RelayId last, int limit) {
    return tx.handle()
        .createQuery(
            RelayStore.COLUMNS
                + """
                WHERE r.erased_at IS NULL AND r.erasing_at IS NULL AND r.zooid_domain = :domain
                  AND r.id > :last
                ORDER BY r.id LIMIT :limit
                """)
        .bind("domain", zooidDomain)
        .bind("last", last == null ? "" : last.value())
        .bind("limit", limit)
        .map((row, _) -> RelayStore.read(row))
        .list();
  }

  List<RelayProgress.Erasable> toErase(Tx tx, Instant now, int limit) {
    return tx.handle()
        .createQuery(
            RelayStore.COLUMNS
                + """
                WHERE r.erased_at IS NULL AND r.erase_at IS NOT NULL AND r.erase_at <= :now
                ORDER BY r.erase_at, r.id LIMIT :limit
                """)
        .bind("now", now.getEpochSecond())
        .bind("limit", limit)
        .map((row, _) ->
            new RelayProgress.Erasable(RelayStore.read(row), row.getInt("erase_attempts")))
        .list();
  }

  boolean claimErasure(Tx tx, RelayId id) {
    return tx.handle()
            .createUpdate(
                """
                UPDATE relays SET erasing_at = coalesce(erasing_at, :now)
                 WHERE id = :id AND erased_at IS NULL AND erase_at <= :now
                """)
            .bind("now", tx.seconds())
            .bind("id", id.value())
            .execute()
        > 0;
  }

  void erasureFailed(Tx tx, RelayId id, Instant retryAt) {
    tx.handle()
        .createUpdate(
            """
            UPDATE relays SET erase_attempts = erase_attempts + 1, erase_at = :retry_at
             WHERE id = :id
            """)
        .bind("retry_at", retryAt.getEpochSecond())
        .bind("id", id.value())
        .execute();
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

  /// @param online true = it answered; false = it is offline as desired
  void answered(Tx tx, RelayId id, boolean online) {
    tx.handle()
        .createUpdate(
            """
            UPDATE relays SET synced_generation = generation, provisioning_step = 'answered',
                   sync_error = '', refused = 0, attempts = 0, failing_since = NULL,
                   synced = CASE WHEN :online = 1 THEN 1 ELSE synced END
             WHERE id = :id
            """)
        .bind("online", RelayDiff.flag(online))
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
        .bind("refused", RelayDiff.flag(failure.refused()))
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

  /// Schedules the newest generation to be sent once more if it was confirmed.
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

  /// Makes the next attempt due now if the last one failed.
  ///
  /// @return false = no attempt waits for its delay to end
  boolean endDelay(Tx tx, RelayId id) {
    return tx.handle()
            .createUpdate(
                """
                UPDATE relays SET retry_at = :now
                 WHERE id = :id AND retry_at > :now AND erased_at IS NULL
                   AND (synced_generation < generation OR sync_error <> '')
                """)
            .bind("now", tx.seconds())
            .bind("id", id.value())
            .execute()
        > 0;
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

  /// Stores the number of members; false = unchanged.
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
    tx.handle().execute("DELETE FROM relay_team WHERE relay_id = ?", id.value());
    tx.handle().execute("DELETE FROM relay_transfers WHERE relay_id = ?", id.value());
    tx.handle().execute("DELETE FROM removed_messages WHERE relay_id = ?", id.value());
    counts.recount(tx, id);
  }
}

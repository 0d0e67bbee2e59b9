package caravel.control.relay;

import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.Tx;
import caravel.nostr.SecretKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [RelayProgress] in the database, with its activities.
final class StoredProgress implements RelayProgress {
  private static final String ACTOR = "hosting";
  private static final String WANTING =
      "r.erased_at IS NULL AND (r.synced_generation < r.generation OR r.sync_error <> '') ";

  private final Db db;
  private final RelayNews news;
  private final SecretBox box;
  private final RelayStore store = new RelayStore();

  StoredProgress(Db db, RelayNews news, SecretBox box) {
    this.db = db;
    this.news = news;
    this.box = box;
  }

  @Override
  public List<Relay> wanting(Instant now, int limit) {
    return db.read(tx ->
        tx.handle()
            .createQuery(
                RelayStore.COLUMNS
                    + "WHERE "
                    + WANTING
                    + "AND r.retry_at <= :now ORDER BY r.retry_at, r.id LIMIT :limit")
            .bind("now", now.getEpochSecond())
            .bind("limit", limit)
            .map((row, _) -> RelayStore.read(row))
            .list());
  }

  @Override
  public Optional<Instant> nextDue(Instant now) {
    return db.read(tx ->
        tx.handle()
            .createQuery(
                "SELECT min(r.retry_at) FROM relays r WHERE " + WANTING + "AND r.retry_at > :now")
            .bind("now", now.getEpochSecond())
            .mapTo(Long.class)
            .findOne()
            .map(Instant::ofEpochSecond));
  }

  @Override
  public List<Relay> after(@Nullable RelayId last, int limit) {
    return db.read(tx ->
        tx.handle()
            .createQuery(
                RelayStore.COLUMNS
                    + "WHERE r.erased_at IS NULL AND r.id > :last ORDER BY r.id LIMIT :limit")
            .bind("last", last == null ? "" : last.value())
            .bind("limit", limit)
            .map((row, _) -> RelayStore.read(row))
            .list());
  }

  @Override
  public List<Relay> toErase(Instant now, int limit) {
    return db.read(tx ->
        tx.handle()
            .createQuery(
                RelayStore.COLUMNS
                    + """
                    WHERE r.erased_at IS NULL AND r.deleted_at <= :latest
                    ORDER BY r.deleted_at, r.id LIMIT :limit
                    """)
            .bind("latest", now.minus(LabelStore.HELD).getEpochSecond())
            .bind("limit", limit)
            .map((row, _) -> RelayStore.read(row))
            .list());
  }

  @Override
  public Optional<Relay> byId(RelayId id) {
    return db.read(tx -> store.byId(tx, id));
  }

  @Override
  public SecretKey secret(RelayId id) {
    var sealed =
        db.<String>read(tx ->
            tx.handle()
                .createQuery("SELECT secret FROM relays WHERE id = :id")
                .bind("id", id.value())
                .mapTo(String.class)
                .one());
    return SecretKey.parse(box.open(sealed));
  }

  boolean secretsOpen() {
    return db.<Boolean>read(tx -> {
      try (var secrets =
          tx
              .handle()
              .createQuery("SELECT secret FROM relays WHERE erased_at IS NULL")
              .mapTo(String.class)
              .stream()) {
        return secrets.allMatch(box::opens);
      }
    });
  }

  @Override
  public void sent(RelayId id, long generation) {
    inNewest(
        id,
        generation,
        (tx, relay) -> {
          if (relay.seen().step() == Provisioning.Step.SAVED) {
            step(tx, id, Provisioning.Step.SENT);
            store.byId(tx, id).ifPresent(after -> news.seen(tx, after));
          }
        });
  }

  @Override
  public void answered(RelayId id, long generation) {
    inNewest(
        id,
        generation,
        (tx, relay) -> {
          var seen = relay.seen();
          if (seen.syncedGeneration() == generation && seen.trouble().error().isEmpty()) {
            return;
          }
          tx.handle()
              .createUpdate(
                  """
                  UPDATE relays SET synced_generation = generation, provisioning_step = 'answered',
                         sync_error = '', refused = 0, attempts = 0,
                         synced = CASE WHEN :online THEN 1 ELSE synced END
                   WHERE id = :id
                  """)
              .bind("online", relay.wantedOnline())
              .bind("id", id.value())
              .execute();
          happened(tx, id, "complete_relay_sync", Map.of("generation", generation));
        });
  }

  @Override
  public void failed(RelayId id, long generation, Failure failure, Instant retryAt) {
    inNewest(
        id,
        generation,
        (tx, relay) -> {
          var before = relay.seen().trouble();
          tx.handle()
              .createUpdate(
                  """
                  UPDATE relays SET sync_error = :error, refused = :refused,
                         attempts = attempts + 1, retry_at = :retry_at
                   WHERE id = :id
                  """)
              .bind("error", failure.error())
              .bind("refused", Differences.flag(failure.refused()))
              .bind("retry_at", retryAt.getEpochSecond())
              .bind("id", id.value())
              .execute();
          // Tried for ever, told once.
          if (!before.error().equals(failure.error()) || before.refused() != failure.refused()) {
            happened(tx, id, "fail_relay_sync", Map.of("error", failure.error()));
          }
        });
  }

  @Override
  public void drifted(RelayId id, long generation, String what) {
    inNewest(
        id,
        generation,
        (tx, relay) -> {
          if (relay.seen().syncedGeneration() < generation) {
            return;
          }
          tx.handle()
              .createUpdate(
                  """
                  UPDATE relays SET synced_generation = generation - 1, sync_error = :what,
                         provisioning_step = 'saved', refused = 0, attempts = 0, retry_at = :now
                   WHERE id = :id
                  """)
              .bind("what", what)
              .bind("now", tx.seconds())
              .bind("id", id.value())
              .execute();
          happened(tx, id, "fail_relay_sync", Map.of("error", what));
          news.wishesChanged(tx);
        });
  }

  @Override
  public void wake(String zooidDomain) {
    db.inTx(tx ->
        tx.handle()
            .createUpdate(
                """
                UPDATE relays SET retry_at = :now
                 WHERE zooid_domain = :domain AND retry_at > :now AND erased_at IS NULL
                   AND refused = 0
                   AND (synced_generation < generation OR sync_error <> '')
                """)
            .bind("now", tx.seconds())
            .bind("domain", zooidDomain)
            .execute());
  }

  @Override
  public void membersSeen(RelayId id, int count) {
    db.inTx(tx -> {
      var changed =
          tx.handle()
              .createUpdate(
                  """
                  UPDATE relays SET member_count = :count
                   WHERE id = :id AND (member_count IS NULL OR member_count <> :count)
                  """)
              .bind("count", count)
              .bind("id", id.value())
              .execute();
      if (changed > 0) {
        store.byId(tx, id).ifPresent(relay -> news.seen(tx, relay));
      }
      return changed;
    });
  }

  @Override
  public void erased(RelayId id, boolean kept) {
    db.inTx(tx -> {
      var relay = store.byId(tx, id);
      relay.ifPresent(gone -> {
        tx.handle()
            .createUpdate("UPDATE relays SET erased_at = :now WHERE id = :id")
            .bind("now", tx.seconds())
            .bind("id", id.value())
            .execute();
        news.happened(tx, gone, "erase_relay", ACTOR, Map.of("events_kept", kept));
      });
      return relay.isPresent();
    });
  }

  /// What is done with a relay whose newest wishes are the ones that are spoken of.
  private interface Telling {
    void tell(Tx tx, Relay relay);
  }

  private void inNewest(RelayId id, long generation, Telling telling) {
    db.inTx(tx -> {
      var relay = store.byId(tx, id).filter(found -> found.seen().generation() == generation);
      relay.ifPresent(found -> telling.tell(tx, found));
      return relay.isPresent();
    });
  }

  private void step(Tx tx, RelayId id, Provisioning.Step step) {
    tx.handle()
        .createUpdate("UPDATE relays SET provisioning_step = :step WHERE id = :id")
        .bind("step", step.word())
        .bind("id", id.value())
        .execute();
  }

  private void happened(Tx tx, RelayId id, String type, Map<String, Object> detail) {
    store.byId(tx, id).ifPresent(after -> news.happened(tx, after, type, ACTOR, detail));
  }
}

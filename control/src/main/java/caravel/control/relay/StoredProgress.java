package caravel.control.relay;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Implements [RelayProgress] in the database, with activities.
final class StoredProgress implements RelayProgress {
  private static final String ACTOR = "hosting";

  private final Db db;
  private final RelayNews news;
  private final SecretBox box;
  private final RelayStore relays = new RelayStore();
  private final ProgressStore store = new ProgressStore();
  private final AuditLog audit = new AuditLog();
  private final OpenedKeys opened = new OpenedKeys();

  StoredProgress(Db db, RelayNews news, SecretBox box) {
    this.db = db;
    this.news = news;
    this.box = box;
  }

  @Override
  public List<Relay> wanting(String zooidDomain, Instant now, int limit) {
    return db.read(tx -> store.wanting(tx, zooidDomain, now, limit));
  }

  @Override
  public List<Relay> wantingOf(String zooidDomain, PublicKey tenant, Instant now, int limit) {
    return db.read(tx -> store.wantingOf(tx, zooidDomain, tenant, now, limit));
  }

  @Override
  public Optional<PublicKey> tenantWantingAfter(String zooidDomain, @Nullable PublicKey last) {
    return db.read(tx -> store.tenantWantingAfter(tx, zooidDomain, last));
  }

  @Override
  public Optional<Instant> nextDue(String zooidDomain, Instant now) {
    return db.read(tx -> store.nextDue(tx, zooidDomain, now));
  }

  @Override
  public List<Relay> after(String zooidDomain, @Nullable RelayId last, int limit) {
    return db.read(tx -> store.after(tx, zooidDomain, last, limit));
  }

  @Override
  public List<Erasable> toErase(Instant now, int limit) {
    return db.read(tx -> store.toErase(tx, now, limit));
  }

  @Override
  public boolean claimErasure(RelayId id) {
    return db.<Boolean>inTx(tx -> store.claimErasure(tx, id));
  }

  @Override
  public void erasureFailed(RelayId id, Instant retryAt) {
    write(tx -> store.erasureFailed(tx, id, retryAt));
  }

  @Override
  public Optional<Relay> byId(RelayId id) {
    return db.read(tx -> relays.byId(tx, id));
  }

  @Override
  public SecretKey secret(RelayId id) {
    var known = opened.find(id);
    if (known != null) {
      return known;
    }
    var sealed = db.<String>read(tx -> store.sealedSecret(tx, id));
    var key = SecretKey.parse(box.open(sealed, SecretPlace.relayKey(id.value())));
    opened.keep(id, key);
    return key;
  }

  @Override
  public void sent(RelayId id, long generation) {
    afterSending(
        id,
        generation,
        (tx, relay) -> {
          if (relay.seen().step() == Provisioning.Step.SAVED) {
            store.step(tx, id, Provisioning.Step.SENT);
            relays.byId(tx, id).ifPresent(after -> news.seen(tx, after));
          }
        });
  }

  @Override
  public void answered(RelayId id, long generation) {
    afterSending(
        id,
        generation,
        (tx, relay) -> {
          var seen = relay.seen();
          if (seen.syncedGeneration() < generation || !seen.trouble().error().isEmpty()) {
            store.answered(tx, id, relay.wantedOnline());
            happened(tx, id, "complete_relay_sync", Map.of("generation", generation));
          }
        });
  }

  @Override
  public void failed(RelayId id, long generation, Failure failure, Instant retryAt) {
    afterSending(
        id,
        generation,
        (tx, relay) -> {
          var before = relay.seen().trouble();
          store.failed(tx, id, failure, retryAt);
          // Attempts repeat for ever, but each error is recorded once.
          if (!before.error().equals(failure.error()) || before.refused() != failure.refused()) {
            happened(tx, id, "fail_relay_sync", Map.of("error", failure.error()));
          }
        });
  }

  @Override
  public void drifted(RelayId id, long generation, String what) {
    write(tx ->
        relays
            .byId(tx, id)
            .map(Relay::seen)
            .filter(seen -> seen.generation() == generation)
            .filter(seen -> seen.syncedGeneration() == generation)
            .ifPresent(_ -> {
              store.drifted(tx, id, what);
              happened(tx, id, "fail_relay_sync", Map.of("error", what));
              news.wishesChanged(tx);
            }));
  }

  @Override
  public void wake(String zooidDomain) {
    write(tx -> store.wake(tx, zooidDomain));
  }

  @Override
  public void membersSeen(RelayId id, int count) {
    write(tx -> {
      if (store.members(tx, id, count)) {
        relays.byId(tx, id).ifPresent(relay -> news.seen(tx, relay));
      }
    });
  }

  @Override
  public void peopleChanged(RelayId id, Done done, @Nullable Integer members) {
    var detail = Map.<String, Object>of("pubkey", done.who().hex(), "reason", done.reason());
    write(tx -> {
      if (members != null) {
        store.members(tx, id, members);
      }
      relays
          .byId(tx, id)
          .ifPresent(after -> {
            news.happened(tx, after, done.activityType(), done.by().pubkey().hex(), detail);
            audit.recordIfOperator(
                tx,
                done.by(),
                new AuditEntry.Act(
                    done.activityType(),
                    "relay",
                    id.value(),
                    after.tenant(),
                    ApiJson.tree(detail)));
          });
    });
  }

  @Override
  public void erased(RelayId id, boolean kept) {
    opened.forget(id);
    write(tx ->
        relays
            .byId(tx, id)
            .ifPresent(gone -> {
              store.erased(tx, id);
              news.happened(tx, gone, "erase_relay", ACTOR, Map.of("events_kept", kept));
            }));
  }

  /// A transaction without a result.
  private interface Writing {
    void write(Tx tx);
  }

  /// Updates a relay whose newest generation is the reported one.
  private interface Telling {
    void tell(Tx tx, Relay relay);
  }

  private void write(Writing writing) {
    db.inTx(tx -> {
      writing.write(tx);
      return true;
    });
  }

  /// Handles the outcome of a send. If another process had the newest state confirmed before, this
  /// older one may have arrived last, so the newest is sent again.
  private void afterSending(RelayId id, long generation, Telling telling) {
    write(tx ->
        relays
            .byId(tx, id)
            .ifPresent(found -> {
              if (found.seen().generation() == generation) {
                telling.tell(tx, found);
              } else if (store.again(tx, id)) {
                news.wishesChanged(tx);
              }
            }));
  }

  private void happened(Tx tx, RelayId id, String type, Map<String, Object> detail) {
    relays.byId(tx, id).ifPresent(after -> news.happened(tx, after, type, ACTOR, detail));
  }
}

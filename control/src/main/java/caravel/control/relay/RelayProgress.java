package caravel.control.relay;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
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

/// What hosting reads of the relays and writes about them. A write about an older generation
/// changes nothing.
public final class RelayProgress {
  private static final String ACTOR = "hosting";

  private final Db db;
  private final RelayEvents news;
  private final SecretBox box;
  private final RelayStore relays = new RelayStore();
  private final ProgressStore store = new ProgressStore();
  private final AuditLog audit = new AuditLog();
  private final OpenedKeys opened = new OpenedKeys();

  RelayProgress(Db db, RelayEvents news, SecretBox box) {
    this.db = db;
    this.news = news;
    this.box = box;
  }

  /// Relays of a host whose newest wishes have not been seen there, or that are in trouble, and
  /// whose next try is due; those that wait longest first. Deleted ones too, until they are erased.
  public List<Relay> wanting(String zooidDomain, Instant now, int limit) {
    return db.read(tx -> store.wanting(tx, zooidDomain, now, limit));
  }

  /// The same of one tenant.
  public List<Relay> wantingOf(String zooidDomain, PublicKey tenant, Instant now, int limit) {
    return db.read(tx -> store.wantingOf(tx, zooidDomain, tenant, now, limit));
  }

  /// The next tenant, by key, with a relay on this host that is due or will be.
  ///
  /// @param last null = from the first on
  public Optional<PublicKey> tenantWantingAfter(String zooidDomain, @Nullable PublicKey last) {
    return db.read(tx -> store.tenantWantingAfter(tx, zooidDomain, last));
  }

  /// When the next relay of a host becomes due after this instant; empty = none waits.
  public Optional<Instant> nextDue(String zooidDomain, Instant now) {
    return db.read(tx -> store.nextDue(tx, zooidDomain, now));
  }

  /// All relays of a host that are neither erased nor being erased, by id, for the periodic probe.
  public List<Relay> after(String zooidDomain, @Nullable RelayId last, int limit) {
    return db.read(tx -> store.after(tx, zooidDomain, last, limit));
  }

  /// Deleted relays whose 30 days have ended, whose events are not yet erased, and whose next try
  /// is due; those that wait longest first.
  public List<Erasable> toErase(Instant now, int limit) {
    return db.read(tx -> store.toErase(tx, now, limit));
  }

  /// Marks a relay as being erased, so that it can no longer come back.
  ///
  /// @return false when it is not to be erased: it was brought back, or is erased
  public boolean claimErasure(RelayId id) {
    return db.<Boolean>inTx(tx -> store.claimErasure(tx, id));
  }

  /// A try to erase a relay failed, or its outcome is unknown. It stays claimed.
  public void erasureFailed(RelayId id, Instant retryAt) {
    write(tx -> store.erasureFailed(tx, id, retryAt));
  }

  public Optional<Relay> byId(RelayId id) {
    return db.read(tx -> relays.byId(tx, id));
  }

  /// The relay's own key. For its zooid at creation, and for speaking as the relay.
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

  /// Its zooid took this generation. Of one that is not the newest this is learnt, here and from
  /// the next two: it may have come after the newest, which is sent again where it was confirmed.
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

  /// It was seen on its own host as this generation wishes it (online, or gone).
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

  /// Reports that this generation failed.
  ///
  /// @param retryAt not before then again
  public void failed(RelayId id, long generation, Failure failure, Instant retryAt) {
    afterSending(
        id,
        generation,
        (tx, relay) -> {
          var before = relay.seen().trouble();
          store.failed(tx, id, failure, retryAt);
          // Tried for ever, told once.
          if (!before.error().equals(failure.error()) || before.refused() != failure.refused()) {
            happened(tx, id, "fail_relay_sync", Map.of("error", failure.error()));
          }
        });
  }

  /// What answers differs from what is wished: to be sent again, at once.
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

  /// A host answers again: all its relays that wait may be tried at once.
  public void wake(String zooidDomain) {
    write(tx -> store.wake(tx, zooidDomain));
  }

  /// How many are members now, the owner included, the relay's own key not.
  public void membersSeen(RelayId id, int count) {
    write(tx -> {
      if (store.members(tx, id, count)) {
        relays.byId(tx, id).ifPresent(relay -> news.seen(tx, relay));
      }
    });
  }

  /// Somebody was let in or kept out.
  ///
  /// @param members how many are in after it; null = that could not be read
  public void peopleChanged(RelayId id, Done done, @Nullable Integer members) {
    var detail = Map.<String, Object>of("pubkey", done.who().hex(), "reason", done.reason());
    write(tx -> {
      if (members != null) {
        store.members(tx, id, members);
      }
      act(tx, id, done.activityType(), detail, done.by());
    });
  }

  /// Records that a relay's events were exported or imported.
  ///
  /// @param activityType imperative verb, then noun
  public void transferred(RelayId id, String activityType, Map<String, Object> detail, Caller by) {
    write(tx -> act(tx, id, activityType, detail, by));
  }

  private void act(Tx tx, RelayId id, String type, Map<String, Object> detail, Caller by) {
    relays
        .byId(tx, id)
        .ifPresent(after -> {
          news.happened(tx, after, type, by.pubkey().hex(), detail);
          audit.recordIfOperator(
              tx,
              by,
              new AuditEntry.Act(type, "relay", id.value(), after.tenant(), ApiJson.tree(detail)));
        });
  }

  /// Its events are gone for good, or its zooid keeps them.
  ///
  /// @param kept true = a stock zooid ignored the purge
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

  /// A transaction that answers nothing.
  private interface Writing {
    void write(Tx tx);
  }

  /// What is done with a relay whose newest wishes are the ones that are spoken of.
  private interface Telling {
    void tell(Tx tx, Relay relay);
  }

  private void write(Writing writing) {
    db.inTx(tx -> {
      writing.write(tx);
      return true;
    });
  }

  /// Tells what became of something that was sent. Where another process had the newest wishes
  /// confirmed while older ones were still on their way, these may have come last: the newest are
  /// sent again.
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

  /// @param attempts how many tries have failed
  public record Erasable(Relay relay, int attempts) {}

  /// Why an attempt failed.
  ///
  /// @param error a sentence fit for the owner
  /// @param refused true = zooid answered no; false = it did not answer
  public record Failure(String error, boolean refused) {}

  /// A change of a relay's members or bans.
  ///
  /// @param activityType imperative verb, then noun
  /// @param reason `""` = none given
  public record Done(String activityType, PublicKey who, String reason, Caller by) {}
}

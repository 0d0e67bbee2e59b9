package caravel.control.relay;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.db.Tx;
import caravel.control.http.Access;
import caravel.control.http.ApiJson;
import caravel.control.http.Request;
import caravel.control.http.TeamRole;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows about relays that hosting reads and writes. A write about an older generation changes
/// nothing.
public final class RelayProgress {
  private static final String ACTOR = "hosting";

  private final Db db;
  private final RelayEvents news;
  private final SecretBox box;
  private final RelayStore relays = new RelayStore();
  private final ProgressStore store = new ProgressStore();
  private final AuditLog audit = new AuditLog();
  private final TeamStore team = new TeamStore();
  private final LabelStore labels = new LabelStore();
  private final OpenedKeys opened = new OpenedKeys();

  RelayProgress(Db db, RelayEvents news, SecretBox box) {
    this.db = db;
    this.news = news;
    this.box = box;
  }

  /// Lists the relays of a host whose newest generation was not observed there, or whose last
  /// attempt failed, if the next attempt is due. Those that wait longest come first. Deleted relays
  /// are included until they are erased.
  public List<Relay> wanting(String zooidDomain, Instant now, int limit) {
    return db.read(tx -> store.wanting(tx, zooidDomain, now, limit));
  }

  /// Lists the same relays of one tenant.
  public List<Relay> wantingOf(String zooidDomain, PublicKey tenant, Instant now, int limit) {
    return db.read(tx -> store.wantingOf(tx, zooidDomain, tenant, now, limit));
  }

  /// Finds the next tenant, by key, with a relay on this host that is due or will be.
  ///
  /// @param last null = from the first on
  public Optional<PublicKey> tenantWantingAfter(String zooidDomain, @Nullable PublicKey last) {
    return db.read(tx -> store.tenantWantingAfter(tx, zooidDomain, last));
  }

  /// Returns the time after this instant at which the next relay of a host is due; empty = none is.
  public Optional<Instant> nextDue(String zooidDomain, Instant now) {
    return db.read(tx -> store.nextDue(tx, zooidDomain, now));
  }

  /// Lists the relays of a host that are neither erased nor being erased, by id, for the probe.
  public List<Relay> after(String zooidDomain, @Nullable RelayId last, int limit) {
    return db.read(tx -> store.after(tx, zooidDomain, last, limit));
  }

  /// Lists deleted relays whose 30 days have ended, whose events are not yet erased, and whose next
  /// attempt is due. Those that wait longest come first.
  public List<Erasable> toErase(Instant now, int limit) {
    return db.read(tx -> store.toErase(tx, now, limit));
  }

  /// Marks a relay as being erased, so that it can no longer be reactivated.
  ///
  /// @return false if it was reactivated, or is erased already
  public boolean claimErasure(RelayId id) {
    return db.<Boolean>inTx(tx -> store.claimErasure(tx, id));
  }

  /// Records that erasing a relay failed, or that the outcome is unknown. It stays claimed.
  public void erasureFailed(RelayId id, Instant retryAt) {
    write(tx -> store.erasureFailed(tx, id, retryAt));
  }

  public Optional<Relay> byId(RelayId id) {
    return db.read(tx -> relays.byId(tx, id));
  }

  /// Finds the relay that has this label and is not deleted.
  public Optional<Relay> byLabel(String zooidDomain, String label) {
    return db.read(tx -> relays.byLabel(tx, zooidDomain, label));
  }

  /// Whether a deleted or renamed relay had this label recently.
  public boolean isLabelHeld(String zooidDomain, String label) {
    return db.<Boolean>read(tx -> labels.isHeld(tx, zooidDomain, label));
  }

  /// Lists the people who run a relay with its owner.
  public List<TeamMember> team(RelayId id) {
    return db.read(tx -> team.list(tx, id));
  }

  /// Grants access to the owner of the relay in the path's `{id}`, and to its team from this role
  /// on.
  public Access access(TeamRole needed) {
    return Access.team(
        request -> byId(id(request)).map(Relay::tenant),
        request ->
            db.<Optional<TeamMember>>read(
                    tx -> team.find(tx, id(request), request.caller().pubkey()))
                .map(TeamMember::role),
        needed);
  }

  private static RelayId id(Request request) {
    return new RelayId(request.path("id"));
  }

  /// The relay's own key, which its host needs at creation, and with which the platform signs in as
  /// the relay.
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

  /// Records that its host accepted this generation. An older generation may have arrived after a
  /// confirmed newer one, which is then sent again.
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

  /// Records that the relay was observed as this generation describes it (online, or absent).
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
  /// @param retryAt the earliest time of the next attempt
  public void failed(RelayId id, long generation, Failure failure, Instant retryAt) {
    afterSending(
        id,
        generation,
        (tx, relay) -> {
          var before = relay.seen().trouble();
          store.failed(tx, id, failure, retryAt);
          // Attempts go on for ever, but one activity is enough.
          if (!before.error().equals(failure.error()) || before.refused() != failure.refused()) {
            happened(tx, id, "fail_relay_sync", Map.of("error", failure.error()));
          }
        });
  }

  /// The relay that answers differs from the desired one, so it is sent again at once.
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

  /// Makes all waiting relays of a host due, because the host answers again.
  public void wake(String zooidDomain) {
    write(tx -> store.wake(tx, zooidDomain));
  }

  /// Records the number of members, with the owner and without the relay's own key.
  public void membersSeen(RelayId id, int count) {
    write(tx -> {
      if (store.members(tx, id, count)) {
        relays.byId(tx, id).ifPresent(relay -> news.seen(tx, relay));
      }
    });
  }

  /// Records a change of members or bans.
  ///
  /// @param members their number after the change; null = it could not be read
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

  /// Records a change of what a relay stores, such as its files or invites.
  ///
  /// @param activityType imperative verb, then noun
  public void contentChanged(
      RelayId id, String activityType, Map<String, Object> detail, Caller by) {
    write(tx -> act(tx, id, activityType, detail, by));
  }

  void act(Tx tx, RelayId id, String type, Map<String, Object> detail, Caller by) {
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

  /// Records that its events were erased, or that its host keeps them.
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

  /// A transaction without a result.
  private interface Writing {
    void write(Tx tx);
  }

  /// A change of a relay whose generation is still the newest.
  private interface Telling {
    void tell(Tx tx, Relay relay);
  }

  private void write(Writing writing) {
    db.inTx(tx -> {
      writing.write(tx);
      return true;
    });
  }

  /// Applies the result of a request to its relay. If another process had the newest generation
  /// confirmed while an older one was still on its way, the older one may have arrived last, so the
  /// newest is sent again.
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

  /// @param attempts number of failed attempts
  public record Erasable(Relay relay, int attempts) {}

  /// The reason of a failed attempt.
  ///
  /// @param error one sentence for the owner
  /// @param refused true = the host refused; false = it did not answer
  public record Failure(String error, boolean refused) {}

  /// A change of a relay's members or bans.
  ///
  /// @param activityType imperative verb, then noun
  /// @param reason `""` = none given
  public record Done(String activityType, PublicKey who, String reason, Caller by) {}
}

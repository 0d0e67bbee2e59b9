package caravel.control.relay;

import caravel.control.auth.Caller;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What hosting reads of the relays, and what it tells of them. Every word names the generation it
/// is about: one about an older generation changes nothing.
public interface RelayProgress {

  /// Relays of a host whose newest wishes have not been seen there, or that are in trouble, and
  /// whose next try is due; those that wait longest first. Deleted ones too, until they are erased.
  List<Relay> wanting(String zooidDomain, Instant now, int limit);

  /// The same of one tenant.
  List<Relay> wantingOf(String zooidDomain, PublicKey tenant, Instant now, int limit);

  /// The next tenant, by key, with a relay on this host that is due or will be.
  ///
  /// @param last null = from the first on
  Optional<PublicKey> tenantWantingAfter(String zooidDomain, @Nullable PublicKey last);

  /// When the next relay of a host becomes due after this instant; empty = none waits.
  Optional<Instant> nextDue(String zooidDomain, Instant now);

  /// All relays of a host that are neither erased nor being erased, by id, for the periodic probe.
  List<Relay> after(String zooidDomain, @Nullable RelayId last, int limit);

  /// Deleted relays whose 30 days have ended, whose events are not yet erased, and whose next try
  /// is due; those that wait longest first.
  List<Erasable> toErase(Instant now, int limit);

  /// @param attempts how many tries have failed
  record Erasable(Relay relay, int attempts) {}

  /// Marks a relay as being erased, so that it can no longer be brought back.
  ///
  /// @return false when it is not to be erased: it was brought back, or is erased
  boolean claimErasure(RelayId id);

  /// A try to erase a relay failed, or its outcome is unknown. It stays claimed.
  void erasureFailed(RelayId id, Instant retryAt);

  Optional<Relay> byId(RelayId id);

  /// The relay's own key. For its zooid at creation, and for speaking as the relay.
  SecretKey secret(RelayId id);

  /// Its zooid took this generation. Of one that is not the newest this is learnt, here and from
  /// the next two: it may have come after the newest, which is sent again where it was confirmed.
  void sent(RelayId id, long generation);

  /// It was seen on its own host as this generation wishes it (online, or gone).
  void answered(RelayId id, long generation);

  /// This generation did not come through.
  ///
  /// @param retryAt not before then again
  void failed(RelayId id, long generation, Failure failure, Instant retryAt);

  /// Why a try did not come through.
  ///
  /// @param error a sentence fit for the owner
  /// @param refused true = zooid answered no; false = it did not answer
  record Failure(String error, boolean refused) {}

  /// What answers differs from what is wished: to be sent again, at once.
  void drifted(RelayId id, long generation, String what);

  /// A host answers again: all its relays that wait may be tried at once.
  void wake(String zooidDomain);

  /// How many are members now, the owner included, the relay's own key not.
  void membersSeen(RelayId id, int count);

  /// Somebody was let in or kept out.
  ///
  /// @param members how many are in after it; null = that could not be read
  void peopleChanged(RelayId id, Done done, @Nullable Integer members);

  /// What was done about somebody.
  ///
  /// @param activityType imperative verb, then noun
  /// @param reason `""` = none given
  record Done(String activityType, PublicKey who, String reason, Caller by) {}

  /// Its events are gone for good, or its zooid keeps them.
  ///
  /// @param kept true = a stock zooid ignored the purge
  void erased(RelayId id, boolean kept);
}

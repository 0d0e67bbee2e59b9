package caravel.control.relay;

import caravel.control.auth.Caller;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The relays that hosting works on, and its reports about them. Each report names its generation;
/// one about an older generation changes nothing.
public interface RelayProgress {

  /// Relays of a host whose newest desired state is not in effect or that are in trouble, and whose
  /// next attempt is due. Those that wait longest first, deleted ones until they are erased.
  List<Relay> wanting(String zooidDomain, Instant now, int limit);

  /// As [#wanting], for one tenant.
  List<Relay> wantingOf(String zooidDomain, PublicKey tenant, Instant now, int limit);

  /// The next tenant, by key, with a relay on this host that is due or will be.
  ///
  /// @param last null = start at the first
  Optional<PublicKey> tenantWantingAfter(String zooidDomain, @Nullable PublicKey last);

  /// When the next relay of a host becomes due after this instant; empty = none waits.
  Optional<Instant> nextDue(String zooidDomain, Instant now);

  /// All relays of a host that are neither erased nor being erased, by id, for the periodic probe.
  List<Relay> after(String zooidDomain, @Nullable RelayId last, int limit);

  /// Deleted relays whose 30 days have ended, whose events are not yet erased, and whose next
  /// attempt is due; those that wait longest first.
  List<Erasable> toErase(Instant now, int limit);

  /// @param attempts number of failed attempts
  record Erasable(Relay relay, int attempts) {}

  /// Marks a relay as being erased, so that it can no longer come back.
  ///
  /// @return false when it must not be erased: it came back, or is erased
  boolean claimErasure(RelayId id);

  /// Reports that an erasure failed or its outcome is unknown. The relay stays claimed.
  void erasureFailed(RelayId id, Instant retryAt);

  Optional<Relay> byId(RelayId id);

  /// The relay's own key, for its creation at zooid and for requests as the relay.
  SecretKey secret(RelayId id);

  /// Reports that zooid accepted this generation. An older generation may have arrived after the
  /// newest, so the newest is sent again if it was confirmed.
  void sent(RelayId id, long generation);

  /// Reports that the relay was observed on its own host in the state of this generation (online,
  /// or gone).
  void answered(RelayId id, long generation);

  /// Reports that this generation failed.
  ///
  /// @param retryAt earliest next attempt
  void failed(RelayId id, long generation, Failure failure, Instant retryAt);

  /// Why an attempt failed.
  ///
  /// @param error an error message for the owner
  /// @param refused true = zooid refused; false = it did not answer
  record Failure(String error, boolean refused) {}

  /// Reports that the relay differs from the desired state, which is sent again at once.
  void drifted(RelayId id, long generation, String what);

  /// Reports that a host answers again: all its waiting relays may be tried at once.
  void wake(String zooidDomain);

  /// Reports the number of members, the owner included, without the relay's own key.
  void membersSeen(RelayId id, int count);

  /// Reports a change of a relay's members or bans.
  ///
  /// @param members number of members after it; null = it could not be read
  void peopleChanged(RelayId id, Done done, @Nullable Integer members);

  /// A change of a relay's members or bans.
  ///
  /// @param activityType imperative verb, then noun
  /// @param reason `""` = none given
  record Done(String activityType, PublicKey who, String reason, Caller by) {}

  /// Reports that the events are erased for good, or that zooid keeps them.
  ///
  /// @param kept true = a stock zooid ignored the purge
  void erased(RelayId id, boolean kept);
}

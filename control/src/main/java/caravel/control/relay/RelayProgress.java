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

  /// Relays whose newest wishes have not been seen on their own host, or that are in trouble, and
  /// whose next try is due; those that wait longest first. Deleted ones too, until erased.
  List<Relay> wanting(Instant now, int limit);

  /// When the next relay becomes due after this instant; empty = none waits.
  Optional<Instant> nextDue(Instant now);

  /// All relays that are not erased, by id, for the periodic probe.
  List<Relay> after(@Nullable RelayId last, int limit);

  /// Deleted relays whose 30 days have ended and whose events are not yet erased.
  List<Relay> toErase(Instant now, int limit);

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

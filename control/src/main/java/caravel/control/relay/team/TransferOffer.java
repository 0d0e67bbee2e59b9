package caravel.control.relay.team;

import caravel.control.relay.RelayId;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.Instant;

/// An owner's offer to give a relay to another person. The relay changes its owner only when that
/// person accepts.
///
/// @param expiresAt the first instant at which it can no longer be accepted
record TransferOffer(
    RelayId relay, PublicKey from, PublicKey to, Instant createdAt, Instant expiresAt) {
  static final Duration VALID = Duration.ofDays(7);

  static TransferOffer of(RelayId relay, PublicKey from, PublicKey to, Instant now) {
    return new TransferOffer(relay, from, to, now, now.plus(VALID));
  }
}

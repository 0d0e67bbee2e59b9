package caravel.control.payment.nwc;

import caravel.nostr.PublicKey;
import caravel.nostr.Stamp;
import caravel.outbound.RelayDialer;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The dependencies of a conversation.
///
/// @param clock the wall clock, by which requests expire
/// @param random a secure one
/// @param caller the tenant for whom relays are dialled, whose share of the pool is limited; `""` =
///   the platform
public record WalletEnvironment(
    RelayDialer door, InstantSource clock, RandomGenerator random, String caller) {
  /// Creates the environment of the platform itself.
  public WalletEnvironment(RelayDialer door, InstantSource clock, RandomGenerator random) {
    this(door, clock, random, "");
  }

  WalletEnvironment of(PublicKey tenant) {
    return new WalletEnvironment(door, clock, random, tenant.hex());
  }

  Stamp stamp() {
    return new Stamp(now(), random);
  }

  /// Unix seconds.
  long now() {
    return clock.instant().getEpochSecond();
  }
}

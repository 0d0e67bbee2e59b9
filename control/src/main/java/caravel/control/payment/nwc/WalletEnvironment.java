package caravel.control.payment.nwc;

import caravel.control.outbound.RelayDialer;
import caravel.nostr.PublicKey;
import caravel.nostr.Stamp;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What a conversation takes from outside.
///
/// @param clock the wall's: requests expire by it
/// @param random a secure one
/// @param caller for whom relays are dialled, whose share of the pool is limited; `""` = the
///   platform
public record WalletEnvironment(
    RelayDialer door, InstantSource clock, RandomGenerator random, String caller) {
  /// For the platform itself.
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

package caravel.control.payment.nwc;

import caravel.control.outbound.RelayDoor;
import caravel.nostr.Stamp;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What a conversation takes from outside.
///
/// @param clock the wall's: requests expire by it
/// @param random a secure one
public record Outside(RelayDoor door, InstantSource clock, RandomGenerator random) {
  Stamp stamp() {
    return new Stamp(now(), random);
  }

  /// Unix seconds.
  long now() {
    return clock.instant().getEpochSecond();
  }
}

package caravel.control.hosting.mirror;

import java.time.Duration;

/// How often a mirror does what.
///
/// @param log events wait at most this long before they are stored
/// @param look time between two looks at what never arrives live
/// @param copy time between two readings of a whole relay
/// @param turn shortest time of a connection while other relays wait for one
/// @param tick longest wait for an event before a mirror looks at its other work
public record MirrorPace(Duration log, Duration look, Duration copy, Duration turn, Duration tick) {
  public static final MirrorPace NORMAL =
      new MirrorPace(
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofHours(6),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1));
}

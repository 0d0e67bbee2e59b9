package caravel.control.hosting;

import java.time.Duration;

/// The result of comparing a relay, as seen from outside, with its desired state.
public sealed interface Observation {
  /// The relay is in the desired state, online or offline.
  record InSync(Duration latency) implements Observation {}

  /// The relay answers, but differs from the desired state.
  ///
  /// @param up whether a relay answers at all
  /// @param how for its owner
  record Drifted(boolean up, String how, Duration latency) implements Observation {}

  /// The relay does not answer.
  ///
  /// @param why for the operator
  /// @param timedOut the whole time-out has passed, so another probe at once is useless
  record Unknown(String why, boolean timedOut) implements Observation {
    public Unknown(String why) {
      this(why, false);
    }
  }
}

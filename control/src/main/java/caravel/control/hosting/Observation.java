package caravel.control.hosting;

import java.time.Duration;

/// What a relay looks like from outside, held against what it should be.
public sealed interface Observation {
  /// It answers as it should; or it is off, as it should be.
  record InSync(Duration latency) implements Observation {}

  /// It answers, but otherwise than it should.
  ///
  /// @param up whether a relay answers at all
  /// @param how for its owner
  record Drifted(boolean up, String how, Duration latency) implements Observation {}

  /// No answer.
  ///
  /// @param why for the operator
  /// @param timedOut the whole time for an answer has passed, so that looking again at once is no
  ///   use
  record Unknown(String why, boolean timedOut) implements Observation {
    public Unknown(String why) {
      this(why, false);
    }
  }
}

package caravel.control.billing.core;

import java.time.Instant;

/// A recorded activity of a relay, with the terms after it.
///
/// @param sequence orders the activities of a tenant
public record Change(String activityId, long sequence, Instant at, String relayId, Terms after) {
  public Change {
    Span.wholeSecond(at);
  }

  Change at(Instant later) {
    return new Change(activityId, sequence, later, relayId, after);
  }
}

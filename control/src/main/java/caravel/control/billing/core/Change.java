package caravel.control.billing.core;

import java.time.Instant;

/// An activity of a relay, with its snapshot.
///
/// @param sequence the tenant's activities are ordered by it
public record Change(String activityId, long sequence, Instant at, String relayId, Terms after) {
  public Change {
    Span.wholeSecond(at);
  }

  Change at(Instant later) {
    return new Change(activityId, sequence, later, relayId, after);
  }
}

package caravel.control.billing.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A recorded activity of a relay, with the terms after it.
///
/// @param sequence orders the activities of a tenant
/// @param prepaid the time that was paid for at an earlier platform, if the relay begins here with
///   this activity; null = none
public record Change(
    String activityId,
    long sequence,
    Instant at,
    String relayId,
    Terms after,
    @Nullable PrepaidTime prepaid) {
  public Change {
    Span.wholeSecond(at);
    if (prepaid != null && prepaid.anchor().isAfter(at)) {
      throw new IllegalArgumentException("the anchor is after the adoption of " + relayId);
    }
  }

  /// A change of a relay that was not paid for elsewhere.
  public Change(String activityId, long sequence, Instant at, String relayId, Terms after) {
    this(activityId, sequence, at, relayId, after, null);
  }

  Change at(Instant later) {
    return new Change(activityId, sequence, later, relayId, after, prepaid);
  }
}

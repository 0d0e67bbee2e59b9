package caravel.control.billing.core;

import java.time.Instant;
import java.util.List;

/// The cost of a change at an instant, line by line.
public record Quote(Instant at, List<Item> items) {
  /// Placeholder for the id of an activity that has not happened.
  public static final String ACTIVITY = "quote";
}

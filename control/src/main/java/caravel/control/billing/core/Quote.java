package caravel.control.billing.core;

import java.time.Instant;
import java.util.List;

/// What a change would cost at an instant, line by line.
public record Quote(Instant at, List<Item> items) {
  /// Stands for the activity that has not happened.
  public static final String ACTIVITY = "quote";
}

package caravel.control.billing.core;

import java.time.Instant;

/// Since when the deployment has had a way to pay. Before that, no plan is billable.
public sealed interface Rails {
  /// There was none yet.
  record Never() implements Rails {}

  /// @param first when a wallet or a card processor was configured for the first time
  record Since(Instant first) implements Rails {
    public Since {
      Span.wholeSecond(first);
    }
  }
}

package caravel.control.billing.core;

import java.time.Instant;

/// Whether there ever was a way to pay. Before there is one nothing is billable, whatever plan is
/// chosen.
public sealed interface Rails {
  /// There was none yet.
  record Never() implements Rails {}

  /// @param first when a wallet or a card processor was there for the first time
  record Since(Instant first) implements Rails {
    public Since {
      Span.wholeSecond(first);
    }
  }
}

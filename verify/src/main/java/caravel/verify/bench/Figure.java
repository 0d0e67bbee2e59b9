package caravel.verify.bench;

import org.jspecify.annotations.Nullable;

/// One line of the result.
sealed interface Figure {
  String job();

  /// Many equal operations.
  ///
  /// @param cpuMicros of the server's CPU for one operation; null where its process is not known
  /// @param note "" = nothing to add
  record Work(
      String job,
      long operations,
      double seconds,
      Latencies latencies,
      @Nullable Double cpuMicros,
      String note)
      implements Figure {
    double rate() {
      return operations / seconds;
    }
  }

  /// A size or a time, measured once.
  record Amount(String job, double value, String unit, String note) implements Figure {}

  /// Nothing to rely on: an answer was wrong, or there was none.
  record Failed(String job, String why) implements Figure {}
}

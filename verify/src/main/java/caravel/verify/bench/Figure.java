package caravel.verify.bench;

import org.jspecify.annotations.Nullable;

/// One line of the results.
sealed interface Figure {
  String job();

  /// The result of many equal operations.
  ///
  /// @param cpuMicros the server's CPU for one operation; null = its process is unknown
  /// @param note `""` = none
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

  /// A failed job: an answer was wrong or missing.
  record Failed(String job, String why) implements Figure {}
}

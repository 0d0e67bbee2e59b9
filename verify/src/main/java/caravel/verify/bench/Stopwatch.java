package caravel.verify.bench;

import org.jspecify.annotations.Nullable;

/// Wall time and the server's CPU between two moments.
final class Stopwatch {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final int COMPILING_PERCENT_SHOWN = 10;

  private final @Nullable Meter meter;
  private final long startedNanos = System.nanoTime();
  private final long cpuNanos;
  private final long compilerNanos;

  Stopwatch(@Nullable Meter meter) {
    this.meter = meter;
    this.cpuNanos = meter == null ? 0 : meter.cpuNanos();
    this.compilerNanos = meter == null ? 0 : meter.compilerNanos();
  }

  double seconds() {
    return (System.nanoTime() - startedNanos) / NANOS_PER_SECOND;
  }

  Figure.Work work(String job, long operations, Latencies latencies, String note) {
    double seconds = seconds();
    if (meter == null || operations == 0) {
      return new Figure.Work(job, operations, seconds, latencies, null, note);
    }
    double used = meter.cpuNanos() - cpuNanos;
    long compiling = Math.max(0, meter.compilerNanos() - compilerNanos);
    long percent = Math.round(100 * compiling / used);
    var compiled = percent < COMPILING_PERCENT_SHOWN ? "" : percent + " % of it compiling";
    return new Figure.Work(
        job,
        operations,
        seconds,
        latencies,
        used / NANOS_PER_MICRO / operations,
        note.isEmpty() || compiled.isEmpty() ? note + compiled : note + "; " + compiled);
  }
}

package caravel.bench;

import org.jspecify.annotations.Nullable;

/// Wall time and the server's CPU between two moments.
final class Stopwatch {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;

  private final @Nullable Meter meter;
  private final long startedNanos = System.nanoTime();
  private final long cpuNanos;

  Stopwatch(@Nullable Meter meter) {
    this.meter = meter;
    this.cpuNanos = meter == null ? 0 : meter.cpuNanos();
  }

  double seconds() {
    return (System.nanoTime() - startedNanos) / NANOS_PER_SECOND;
  }

  Figure.Work work(String job, long operations, Latencies latencies, String note) {
    double seconds = seconds();
    Double cpu =
        meter == null || operations == 0
            ? null
            : (meter.cpuNanos() - cpuNanos) / NANOS_PER_MICRO / operations;
    return new Figure.Work(job, operations, seconds, latencies, cpu, note);
  }
}

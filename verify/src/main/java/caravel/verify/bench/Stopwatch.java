package caravel.verify.bench;

import org.jspecify.annotations.Nullable;

/// Wall time, the server's CPU and that of this process between two moments.
final class Stopwatch {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final int COMPILING_PERCENT_SHOWN = 10;

  private final @Nullable Meter meter;
  private final long startedNanos = System.nanoTime();
  private final Meter own = new Meter(ProcessHandle.current().pid());
  private final long ownNanos;
  private final long cpuNanos;
  private final long compilerNanos;

  Stopwatch(@Nullable Meter meter) {
    this.meter = meter;
    this.ownNanos = own.cpuNanos();
    this.cpuNanos = meter == null ? 0 : meter.cpuNanos();
    this.compilerNanos = meter == null ? 0 : meter.compilerNanos();
  }

  double seconds() {
    return (System.nanoTime() - startedNanos) / NANOS_PER_SECOND;
  }

  Figure.Work work(String job, long operations, Latencies latencies, String note) {
    double seconds = seconds();
    double load = (own.cpuNanos() - ownNanos) / NANOS_PER_MICRO / Math.max(1, operations);
    if (meter == null || operations == 0) {
      var unknown = new Figure.Cost(null, load);
      return new Figure.Work(job, operations, seconds, latencies, unknown, note);
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
        new Figure.Cost(used / NANOS_PER_MICRO / operations, load),
        note.isEmpty() || compiled.isEmpty() ? note + compiled : note + "; " + compiled);
  }
}

package caravel.verify.bench;

import java.util.Arrays;
import java.util.List;

/// Durations from request to answer. Safe for concurrent additions.
final class Latencies {
  private static final double NANOS_PER_MILLI = 1e6;

  private long[] nanos = new long[1024];
  private int count;

  synchronized void add(long elapsedNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = elapsedNanos;
  }

  /// All durations of several measurements.
  static Latencies union(List<Latencies> several) {
    var all = new Latencies();
    for (var one : several) {
      for (var nanos : one.all()) {
        all.add(nanos);
      }
    }
    return all;
  }

  private synchronized long[] all() {
    return Arrays.copyOf(nanos, count);
  }

  synchronized boolean isEmpty() {
    return count == 0;
  }

  /// The percentile for `share` (0 to 1), in milliseconds.
  synchronized double millis(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    var sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int at = (int) Math.min(count - 1L, Math.max(0L, (long) Math.ceil(share * count) - 1));
    return sorted[at] / NANOS_PER_MILLI;
  }
}

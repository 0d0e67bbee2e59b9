package caravel.app;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// The recordings of a timer between two calls of [#next()]. One thread uses it.
final class TimerWindow {
  private final Timer timer;
  private double[] before = {};
  private long countBefore;

  /// @param timer with a histogram whose counts only grow
  TimerWindow(Timer timer) {
    this.timer = timer;
  }

  /// @param count number of recorded times
  /// @param p99Micros 99 % of them were at most so long, estimated within its bucket; at most the
  ///   largest bucket. Empty = nothing was recorded
  record Window(long count, OptionalLong p99Micros) {}

  /// The times since the last call, or since the start.
  Window next() {
    var snapshot = timer.takeSnapshot();
    var buckets = snapshot.histogramCounts();
    var counts = new double[buckets.length];
    for (var i = 0; i < buckets.length; i++) {
      counts[i] = buckets[i].count() - (i < before.length ? before[i] : 0);
    }
    var count = snapshot.count() - countBefore;
    before = new double[buckets.length];
    for (var i = 0; i < buckets.length; i++) {
      before[i] = buckets[i].count();
    }
    countBefore = snapshot.count();
    return new Window(
        count, count <= 0 ? OptionalLong.empty() : OptionalLong.of(p99(buckets, counts, count)));
  }

  /// @param counts cumulative, by bucket
  private static long p99(CountAtBucket[] buckets, double[] counts, long count) {
    var rank = 0.99 * count;
    var lower = 0.0;
    var below = 0.0;
    for (var i = 0; i < buckets.length; i++) {
      var upper = buckets[i].bucket(TimeUnit.MICROSECONDS);
      if (counts[i] >= rank && counts[i] > below) {
        return Math.round(lower + (upper - lower) * (rank - below) / (counts[i] - below));
      }
      lower = upper;
      below = counts[i];
    }
    return Math.round(lower);
  }
}

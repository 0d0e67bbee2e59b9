package caravel.bench;

import java.util.concurrent.Callable;

/// The same measurement a few times over.
final class Rounds {
  private Rounds() {}

  /// The round with the least CPU for one operation, or the fastest where CPU is not known; the
  /// first that failed ends it.
  static Figure best(int rounds, Callable<Figure> round) throws Exception {
    var best = round.call();
    for (int done = 1; done < rounds && !(best instanceof Figure.Failed); done++) {
      best = better(best, round.call());
    }
    return best;
  }

  private static Figure better(Figure known, Figure next) {
    if (known instanceof Figure.Work first && next instanceof Figure.Work second) {
      var firstCpu = first.cpuMicros();
      var secondCpu = second.cpuMicros();
      boolean isBetter =
          (firstCpu == null || secondCpu == null)
              ? second.rate() > first.rate()
              : secondCpu < firstCpu;
      return isBetter ? second : first;
    }
    return next;
  }
}

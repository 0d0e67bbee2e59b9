package caravel.verify.bench;

import java.util.concurrent.Callable;

/// Repeats a measurement while it still improves: a server on a JVM compiles its code in the first
/// rounds.
final class Rounds {
  /// A round that saves less than this share of CPU is no improvement.
  private static final double GAIN_MIN = 0.03;

  /// Consecutive rounds without improvement that end the measurement.
  private static final int IDLE_ROUNDS = 4;

  private Rounds() {}

  /// Returns the round with the least CPU per operation, or the fastest if CPU is unknown. The
  /// first failed round ends it.
  static Figure best(int roundsMax, Callable<Figure> round) throws Exception {
    var best = round.call();
    int idle = 0;
    for (int done = 1; done < roundsMax && idle < IDLE_ROUNDS; done++) {
      if (!(best instanceof Figure.Work known)) {
        return best;
      }
      var again = round.call();
      if (!(again instanceof Figure.Work next)) {
        return again;
      }
      idle = cost(next) < cost(known) * (1 - GAIN_MIN) ? 0 : idle + 1;
      best = cost(next) < cost(known) ? next : known;
    }
    return best;
  }

  private static double cost(Figure.Work work) {
    var cpu = work.cost().server();
    return cpu == null ? 1 / work.rate() : cpu;
  }
}

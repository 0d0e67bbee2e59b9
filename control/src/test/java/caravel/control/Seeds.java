package caravel.control;

import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The seeds of tests on random input. New seeds are logged.
///
/// The system property `caravel.seeds` is their number in percent of what a test asks for; at least
/// one is used. Below 100 percent there are no new seeds, so that two runs are the same.
public final class Seeds {
  private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);
  private static final int PERCENT = Integer.getInteger("caravel.seeds", 100);

  private Seeds() {}

  /// As many fixed ones, and a quarter as many new ones.
  public static LongStream of(int count) {
    var known = fixed(0, count);
    if (PERCENT < 100) {
      return known;
    }
    var fresh = System.nanoTime();
    LOG.info("new seeds from {}", fresh);
    return LongStream.concat(known, LongStream.range(fresh, fresh + scaled(count) / 4));
  }

  /// The same ones in each run.
  public static LongStream fixed(long first, int count) {
    return LongStream.range(first, first + scaled(count));
  }

  private static int scaled(int count) {
    return Math.max(1, count * PERCENT / 100);
  }
}

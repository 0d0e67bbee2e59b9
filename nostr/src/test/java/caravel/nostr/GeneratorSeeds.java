package caravel.nostr;

import java.util.stream.LongStream;

/// The seeds of tests on random input. The system property `caravel.seeds` is their number in
/// percent of what a test asks for.
final class GeneratorSeeds {
  private static final int PERCENT = Integer.getInteger("caravel.seeds", 100);

  private GeneratorSeeds() {}

  /// @param count at 100 percent; at least one is used
  static LongStream of(long first, int count) {
    return LongStream.range(first, first + scaled(count));
  }

  /// The same percentage of another number, at least one.
  static int scaled(int count) {
    return Math.max(1, count * PERCENT / 100);
  }
}

package caravel.control.money.rates;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/// The median price of several sources.
final class Median {
  /// A price further than this many percent from the middle is ignored.
  static final long APART_MAX_PERCENT = 5;

  private Median() {}

  /// @param said US cents for a whole bitcoin, of the sources that answered
  /// @param asked number of queried sources; half of them must agree
  static OptionalLong of(Collection<Long> said, int asked) {
    if (said.isEmpty()) {
      return OptionalLong.empty();
    }
    var middle = middle(said);
    var agreeing = said.stream().filter(one -> isNear(one, middle)).toList();
    return agreeing.isEmpty() || agreeing.size() * 2 < asked
        ? OptionalLong.empty()
        : OptionalLong.of(middle(agreeing));
  }

  private static boolean isNear(long one, long middle) {
    return Math.abs(one - middle) * 100 <= middle * APART_MAX_PERCENT;
  }

  private static long middle(Collection<Long> said) {
    List<Long> sorted = said.stream().sorted().toList();
    long upper = sorted.get(sorted.size() / 2);
    long lower = sorted.get((sorted.size() - 1) / 2);
    return BigInteger.valueOf(upper)
        .add(BigInteger.valueOf(lower))
        .add(BigInteger.ONE)
        .shiftRight(1)
        .longValueExact();
  }
}

package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.verify.simulate.Reckoning.Use;
import caravel.verify.simulate.TenantSnapshot.Line;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares the items of each relay and period with the exact use, in fractions: never less than
/// it, and less than one minor unit per item above it.
final class ExactUse {
  private ExactUse() {}

  /// @param end of the time that these items cover
  private record Period(String relay, long end) {}

  private record Fraction(BigInteger over, BigInteger under) {
    static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

    static Fraction of(Use use) {
      var seconds = BigInteger.valueOf(use.end() - use.start());
      var whole = BigInteger.valueOf(use.period().end() - use.period().start());
      return new Fraction(BigInteger.valueOf(use.price()).multiply(seconds), whole);
    }

    Fraction plus(Fraction other) {
      return under.equals(other.under)
          ? new Fraction(over.add(other.over), under)
          : new Fraction(
              over.multiply(other.under).add(other.over.multiply(under)),
              under.multiply(other.under));
    }

    /// Compares a whole number with the fraction.
    int compareOf(long number) {
      return BigInteger.valueOf(number).multiply(under).compareTo(over);
    }
  }

  /// A plan that starts when it is paid is charged before its use begins, and refunded when it
  /// starts.
  private static boolean isReserved(Line line) {
    return line.id().contains(":reserved");
  }

  /// @param lines all lines of one tenant, up to now
  static void check(List<Line> lines, List<Use> uses) {
    var sums = new HashMap<Period, Long>();
    var counts = new HashMap<Period, Long>();
    for (var line : lines) {
      if (line.about().isOfRelay() && !isReserved(line)) {
        var period = new Period(line.about().relay(), line.span().end());
        sums.merge(period, line.amount(), Long::sum);
        counts.merge(period, 1L, Long::sum);
      }
    }
    Map<Period, Fraction> exact = new HashMap<>();
    for (var use : uses) {
      exact.merge(new Period(use.relay(), use.chargedTo()), Fraction.of(use), Fraction::plus);
    }
    sums.forEach((period, sum) -> {
      var used = exact.getOrDefault(period, Fraction.ZERO);
      unless(
          used.compareOf(sum) >= 0, "{} costs {}, less than its exact use {}", period, sum, used);
      var most = sum - counts.getOrDefault(period, 0L);
      unless(used.compareOf(most) < 0, "{} costs {}, too much for {}", period, sum, used);
    });
  }
}

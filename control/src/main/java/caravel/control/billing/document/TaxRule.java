package caravel.control.billing.document;

import java.math.BigDecimal;
import java.math.BigInteger;

/// The tax that the plans' prices include.
///
/// @param label its name on documents, such as `VAT`
/// @param basisPoints the rate in hundredths of a percent
public record TaxRule(String label, int basisPoints) {
  /// A rate of 100 percent.
  public static final int BASIS_POINTS_MAX = 10_000;

  public TaxRule {
    if (label.isBlank() || basisPoints < 0 || basisPoints > BASIS_POINTS_MAX) {
      throw new IllegalArgumentException("a tax has a name and a rate from 0 to 100 percent");
    }
  }

  /// The tax in a total that includes it, rounded half up to the minor unit of the currency.
  public long includedIn(long total) {
    var whole = BigInteger.valueOf(BASIS_POINTS_MAX + (long) basisPoints);
    var twice = BigInteger.valueOf(total).multiply(BigInteger.valueOf(basisPoints)).shiftLeft(1);
    return twice.add(whole).divide(whole.shiftLeft(1)).longValueExact();
  }

  /// The rate in percent without needless zeros, such as `23` or `7.5`.
  public String percent() {
    return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString();
  }
}

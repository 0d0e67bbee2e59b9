package caravel.nostr;

/// An amount of millisatoshis. Never negative, never more than all bitcoin.
public record Msats(long value) implements Comparable<Msats> {
  private static final long PER_SAT = 1_000;

  /// Twenty-one million bitcoin.
  public static final long VALUE_MAX = 21_000_000L * 100_000_000L * PER_SAT;

  public Msats {
    if (value < 0 || value > VALUE_MAX) {
      throw new IllegalArgumentException("an amount is 0 to " + VALUE_MAX + " msat");
    }
  }

  public static Msats ofSats(long sats) {
    if (sats < 0 || sats > VALUE_MAX / PER_SAT) {
      throw new IllegalArgumentException("an amount is 0 to " + VALUE_MAX / PER_SAT + " sat");
    }
    return new Msats(sats * PER_SAT);
  }

  /// Whole satoshis, rounded down.
  public long floorToSats() {
    return value / PER_SAT;
  }

  /// Whether the amount is a whole number of satoshis.
  public boolean isWholeSats() {
    return value % PER_SAT == 0;
  }

  @Override
  public int compareTo(Msats other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return value + " msat";
  }
}

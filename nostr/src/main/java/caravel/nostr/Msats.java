package caravel.nostr;

/// An amount of millisatoshis, as Lightning counts; never negative, never more than all coins.
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

  /// Whole satoshis; what is left of one is dropped.
  public long floorToSats() {
    return value / PER_SAT;
  }

  /// Whether no part of a satoshi is in it.
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

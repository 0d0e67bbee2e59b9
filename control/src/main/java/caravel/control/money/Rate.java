package caravel.control.money;

import caravel.nostr.Msats;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/// The price of a bitcoin, with its time and source. Conversions are exact until their one
/// rounding, which their names state.
///
/// @param usdCentsPerCoin US cents for a whole bitcoin
/// @param source for people, as stored with a quote
/// @param at when it was read
public record Rate(long usdCentsPerCoin, String source, Instant at) {
  /// Largest age of a rate. With an older one Lightning is unavailable; no rate is guessed.
  public static final Duration AGE_MAX = Duration.ofMinutes(10);

  /// Smallest plausible price: 1,000 dollars. The largest is 100 million.
  public static final long CENTS_MIN = 100_000;

  public static final long CENTS_MAX = 10_000_000_000L;

  private static final BigInteger SATS_PER_COIN = BigInteger.valueOf(100_000_000);

  public Rate {
    if (!isPlausible(usdCentsPerCoin)) {
      throw new IllegalArgumentException(
          "a coin costs " + CENTS_MIN + " to " + CENTS_MAX + " US cents");
    }
  }

  public static boolean isPlausible(long usdCentsPerCoin) {
    return usdCentsPerCoin >= CENTS_MIN && usdCentsPerCoin <= CENTS_MAX;
  }

  /// Whether the rate may be used. Also true for one that a slightly fast clock has read.
  public boolean isFresh(Instant now) {
    return !now.isAfter(at.plus(AGE_MAX));
  }

  /// Converts satoshis to whole cents, rounded half up.
  ///
  /// @throws IllegalArgumentException when it is more than [Money#AMOUNT_MAX]
  public Money toCentsHalfUp(Money sats) {
    require(sats, Currency.SAT);
    return money(halfUp(sats.amount(), cents(), SATS_PER_COIN), Currency.USD);
  }

  /// Converts cents to whole satoshis, rounded half up.
  ///
  /// @throws IllegalArgumentException when it is more than [Money#AMOUNT_MAX]
  public Money toSatsHalfUp(Money usd) {
    require(usd, Currency.USD);
    return money(halfUp(usd.amount(), SATS_PER_COIN, cents()), Currency.SAT);
  }

  /// Converts cents to the amount of a BOLT 11 invoice: whole satoshis, because some wallets pay no
  /// fractions, rounded up to cover the price.
  ///
  /// @throws IllegalArgumentException when it is more than all bitcoin
  public Msats toMsatsUp(Money usd) {
    require(usd, Currency.USD);
    var exact = BigInteger.valueOf(usd.amount()).multiply(SATS_PER_COIN);
    var up = exact.add(cents()).subtract(BigInteger.ONE).divide(cents());
    return Msats.ofSats(asLong(up));
  }

  private BigInteger cents() {
    return BigInteger.valueOf(usdCentsPerCoin);
  }

  private static BigInteger halfUp(long amount, BigInteger times, BigInteger over) {
    var twice = BigInteger.valueOf(amount).multiply(times).shiftLeft(1);
    return twice.add(over).divide(over.shiftLeft(1));
  }

  private static Money money(BigInteger amount, Currency currency) {
    return new Money(asLong(amount), currency);
  }

  /// Refuses numbers beyond `long`.
  private static long asLong(BigInteger number) {
    return number.bitLength() < Long.SIZE ? number.longValue() : Long.MAX_VALUE;
  }

  private static void require(Money money, Currency currency) {
    if (money.currency() != currency) {
      throw new IllegalArgumentException("not " + currency.word() + ": " + money.currency().word());
    }
  }
}

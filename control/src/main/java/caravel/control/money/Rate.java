package caravel.control.money;

import caravel.nostr.Msats;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/// What a bitcoin cost, when, and who said so. Conversions are exact until their one rounding,
/// which their names say.
///
/// @param usdCentsPerCoin US cents for a whole bitcoin
/// @param source for people, as it is stored with a quote
/// @param at when it was read
public record Rate(long usdCentsPerCoin, String source, Instant at) {
  /// An older one is not used: the rail is unavailable instead, it does not guess.
  public static final Duration AGE_MAX = Duration.ofMinutes(10);

  /// Whoever says less or more than this is broken: 1,000 dollars to 100 million.
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

  /// Whether it may be used; so may one that a clock a little ahead has read.
  public boolean isFresh(Instant now) {
    return !now.isAfter(at.plus(AGE_MAX));
  }

  /// What a card is charged for this many satoshis: whole cents, half a cent up.
  ///
  /// @throws IllegalArgumentException when it is more than [Money#AMOUNT_MAX]
  public Money toCentsHalfUp(Money sats) {
    require(sats, Currency.SAT);
    return money(halfUp(sats.amount(), cents(), SATS_PER_COIN), Currency.USD);
  }

  /// What these cents are worth: whole satoshis, half a satoshi up.
  ///
  /// @throws IllegalArgumentException when it is more than [Money#AMOUNT_MAX]
  public Money toSatsHalfUp(Money usd) {
    require(usd, Currency.USD);
    return money(halfUp(usd.amount(), SATS_PER_COIN, cents()), Currency.SAT);
  }

  /// What a BOLT11 for these cents asks for: whole satoshis, because not every wallet pays parts of
  /// one, and up, so that it is never less than the price.
  ///
  /// @throws IllegalArgumentException when it is more than all coins
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

  /// What is no `long` is no amount either.
  private static long asLong(BigInteger number) {
    return number.bitLength() < Long.SIZE ? number.longValue() : Long.MAX_VALUE;
  }

  private static void require(Money money, Currency currency) {
    if (money.currency() != currency) {
      throw new IllegalArgumentException("not " + currency.word() + ": " + money.currency().word());
    }
  }
}

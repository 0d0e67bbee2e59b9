package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.control.money.Currency;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is asked for in another currency than prices are in: by a price of a bitcoin that was
/// really known at some time, and right to the unit, reckoned anew.
final class Conversions {
  private static final BigInteger SATS_PER_COIN = BigInteger.valueOf(100_000_000);

  private final World world;
  private final DatabaseView database;

  /// @param rate US cents for a whole bitcoin; null = none is written down
  private record Asked(String id, long amount, long worth, @Nullable Long rate) {}

  Conversions(World world, DatabaseView database) {
    this.world = world;
    this.database = database;
  }

  /// Whenever something to be paid was made or changed.
  void check(String tenant) {
    var inSats = world.script().currency() == Currency.SAT;
    for (var charge : asked("rail <> 'lightning'", tenant)) {
      if (inSats && charge.rate() == null && world.disruptions().restores().hasRestored()) {
        continue; // Taken in from the processor, which does not know the rate.
      }
      if (inSats) {
        isKnown(charge);
        unless(charge.amount() == cents(charge), "{} charges the wrong amount", charge);
      } else {
        isTheSame(charge, charge.worth());
      }
    }
    for (var code : asked("rail = 'lightning'", tenant)) {
      if (inSats) {
        isTheSame(code, code.worth() * 1_000);
      } else {
        isKnown(code);
        unless(code.amount() == msats(code), "{} asks for the wrong amount", code);
      }
    }
  }

  private void isKnown(Asked asked) {
    unless(
        asked.rate() != null && world.outside().rate().everWas(asked.rate()),
        "nobody ever knew the rate of {}",
        asked);
  }

  private static void isTheSame(Asked asked, long wanted) {
    unless(
        asked.rate() == null && asked.amount() == wanted,
        "{} is converted, and nothing is to be converted",
        asked);
  }

  /// Half up.
  private static long cents(Asked charge) {
    var twice = BigInteger.valueOf(charge.worth()).multiply(rate(charge)).shiftLeft(1);
    return twice.add(SATS_PER_COIN).divide(SATS_PER_COIN.shiftLeft(1)).longValueExact();
  }

  /// Whole satoshis, never less than the price.
  private static long msats(Asked code) {
    var exact = BigInteger.valueOf(code.worth()).multiply(SATS_PER_COIN);
    var parts = exact.divideAndRemainder(rate(code));
    return (parts[0].longValueExact() + parts[1].signum()) * 1_000;
  }

  private static BigInteger rate(Asked asked) {
    var rate = asked.rate();
    return BigInteger.valueOf(rate == null ? 1 : rate);
  }

  private List<Asked> asked(String rail, String tenant) {
    return database.list(
        "SELECT a.id, a.amount, a.worth, a.rate_usd_cents FROM payment_attempts a"
            + " JOIN invoices i ON i.id = a.invoice_id WHERE i.tenant_pubkey = ? AND a.reason <> 'found_at_processor' AND a."
            + rail,
        row ->
            new Asked(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                DatabaseView.orNull(row, "rate_usd_cents")),
        tenant);
  }
}

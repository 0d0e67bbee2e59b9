package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

import caravel.control.money.Currency;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks amounts in another currency than the prices': each must follow from a bitcoin price that
/// was really known at some time, recomputed to the unit.
final class Conversions {
  private static final BigInteger SATS_PER_COIN = BigInteger.valueOf(100_000_000);

  private final World world;
  private final DatabaseView database;

  /// @param rate US cents for a whole bitcoin; null = none is stored
  private record Asked(String id, long amount, long worth, @Nullable Long rate) {}

  Conversions(World world, DatabaseView database) {
    this.world = world;
    this.database = database;
  }

  /// Runs whenever a Lightning invoice or charge was created or changed.
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

  /// Rounds half up.
  private static long cents(Asked charge) {
    var twice = BigInteger.valueOf(charge.worth()).multiply(rate(charge)).shiftLeft(1);
    return twice.add(SATS_PER_COIN).divide(SATS_PER_COIN.shiftLeft(1)).longValueExact();
  }

  /// Rounds up to whole satoshis, never less than the price.
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

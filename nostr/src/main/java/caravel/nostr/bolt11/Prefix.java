package caravel.nostr.bolt11;

import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The part of an invoice before its data: network and amount.
record Prefix(Network network, @Nullable Msats amount) {
  /// Twenty digits hold every amount in the smallest unit.
  private static final Pattern AMOUNT = Pattern.compile("([1-9][0-9]{0,19})([munp]?)");

  private static final Pattern FORM = Pattern.compile("([a-z]+?)(?:([0-9].*))?");

  private static final long MSATS_PER_COIN = 100_000_000_000L;

  /// @throws MalformedException when the network is unknown or the amount is invalid
  static Prefix parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new MalformedException("not a Lightning invoice");
    }
    for (var network : Network.values()) {
      if (network.prefix().equals(form.group(1))) {
        return new Prefix(network, form.group(2) == null ? null : amount(form.group(2)));
      }
    }
    throw new MalformedException("not a Lightning invoice of a known network");
  }

  /// Writes the shortest form.
  String write() {
    if (amount == null) {
      return network.prefix();
    }
    return network.prefix() + shortest(amount.value());
  }

  private static String shortest(long msats) {
    if (msats % MSATS_PER_COIN == 0) {
      return Long.toString(msats / MSATS_PER_COIN);
    }
    for (char unit : new char[] {'m', 'u', 'n'}) {
      if (msats % msatsPer(unit) == 0) {
        return Long.toString(msats / msatsPer(unit)) + unit;
      }
    }
    return msats + "0p";
  }

  private static Msats amount(String text) {
    var form = AMOUNT.matcher(text);
    if (!form.matches()) {
      throw new MalformedException("the amount of the invoice is not a number with m, u, n or p");
    }
    var digits = form.group(1);
    try {
      if (form.group(2).isEmpty()) {
        return times(digits, MSATS_PER_COIN);
      }
      char unit = form.group(2).charAt(0);
      if (unit != 'p') {
        return times(digits, msatsPer(unit));
      }
      if (!digits.endsWith("0")) {
        throw new MalformedException("the amount of the invoice is finer than a millisatoshi");
      }
      return times(digits.substring(0, digits.length() - 1), 1);
    } catch (ArithmeticException | IllegalArgumentException refused) {
      throw new MalformedException("the invoice asks for more coins than there are", refused);
    }
  }

  private static Msats times(String digits, long msats) {
    return new Msats(Math.multiplyExact(Long.parseLong(digits), msats));
  }

  private static long msatsPer(char unit) {
    return switch (unit) {
      case 'm' -> MSATS_PER_COIN / 1_000;
      case 'u' -> MSATS_PER_COIN / 1_000_000;
      case 'n' -> MSATS_PER_COIN / 1_000_000_000;
      default -> throw new IllegalArgumentException("no unit: " + unit);
    };
  }
}

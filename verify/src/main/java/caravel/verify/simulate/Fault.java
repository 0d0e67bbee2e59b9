package caravel.verify.simulate;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// A kind of fault in a script, besides lost calls and crashes. Each can be enabled alone, so that
/// a run shows which fault breaks a rule.
public enum Fault {
  /// The program is stopped for hours or days.
  DOWNTIME,
  /// The machine's clock jumps by days or months, and is corrected later.
  CLOCK_JUMP,
  /// The database is replaced by an older copy of itself.
  RESTORE,
  /// The program runs with only one of its two payment methods for some weeks.
  RAIL_REMOVED,
  /// The platform has no socket or DNS slot left to reach a tenant's wallet.
  EXHAUSTION,
  /// A tenant changes relays repeatedly in order to pay less.
  TOGGLING,
  /// Refunds, disputes, payments that operators book, and credit that they give.
  REFUNDS,
  /// Tenants give relays to one another, also back and forth in order to pay less.
  TRANSFERS,
  /// Tenants come with relays that are paid for at an earlier platform.
  ADOPTIONS;

  /// The name on the command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Set<Fault> all() {
    return EnumSet.allOf(Fault.class);
  }

  /// Parses `all`, `none`, or names separated by commas.
  ///
  /// @throws IllegalArgumentException with an error message for the user
  public static Set<Fault> parse(String text) {
    var faults = EnumSet.noneOf(Fault.class);
    for (var word : text.split(",", -1)) {
      switch (word.strip()) {
        case "all" -> faults.addAll(all());
        case "none" -> {}
        default -> faults.add(named(word.strip()));
      }
    }
    return faults;
  }

  private static Fault named(String word) {
    return Arrays.stream(values())
        .filter(fault -> fault.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "There is no fault \"" + word + "\". The faults are " + words() + "."));
  }

  private static String words() {
    return String.join(", ", Arrays.stream(values()).map(Fault::word).toList());
  }
}

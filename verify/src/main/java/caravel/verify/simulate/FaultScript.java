package caravel.verify.simulate;

import caravel.verify.simulate.Act.Adjustment;
import caravel.verify.simulate.Act.Toggling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Draws the acts of the chosen faults. Each fault has its own source of chance, so enabling one
/// does not move any other act of the script.
final class FaultScript {
  private static final int HOUR_SECONDS = 3_600;
  private static final int DAY_SECONDS = 86_400;

  /// Average days between two events of one fault in a world.
  private static final int DAYS_PER_EVENT = 90;

  private static final int TRANSFERS_BACK_AND_FORTH = 24;

  private final Span span;
  private final int tenants;
  private final List<Act> acts = new ArrayList<>();
  private Random random;

  /// @param seed of the script
  record Span(long seed, Instant start, Instant end) {}

  private FaultScript(Span span, int tenants) {
    this.span = span;
    this.tenants = tenants;
    this.random = new Random(span.seed());
  }

  static List<Act> of(Span span, int tenants, Set<Fault> faults) {
    var script = new FaultScript(span, tenants);
    for (var fault : faults) {
      script.random = new Random(span.seed() * 31 + fault.word().hashCode());
      script.add(fault);
    }
    return script.acts;
  }

  private void add(Fault fault) {
    var times = 1 + days() / DAYS_PER_EVENT;
    for (var i = 0; i < times; i++) {
      switch (fault) {
        case DOWNTIME -> acts.add(new Act.Downtime(at(), downtime()));
        case CLOCK_JUMP -> acts.add(new Act.ClockJump(at(), jump(), hours(1, 30)));
        case RESTORE -> addRestore();
        case RAIL_REMOVED ->
            acts.add(new Act.RemoveRail(at(), pick(Rail.values()), hours(3 * 24, 60 * 24)));
        case EXHAUSTION -> acts.add(new Act.Exhaustion(at(), hours(1, 30)));
        case TOGGLING -> addTogglers();
        case REFUNDS -> addAdjustments();
        case TRANSFERS -> addTransfers();
        case ADOPTIONS -> addAdoptions();
      }
    }
  }

  private int days() {
    return (int) Duration.between(span.start(), span.end()).toDays();
  }

  /// Half of the durations exceed the grace period of an invoice.
  private Duration downtime() {
    return random.nextBoolean() ? hours(1, 72) : hours(7 * 24, 12 * 24);
  }

  private Duration jump() {
    return switch (random.nextInt(4)) {
      case 0 -> hours(24, 9 * 24);
      case 1 -> hours(30 * 24, 70 * 24);
      case 2 -> hours(365 * 24, 4 * 365 * 24);
      default -> hours(24, 40 * 24).negated();
    };
  }

  private void addRestore() {
    var restored = at();
    var age = random.nextInt(4) == 0 ? hours(1, 24) : hours(24, 10 * 24);
    acts.add(new Act.CopyDatabase(restored.minus(age)));
    acts.add(new Act.RestoreCopy(restored));
  }

  private void addTogglers() {
    for (var i = 0; i < Math.max(1, tenants / 10); i++) {
      var what = pick(Toggling.values());
      acts.add(new Act.Toggle(at(), random.nextInt(tenants), what, random.nextLong()));
    }
  }

  private void addAdjustments() {
    for (var i = 0; i < tenants; i++) {
      var how = pick(Adjustment.values());
      acts.add(new Act.Adjusts(at(), random.nextInt(tenants), how, random.nextLong()));
    }
  }

  /// Single transfers, and relays that two tenants pass to each other at short intervals.
  private void addTransfers() {
    for (var i = 0; i < 2 * tenants; i++) {
      transfer(at(), random.nextInt(tenants), random.nextInt(tenants));
    }
    var one = random.nextInt(tenants);
    var other = (one + 1) % tenants;
    var at = at();
    for (var i = 0; i < TRANSFERS_BACK_AND_FORTH; i++) {
      transfer(at, i % 2 == 0 ? one : other, i % 2 == 0 ? other : one);
      at = at.plus(pick(Duration.ZERO, Duration.ofSeconds(1), hours(0, 4), hours(24, 6 * 24)));
    }
  }

  private void addAdoptions() {
    for (var i = 0; i < Math.max(1, tenants / 4); i++) {
      acts.add(new Act.Adopts(at(), random.nextInt(tenants), random.nextLong()));
    }
  }

  private void transfer(Instant at, int from, int to) {
    if (from != to) {
      acts.add(new Act.Transfers(at, from, to, random.nextLong()));
    }
  }

  private Instant at() {
    return span.start().plusSeconds(random.nextLong(days() * (long) DAY_SECONDS));
  }

  private Duration hours(int from, int to) {
    var seconds = (to - from) * (long) HOUR_SECONDS;
    return Duration.ofHours(from).plusSeconds(random.nextLong(seconds));
  }

  @SafeVarargs
  private final <T> T pick(T... these) {
    return these[random.nextInt(these.length)];
  }
}

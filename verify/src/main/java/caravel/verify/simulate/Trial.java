package caravel.verify.simulate;

import caravel.nostr.PublicKey;
import caravel.verify.simulate.DatabaseView.Part;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Plays one script to its end, or to the first violation.
final class Trial {
  private static final Duration DAY = Duration.ofDays(1);

  /// The world runs on for this long after the last act, so that pending work ends.
  private static final Duration AFTERMATH = Duration.ofDays(12);

  private final Script script;
  private final World world;
  private final DatabaseView database;
  private final Checker checker;
  private final OwnerChecks ownerChecks;
  private final SimulatedTenants tenants;
  private final Changes changes;
  private Instant nextDay;
  private long commits;

  /// The result of a script.
  sealed interface Outcome {}

  /// @param figures of the whole script
  record Held(Figures figures) implements Outcome {}

  /// @param acts number of acts played before
  /// @param diary the last lines, if kept
  record Broken(Script script, String what, int acts, List<String> diary) implements Outcome {}

  /// @param invoices created
  /// @param payments received
  record Figures(long acts, long invoices, long payments, long notices) {
    Figures plus(Figures other) {
      return new Figures(
          acts + other.acts,
          invoices + other.invoices,
          payments + other.payments,
          notices + other.notices);
    }
  }

  private Trial(Script script, boolean diary) {
    this.script = script;
    this.world = new World(script, diary);
    this.database = world.tables();
    this.checker = new Checker(world, database);
    this.ownerChecks = new OwnerChecks(database);
    this.tenants = new SimulatedTenants(world);
    this.changes = new Changes(world);
    this.nextDay = script.start().plus(DAY);
  }

  /// Plays a script in its own world, which is discarded afterwards.
  static Outcome play(Script script, boolean diary, LedgerWriter.Sink sink) {
    return new Trial(script, diary).play(sink);
  }

  private Outcome play(LedgerWriter.Sink sink) {
    var played = 0;
    try (world) {
      try {
        var ledgerWriter = new LedgerWriter(database, sink);
        for (var act : script.acts()) {
          until(act.at());
          world.diary().accept(act.toString());
          new ActRunner(world, tenants).play(act);
          check();
          played++;
        }
        var last = script.acts().isEmpty() ? script.start() : script.acts().getLast().at();
        until(last.plus(AFTERMATH));
        everybody();
        ledgerWriter.end();
        return new Held(figures());
      } catch (RuntimeException | AssertionError wrong) {
        world.diary().accept("broken: " + wrong);
        return new Broken(script, why(wrong), played, world.diary().lines());
      }
    }
  }

  private void until(Instant to) {
    while (!nextDay.isAfter(to)) {
      world.advance(nextDay, this::check);
      everybody();
      nextDay = nextDay.plus(DAY);
    }
    world.advance(to, this::check);
  }

  private void check() {
    if (commits != world.fortune().commits()) {
      commits = world.fortune().commits();
      database.touched().forEach(this::check);
    }
    LogWatch.check();
  }

  private void check(String tenant, Set<Part> parts) {
    var person = tenants.person(world.keys().numberOf(new PublicKey(tenant)));
    if (world.diary().isKept()) {
      changes.write(person);
    }
    checker.touched(person, parts);
  }

  private void everybody() {
    for (var person : tenants.all()) {
      checker.daily(person);
    }
    ownerChecks.daily();
  }

  private static String why(Throwable wrong) {
    if (wrong instanceof Violation) {
      return String.valueOf(wrong.getMessage());
    }
    var text = new StringWriter();
    wrong.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private Figures figures() {
    return new Figures(
        script.acts().size(), count("invoices"), count("payments"), count("notices"));
  }

  private long count(String table) {
    var rows = database.number("SELECT count(*) FROM " + table);
    return rows == null ? 0 : rows;
  }
}

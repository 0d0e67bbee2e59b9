package caravel.verify.simulate;

import caravel.verify.simulate.Outages.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Faults of the whole platform: it stops for days, its clock jumps, its database is restored from
/// a copy, it loses a payment method, or it runs out of sockets.
final class Disruptions implements AutoCloseable {
  private final World world;
  private final DatabaseCopy copy;
  private final VirtualClock clock;
  private final Outages outages = new Outages();
  private final Restores restores = new Restores();
  private final Set<Rail> rails = EnumSet.allOf(Rail.class);
  private final Map<Rail, Instant> backSince = new EnumMap<>(Rail.class);
  private Instant downUntil = Instant.MIN;
  private Instant exhaustedUntil = Instant.MIN;

  Disruptions(World world, DatabaseCopy copy) {
    this.world = world;
    this.copy = copy;
    this.clock = world.clock();
  }

  Outages outages() {
    return outages;
  }

  Restores restores() {
    return restores;
  }

  /// Whether any payment method is configured.
  boolean hasRails() {
    return !rails.isEmpty();
  }

  boolean has(Rail rail) {
    return rails.contains(rail);
  }

  /// Starts the program with all payment methods, or with none.
  void setRails(boolean all) {
    setRails(all ? EnumSet.allOf(Rail.class) : EnumSet.noneOf(Rail.class));
  }

  /// Starts the program with or without one payment method.
  void setRail(Rail rail, boolean present) {
    var wanted = EnumSet.noneOf(Rail.class);
    wanted.addAll(rails);
    if (present) {
      wanted.add(rail);
    } else {
      wanted.remove(rail);
    }
    setRails(wanted);
  }

  /// Whether a payment method is missing, or was within the last seconds.
  boolean lackedWithin(Rail rail, long seconds) {
    var limit = clock.truth().minusSeconds(seconds);
    return !has(rail) || backSince.getOrDefault(rail, Instant.MIN).isAfter(limit);
  }

  private void setRails(Set<Rail> wanted) {
    if (!rails.equals(wanted)) {
      for (var rail : wanted) {
        if (!rails.contains(rail)) {
          backSince.put(rail, clock.truth());
        }
      }
      rails.clear();
      rails.addAll(wanted);
      world.step("starts anew with the ways to pay " + wanted, world::restart);
    }
  }

  /// Whether no socket is left for tenants' wallets.
  boolean isExhausted() {
    return clock.truth().isBefore(exhaustedUntil);
  }

  void exhaust(Duration length) {
    exhaustedUntil = clock.truth().plus(length);
  }

  /// Whether no program is running.
  boolean isDown() {
    return outages.isRunning(Cause.DOWN);
  }

  /// When the stopped program starts again.
  Instant downUntil() {
    return downUntil;
  }

  /// Stops the program, and starts it again after a while.
  void stop(Duration length) {
    if (!isDown()) {
      world.diary().accept("down for " + length);
      world.guards().beat();
      downUntil = clock.truth().plus(length);
      outages.begin(Cause.DOWN, clock.truth());
      world.wallet().onReceived(_ -> {});
    }
  }

  /// Whether a program is running. Starts one first if it is time.
  boolean isUp() {
    if (isDown() && !downUntil.isAfter(clock.truth())) {
      world.diary().accept("up again");
      outages.end(Cause.DOWN, clock.truth());
      world.isBornAgain();
    }
    return !isDown();
  }

  /// Moves the machine's clock, and corrects it after a while.
  void jumpClock(Duration by, Duration length) {
    if (!outages.isRunning(Cause.WRONG_CLOCK)) {
      world.diary().accept("the clock jumps by " + by);
      outages.begin(Cause.WRONG_CLOCK, clock.truth());
      world.outside().messages().forgetDelivered();
      clock.isOffBy(by);
      world.guards().beat();
      world.later().at(clock.truth().plus(length), this::putClockRight);
    }
  }

  private void putClockRight() {
    world.diary().accept("the clock is put right");
    clock.isOffBy(Duration.ZERO);
    outages.end(Cause.WRONG_CLOCK, clock.truth());
    world.guards().beat();
  }

  /// Copies the database, as the operator.
  void copyDatabase() {
    world.guards().beat();
    copy.take();
    restores.copied(clock.truth());
  }

  /// Replaces the database by the latest copy and starts the program.
  ///
  /// @return false when there is no copy
  boolean restoreCopy() {
    if (!restores.hasCopy()) {
      return false;
    }
    world.diary().accept("the database is replaced by its copy");
    world.guards().beat();
    copy.restore();
    restores.restored(clock.truth());
    world.fortune().databaseChanged();
    world.fortune().troubled(FaultInjector.Place.RELAY_HOST);
    world.quotes().forget();
    world.attemptPace().restored();
    world.outside().messages().forgetDelivered();
    if (!isDown()) {
      world.isBornAgain();
    }
    return true;
  }

  @Override
  public void close() {
    copy.close();
  }
}

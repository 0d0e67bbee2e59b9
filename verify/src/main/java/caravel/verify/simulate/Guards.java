package caravel.verify.simulate;

import caravel.control.billing.TimeGuard;
import caravel.verify.simulate.Outages.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/// The time guards of the processes of one world, and the operator who resumes billing after a
/// hold.
final class Guards implements AutoCloseable {
  /// Largest age of the stored heartbeat of a running program, which stores one every minute.
  private static final Duration BEAT_AGE_MAX = Duration.ofMinutes(10);

  /// Most hours until the operator checks a hold.
  private static final int OPERATOR_HOURS_MAX = 36;

  private static final String BEAT =
      "UPDATE billing_state SET last_alive_at = ?, beats = beats + 1 WHERE last_alive_at < ?";

  private final World world;
  private final Random random;
  private final Path folder;
  private final Path file;
  private TimeGuard guard;
  private Instant beatAt;

  Guards(World world, String name) {
    this.world = world;
    this.random = new Random(world.seed() + 4);
    try {
      this.folder = Files.createTempDirectory("caravel-" + name);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
    this.file = folder.resolve("billing.heartbeat");
    this.beatAt = world.clock().truth();
    this.guard = newGuard();
  }

  private TimeGuard newGuard() {
    var clock = world.clock();
    return new TimeGuard(world.db(), new TimeGuard.Clocks(clock, clock::nanos), file);
  }

  /// Opens the guard of a new process.
  TimeGuard open() {
    guard = newGuard();
    guard.open();
    beatAt = world.clock().truth();
    return guard;
  }

  boolean isHeld() {
    return guard.hold().isHeld();
  }

  /// Stores a heartbeat, as the program does every minute.
  void beat() {
    if (!world.disruptions().isDown()) {
      world.step("heartbeat", guard::beat);
      beatAt = world.clock().truth();
    }
  }

  /// Stores the last heartbeat since the last event. The others are not simulated, because nothing
  /// else happens between two events.
  void keepAlive() {
    var now = world.clock().truth();
    var due = Duration.between(beatAt, now).compareTo(BEAT_AGE_MAX) > 0;
    if (due && !world.disruptions().isDown() && !isHeld()) {
      beatAt = now;
      world.tables().change(BEAT, now.plus(world.clock().error()).getEpochSecond());
    }
  }

  /// Notes the beginning of a hold, and schedules the operator's check.
  void watch() {
    var outages = world.disruptions().outages();
    if (isHeld() && !outages.isRunning(Cause.HOLD)) {
      world.diary().accept("money is on hold");
      outages.begin(Cause.HOLD, world.clock().truth());
      sendForOperator();
    }
  }

  private void sendForOperator() {
    var delay = Duration.ofSeconds(600 + random.nextLong(OPERATOR_HOURS_MAX * 3_600L));
    world.later().at(world.clock().truth().plus(delay), this::look);
  }

  /// Resumes billing, as the operator, if the program runs and its clock is right.
  private void look() {
    if (!isHeld()) {
      return;
    }
    if (world.disruptions().isDown()
        || world.disruptions().outages().isRunning(Cause.WRONG_CLOCK)) {
      sendForOperator();
      return;
    }
    if (world.resumeBilling()) {
      world.disruptions().outages().end(Cause.HOLD, world.clock().truth());
      beatAt = world.clock().truth();
    } else {
      sendForOperator();
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }
}

package caravel.app;

import caravel.control.billing.TimeGuard;
import caravel.control.db.Db;
import java.nio.file.Path;
import java.time.InstantSource;

/// The part of [Wiring] for the time guard of billing, on the clocks of this machine.
final class WiringTime {
  private static final String HEARTBEAT_FILE = "billing.heartbeat";

  private WiringTime() {}

  /// Checks the time in which the program did not run. Must be called before anything is billed.
  static TimeGuard guard(Config config, Db db, InstantSource clock) {
    var guard = unopened(config, db, clock);
    guard.open();
    return guard;
  }

  static TimeGuard unopened(Config config, Db db, InstantSource clock) {
    return new TimeGuard(db, new TimeGuard.Clocks(clock, System::nanoTime), file(config));
  }

  private static Path file(Config config) {
    return config.storage().beside(HEARTBEAT_FILE);
  }
}

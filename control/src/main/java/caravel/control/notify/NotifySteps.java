package caravel.control.notify;

import caravel.control.notify.Notify.Parts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The work of [Notify] in single steps, for a simulation: each runs in place, on the thread that
/// takes it.
public final class NotifySteps {
  private static final Outbox.Finished NOBODY =
      new Outbox.Finished() {
        @Override
        public void ended() {}

        @Override
        public void complain(String what) {}
      };

  private final Notices notices;
  private final Outbox outbox;
  private final Robot robot;

  public NotifySteps(Parts parts, InstantSource clock, RandomGenerator random) {
    var around = new Outbox.Around(clock, random, Runnable::run, NOBODY);
    this.notices = new Notices(() -> {});
    this.outbox = new Outbox(parts.db(), parts.messenger(), parts.robot(), around);
    this.robot = new Robot(parts.db(), parts.messenger(), parts.robot(), _ -> {});
  }

  /// Where notices are left.
  public Notices notices() {
    return notices;
  }

  /// Sends what is due, and answers how long to rest.
  public Duration send() {
    return outbox.round();
  }

  /// Says who the robot is, and answers how long to rest.
  public Duration introduce() {
    return robot.round();
  }
}

package caravel.control.notify;

import caravel.control.notify.Notify.Parts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The work of [Notify] in single steps, for a simulation: each runs in place, on the thread that
/// takes it.
public final class NotifySteps {
  private static final NoticeSender.Finished NOBODY =
      new NoticeSender.Finished() {
        @Override
        public void ended() {}

        @Override
        public void complain(String what) {}
      };

  private final Notices notices;
  private final NoticeSender sender;
  private final Robot robot;

  public NotifySteps(Parts parts, InstantSource clock, RandomGenerator random) {
    var around = new NoticeSender.Around(clock, random, Runnable::run, NOBODY);
    this.notices = new Notices(() -> {});
    this.sender = new NoticeSender(parts.db(), parts.messenger(), parts.robot(), around);
    this.robot = new Robot(parts.db(), parts.messenger(), parts.robot(), _ -> {});
  }

  /// Where notices are left.
  public Notices notices() {
    return notices;
  }

  /// Sends what is due, and answers how long to rest.
  public Duration send() {
    return sender.round();
  }

  /// Says who the robot is, and answers how long to rest.
  public Duration introduce() {
    return robot.round();
  }
}

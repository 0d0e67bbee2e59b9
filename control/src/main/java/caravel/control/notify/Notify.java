package caravel.control.notify;

import caravel.control.db.Db;
import caravel.control.http.Route;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/// The robot: the workers that send what people are to be told, and the route that shows it.
public final class Notify implements AutoCloseable {
  private final ExecutorService crew;
  private final Worker outbox;
  private final Worker robot;
  private final Notices notices;
  private final NoticeRoutes routes;

  /// What the robot stands on.
  ///
  /// @param messenger closed by whoever opened it
  public record Parts(Db db, Messenger messenger, RobotSettings robot) {}

  /// @param clock the wall's: what relays see of time
  /// @param random a secure one, safe for many threads
  public Notify(Parts parts, InstantSource clock, RandomGenerator random) {
    this.crew =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("notices-", 0).factory());
    var around = new NoticeSender.Around(clock, random, crew, new Told());
    var sending = new NoticeSender(parts.db(), parts.messenger(), parts.robot(), around);
    var saying = new Robot(parts.db(), parts.messenger(), parts.robot(), this::complainOfRobot);
    this.outbox = new Worker("notices", clock, sending::round);
    this.robot = new Worker("robot", clock, saying::round);
    this.notices = new Notices(outbox::wake);
    this.routes = new NoticeRoutes(parts.db());
  }

  public void start() {
    robot.start();
    outbox.start();
  }

  /// Where notices are left.
  public Notices notices() {
    return notices;
  }

  public List<Route> routes() {
    return routes.routes();
  }

  public List<WorkerReport> reports() {
    return List.of(outbox.report(), robot.report());
  }

  @Override
  public void close() {
    outbox.close();
    robot.close();
    crew.shutdownNow();
    crew.close();
  }

  private void complainOfRobot(String what) {
    robot.complain(what);
  }

  private final class Told implements NoticeSender.Finished {
    @Override
    public void ended() {
      outbox.wake();
    }

    @Override
    public void complain(String what) {
      outbox.complain(what);
    }
  }
}

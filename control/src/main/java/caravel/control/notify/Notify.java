package caravel.control.notify;

import caravel.control.db.Db;
import caravel.control.http.Route;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.tenant.TenantDesk;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The notification robot: the workers that send notices, and their routes.
public final class Notify implements AutoCloseable {
  private final ExecutorService executor;
  private final NoticeSender sender;
  private final Robot profile;
  private final Worker outbox;
  private final Worker robot;
  private final Notices notices;
  private final NoticeRoutes routes;
  private final NoticeChannel mail;

  /// @param messenger closed by the caller
  /// @param mail the channel beside private messages; closed with this object
  /// @param clock the wall's: what relays see of time
  /// @param random a secure one, safe for many threads
  /// @param executor waits for relays; closed with this object
  public Notify(
      Db db,
      Messenger messenger,
      NoticeChannel mail,
      RobotSettings settings,
      InstantSource clock,
      RandomGenerator random,
      ExecutorService executor) {
    this.executor = executor;
    this.mail = mail;
    var around = new NoticeSender.Around(clock, random, executor, new Told());
    this.sender = new NoticeSender(db, messenger, settings, around);
    this.profile = new Robot(db, messenger, settings, this::complainOfRobot);
    this.outbox = new Worker("notices", clock, this::sendingRound);
    this.robot = new Worker("robot", clock, this::profileRound);
    this.notices = new Notices(outbox::wake, mail);
    this.routes = new NoticeRoutes(db, mail);
  }

  /// Publishes a summary of the platform's availability. Called only while the program is
  /// assembled.
  ///
  /// @param statusSummary JSON; empty = none
  public void publish(Supplier<Optional<String>> statusSummary) {
    profile.publish(statusSummary);
  }

  /// Sends the notices that are due.
  ///
  /// @return how long to rest
  public Duration sendingRound() {
    return sender.round();
  }

  /// Publishes the robot's profile and relay lists.
  ///
  /// @return how long to rest
  public Duration profileRound() {
    return profile.round();
  }

  public void start() {
    robot.start();
    outbox.start();
    mail.start();
  }

  /// The store of new notices.
  public Notices notices() {
    return notices;
  }

  public List<Route> routes(TenantDesk tenants) {
    return Stream.concat(routes.routes().stream(), mail.routes(tenants).stream()).toList();
  }

  public List<WorkerReport> reports() {
    return Stream.concat(Stream.of(outbox.report(), robot.report()), mail.reports().stream())
        .toList();
  }

  @Override
  public void close() {
    mail.close();
    outbox.close();
    robot.close();
    executor.shutdownNow();
    executor.close();
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

package caravel.verify.simulate;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.billing.Alerts;
import caravel.control.billing.Billing;
import caravel.control.billing.BillingClock;
import caravel.control.billing.BillingTerms;
import caravel.control.billing.TimeGuard;
import caravel.control.billing.core.Invoicing;
import caravel.control.db.SecretBox;
import caravel.control.hosting.Hosting;
import caravel.control.hosting.ProbeHistory;
import caravel.control.hosting.RelayHosts;
import caravel.control.http.Route;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.notify.NoticeChannel;
import caravel.control.notify.Notify;
import caravel.control.notify.RobotSettings;
import caravel.control.payment.PaymentRails;
import caravel.control.plan.Plans;
import caravel.control.relay.PaidElsewhere;
import caravel.control.relay.RelayAdoption;
import caravel.control.relay.RelayTerms;
import caravel.control.relay.Relays;
import caravel.control.relay.team.TeamRoutes;
import caravel.control.tenant.ReturnUrls;
import caravel.control.tenant.TenantDesk;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.SecretKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The control plane of one process: the real parts over the simulated world. They are lost when
/// the process dies.
final class ControlPlaneProcess {
  static final String DOMAIN = "relays.example";
  private static final String APP_URL = "https://app.example";
  private static final SecretKey BOX_KEY = SecretKey.parse("0c".repeat(32));
  private static final SecretKey ROBOT = SecretKey.parse("0e".repeat(32));
  private static final Duration GRACE = Duration.ofDays(7);
  private static final int RELAYS_MAX = 6;
  private static final String PROBER = "prober";
  private static final Duration PROBE_EVERY = Duration.ofHours(36);
  private static final Duration TRIAL_EVERY = Duration.ofMinutes(15);

  private static final SecretBox BOX = new SecretBox(List.of(BOX_KEY));

  private final World world;
  private final TimeGuard guard;
  private final InProcessApi api;
  private final TenantDesk tenants;
  private final RelayAdoption adoption;
  private final List<Work> works = new ArrayList<>();
  private boolean isBehind = true;

  /// A recurring task.
  private static final class Work {
    final String name;
    final Runnable round;
    final Supplier<@Nullable Instant> due;
    Instant notBefore = Instant.MIN;

    Work(String name, Runnable round, Supplier<@Nullable Instant> due) {
      this.name = name;
      this.round = round;
      this.due = due;
    }
  }

  /// @param guard the time guard of billing, which both replicas share
  ControlPlaneProcess(World world, TimeGuard guard) {
    this.world = world;
    this.guard = guard;
    var db = world.db();
    var clock = world.clock();
    var plans = world.plans();
    var billingClock = new BillingClock(db, guard);
    var stream = new ActivityStream();
    var activities = new Activities(stream, billingClock);
    activities.follow((tx, _) -> tx.afterCommit(() -> isBehind = true));
    var tenants = new TenantDesk(activities, stream, plans);
    this.tenants = tenants;
    var foundation = new Relays.Foundation(db, activities, stream, BOX, () -> {});
    var relays = new Relays(relayTerms(plans), tenants, foundation);
    this.adoption = new RelayAdoption(relayTerms(plans), foundation);
    var outside = world.outside();
    var notify =
        new Notify(
            db,
            outside.messages(),
            NoticeChannel.NONE,
            robot(),
            clock,
            world.random(),
            new InPlaceExecutor());
    var billing =
        new Billing(
            new Billing.Foundation(db, activities, stream, BOX),
            new Billing.Nouns(tenants, relays, notify.notices()),
            new BillingTerms(plans, new Invoicing.Rules(minimum(plans.currency()), GRACE), APP_URL),
            new PaymentRails(
                world.disruptions().has(Rail.LIGHTNING) ? outside.wallet() : null,
                outside.payers(),
                world.disruptions().has(Rail.CARD) ? outside.cards() : null,
                outside.rate()),
            new Billing.Clocks(billingClock, clock, guard),
            Runnable::run);
    var hosting =
        new Hosting(
            new Hosting.Parts(
                db,
                ProbeHistory.none(),
                relays.progress(),
                plans,
                new RelayHosts(Map.of(DOMAIN, outside.zooids())),
                false),
            clock,
            world.random(),
            new InPlaceExecutor(),
            _ -> {},
            PROBE_EVERY);
    var alerts =
        new Alerts(
            new Alerts.Parts(db, notify.notices(), plans, new Alerts.Links(APP_URL, ""), Map.of()),
            clock,
            billingClock);
    activities.follow(alerts);
    var returnUrls = new ReturnUrls(APP_URL, List.of());
    var routes = new ArrayList<Route>(relays.routes());
    routes.addAll(new TenantRoutes(db, tenants, activities, returnUrls, relays).routes());
    routes.addAll(billing.routes(returnUrls, false));
    routes.addAll(new TeamRoutes(db, relays).routes());
    this.api = new InProcessApi(routes);
    every("alerts", Duration.ofHours(12), alerts::round);
    workers(billing, hosting, notify);
    billing.open();
  }

  private static RelayTerms relayTerms(Plans plans) {
    var limits = new RelayTerms.Limits(RELAYS_MAX, RELAYS_MAX);
    return new RelayTerms(plans, List.of(DOMAIN), Set.of(), limits);
  }

  /// Adopts a relay as the command does.
  void adopt(RelayAdoption.Adoptable relay, SecretKey secret, PaidElsewhere paid) {
    world
        .db()
        .inTx(tx -> {
          tenants.ensure(tx, relay.tenant(), "adopt");
          adoption.adopt(tx, relay, secret, paid, "adopt");
          return true;
        });
  }

  private void workers(Billing billing, Hosting hosting, Notify notify) {
    works.add(new Work("biller", () -> bills(billing), this::billerDue));
    works.add(new Work("collector", billing::collectingRound, this::collectorDue));
    works.add(new Work("reconciler", hosting::reconcilingRound, this::reconcilerDue));
    works.add(new Work("notices", notify::sendingRound, this::noticesDue));
    every("clear up", Duration.ofHours(12), billing::collectingRound);
    works.add(new Work(PROBER, () -> probe(hosting), () -> proberDue(hosting)));
    every("eraser", Duration.ofDays(1), hosting::erasingRound);
    every("robot", Duration.ofDays(30), notify::profileRound);
  }

  /// Schedules a recurring task of the world. A new process does not repeat rounds of an earlier
  /// one, but repeats a round during which that one died.
  private void every(String name, Duration length, Runnable round) {
    works.add(
        new Work(
            name,
            () -> {
              round.run();
              if (!world.fortune().isDead()) {
                world.roundDone(name, length);
              }
            },
            () -> world.nextRound(name)));
  }

  /// Probes a faulty host as often as production does, and other hosts seldom.
  private void probe(Hosting hosting) {
    var wasAtFault = hosting.isHostAtFault();
    do {
      hosting.probingRound(DOMAIN);
    } while (!hosting.isBetweenSweeps(DOMAIN));
    if (!world.fortune().isDead()) {
      world.roundDone(PROBER, wasAtFault || hosting.isHostAtFault() ? TRIAL_EVERY : PROBE_EVERY);
    }
  }

  private @Nullable Instant proberDue(Hosting hosting) {
    return hosting.isSweepRequested() ? Instant.MIN : world.nextRound(PROBER);
  }

  InProcessApi api() {
    return api;
  }

  private void bills(Billing billing) {
    isBehind = false;
    billing.billingRound();
  }

  private @Nullable Instant billerDue() {
    if (guard.hold().isHeld()) {
      return null;
    }
    return isBehind ? Instant.MIN : at(world.dues().soonest().renewal());
  }

  /// Whether this process recorded something that is not billed yet.
  boolean isBehind() {
    return isBehind;
  }

  /// Bills the activities of the hold after billing was resumed.
  void isResumed() {
    isBehind = true;
  }

  private @Nullable Instant collectorDue() {
    if (guard.hold().isHeld()) {
      return null; // Rounds every 12 hours look up what people may have paid.
    }
    var work = at(world.dues().soonest().work());
    var look = at(world.dues().soonest().look());
    return work == null || (look != null && look.isBefore(work)) ? look : work;
  }

  private @Nullable Instant reconcilerDue() {
    return at(world.dues().soonest().relay());
  }

  private @Nullable Instant noticesDue() {
    return at(world.dues().soonest().notice());
  }

  /// The true time at which the machine's clock will show this.
  private @Nullable Instant at(@Nullable Long seconds) {
    return seconds == null ? null : Instant.ofEpochSecond(seconds).minus(world.clock().error());
  }

  /// When the next worker is due; [Instant#MAX] = none.
  Instant nextDue() {
    var next = Instant.MAX;
    for (var work : works) {
      var due = due(work);
      next = due.isBefore(next) ? due : next;
    }
    return next;
  }

  private static Instant due(Work work) {
    var due = work.due.get();
    if (due == null) {
      return Instant.MAX;
    }
    return due.isBefore(work.notBefore) ? work.notBefore : due;
  }

  String whoIsDue() {
    var now = world.clock().truth();
    return works.stream()
        .filter(work -> !due(work).isAfter(now))
        .map(work -> work.name)
        .toList()
        .toString();
  }

  /// Runs one round of each worker that is due.
  void workOnce() {
    var now = world.clock().truth();
    for (var work : works) {
      if (!due(work).isAfter(now)) {
        work.notBefore = now.plusSeconds(1);
        world.diary().heading(work.name);
        work.round.run();
        return;
      }
    }
  }

  private static Money minimum(Currency currency) {
    return switch (currency) {
      case SAT -> new Money(1_000, currency);
      case USD -> new Money(50, currency);
    };
  }

  private static RobotSettings robot() {
    return new RobotSettings(
        ROBOT,
        new RobotSettings.Profile("Robot", "", ""),
        new RobotSettings.Relays(
            List.of("wss://out.example"),
            List.of("wss://index.example"),
            List.of("wss://robot.example")),
        false);
  }
}

package caravel.verify.simulate;

import caravel.control.db.Db;
import caravel.control.money.Money;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import caravel.verify.simulate.SimulatedTenants.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// One simulated world: a database, its processes, and everything outside. It depends on nothing
/// but its script.
final class World implements AutoCloseable {
  /// Most rounds of one worker at one instant; more indicate an endless loop.
  private static final int ROUNDS_MAX = 2_000;

  private static final AtomicLong COUNT = new AtomicLong();
  private static final Duration WEBHOOK_AGAIN = Duration.ofMinutes(10);

  private static final InProcessApi.Call RESUME =
      InProcessApi.Call.post(
          "/admin/billing/resume",
          Map.of(),
          "{\"reason\":\"The clock and the database are right.\"}");

  private final Script script;
  private final VirtualClock clock;
  private final RecentEvents diary;
  private final FaultInjector faultInjector;
  private final DelayedEvents later = new DelayedEvents();
  private final MoneyTrail moneyTrail = new MoneyTrail();
  private final Quotes quotes;
  private final SecretRegistry secrets = new SecretRegistry();
  private final TenantKeys keys;
  private final Map<String, Instant> rounds = new HashMap<>();
  private Instant bornAt = Instant.MIN;
  private final Outside outside;
  private final Random random;
  private final Db db;
  private final DatabaseView tables;
  private final DueTimes dueTimes;
  private final UnansweredQueries unansweredQueries;
  private Plans plans;
  private final Disruptions disruptions;
  private final CollectedItems collectedItems = new CollectedItems(this);
  private final AttemptPace attemptPace = new AttemptPace();
  private final SimulatedOperator operator = new SimulatedOperator(this);
  private final Guards guards;
  private ControlPlaneProcess program;
  private ControlPlaneProcess replica;

  /// The external systems.
  record Outside(
      Zooids zooids,
      PlatformWallet wallet,
      TenantWallets payers,
      SimulatedCards cards,
      Messages messages,
      SimulatedRate rate) {}

  World(Script script, boolean diaryIsKept) {
    var name = "simulated-" + COUNT.incrementAndGet();
    this.script = script;
    this.keys = new TenantKeys(script.seed(), secrets);
    this.clock = new VirtualClock(script.start());
    this.diary = new RecentEvents(clock::truth, diaryIsKept);
    this.faultInjector = new FaultInjector(clock, diary);
    this.random = new Random(script.seed());
    this.plans = Plans.builtIn(script.currency());
    var committing = new InPlaceExecutor(faultInjector::beforeCommit, faultInjector::afterCommit);
    this.db = Db.openInMemory(name, clock, random, committing, new InPlaceExecutor());
    this.tables = new DatabaseView(Db.urlInMemory(name));
    this.disruptions = new Disruptions(this, new DatabaseCopy(Db.urlInMemory(name)));
    this.dueTimes = new DueTimes(tables, faultInjector);
    this.unansweredQueries = new UnansweredQueries(tables, clock);
    this.quotes = new Quotes(this);
    this.outside =
        new Outside(
            new Zooids(faultInjector, secrets::add),
            new PlatformWallet(this, script.seed() + 1),
            new TenantWallets(this, script.seed() + 2),
            new SimulatedCards(this, script.seed() + 3),
            new Messages(this),
            new SimulatedRate(clock));
    this.guards = new Guards(this, name);
    start();
  }

  /// Starts the program and its replica.
  private void start() {
    var guard = guards.open();
    program = new ControlPlaneProcess(this, guard);
    replica = new ControlPlaneProcess(this, guard);
  }

  Guards guards() {
    return guards;
  }

  long seed() {
    return script.seed();
  }

  Script script() {
    return script;
  }

  VirtualClock clock() {
    return clock;
  }

  RecentEvents diary() {
    return diary;
  }

  FaultInjector fortune() {
    return faultInjector;
  }

  DelayedEvents later() {
    return later;
  }

  MoneyTrail trail() {
    return moneyTrail;
  }

  Quotes quotes() {
    return quotes;
  }

  Random random() {
    return random;
  }

  Db db() {
    return db;
  }

  DatabaseView tables() {
    return tables;
  }

  /// The invoice of a BOLT 11 invoice, by its payment hash.
  Optional<String> invoiceOfCode(String hash) {
    var sql = "SELECT invoice_id FROM payment_attempts WHERE external_id = ?";
    return tables.list(sql, row -> row.getString(1), hash).stream().findFirst();
  }

  DueTimes dues() {
    return dueTimes;
  }

  UnansweredQueries silences() {
    return unansweredQueries;
  }

  Plans plans() {
    return plans;
  }

  Disruptions disruptions() {
    return disruptions;
  }

  AttemptPace attemptPace() {
    return attemptPace;
  }

  SimulatedOperator operator() {
    return operator;
  }

  CollectedItems collectedItems() {
    return collectedItems;
  }

  Outside outside() {
    return outside;
  }

  PlatformWallet wallet() {
    return outside.wallet();
  }

  TenantWallets payers() {
    return outside.payers();
  }

  SimulatedCards cards() {
    return outside.cards();
  }

  InProcessApi api() {
    return program.api();
  }

  ControlPlaneProcess program() {
    return program;
  }

  TenantKeys keys() {
    return keys;
  }

  SecretRegistry secrets() {
    return secrets;
  }

  /// When the recurring task is due next.
  Instant nextRound(String name) {
    return rounds.getOrDefault(name, Instant.MIN);
  }

  /// Records a finished round of a recurring task.
  void roundDone(String name, Duration length) {
    rounds.put(name, clock.truth().plus(length));
  }

  /// Whether a call to a place failed, or the process died, within the last seconds.
  boolean troubledWithin(FaultInjector.Place place, long seconds) {
    var limit = clock.truth().minusSeconds(seconds);
    return disruptions.outages().isRecent(clock.truth(), seconds)
        || faultInjector.lastTrouble(place).isAfter(limit)
        || bornAt.isAfter(limit);
  }

  /// Runs work of the process. If the process dies, another one starts.
  void step(String what, Runnable work) {
    diary.heading(what);
    try {
      work.run();
    } catch (Death died) {
      diary.accept("  died " + died.getMessage());
    } catch (RuntimeException wrong) {
      if (!faultInjector.isDead()) {
        throw wrong;
      }
    }
    unansweredQueries.stepEnded(!faultInjector.isDead());
    if (faultInjector.isDead()) {
      LogWatch.forgetErrors();
      attemptPace.processDied(clock.truth());
      isBornAgain();
    }
    guards.watch();
  }

  /// Resumes billing, as the operator who has checked the cause of the hold.
  ///
  /// @return false if the program died while resuming
  boolean resumeBilling() {
    step("operator resumes billing", () -> program.api().call(SimulatedTenants.ADMIN, RESUME));
    program.isResumed();
    // A change that a wrong clock recorded has moved, so its quote no longer applies.
    quotes.forget();
    return !guards.isHeld();
  }

  /// Starts processes until one survives its start.
  void isBornAgain() {
    bornAt = clock.truth();
    do {
      faultInjector.isBorn();
      try {
        start();
      } catch (Death again) {
        diary.accept("  died while starting");
      }
    } while (faultInjector.isDead());
  }

  /// Sends a webhook of the card processor, and repeats it until it is accepted.
  void webhook(String event) {
    if (disruptions.isDown()) {
      later.at(disruptions.downUntil().plus(WEBHOOK_AGAIN), () -> webhook(event));
      return;
    }
    var heard = new boolean[1];
    step(
        "webhook " + event,
        () -> {
          program.api().webhook(event);
          heard[0] = true;
        });
    if (!heard[0]) {
      later.at(clock.truth().plus(WEBHOOK_AGAIN), () -> webhook(event));
    }
  }

  /// Restarts the program with other prices.
  void reprices(String plan, int percent) {
    plans =
        new Plans(
            plans.currency(),
            plans.all().stream().map(known -> repriced(known, plan, percent)).toList(),
            new Plans.Yearly(true, percent % 4));
    step("starts anew, " + plan + " at " + percent + " %", this::restart);
  }

  private static Plan repriced(Plan known, String plan, int percent) {
    return known.id().equals(plan)
        ? new Plan(
            known.id(),
            known.name(),
            new Money(known.price().amount() * percent / 100, known.price().currency()),
            known.hidden(),
            known.offer())
        : known;
  }

  /// Restarts the program if it is running.
  void restart() {
    if (!disruptions.isDown()) {
      start();
    }
  }

  /// Advances to an instant and runs everything due until then.
  void advance(Instant to, Runnable afterEach) {
    work(afterEach);
    while (true) {
      var next = earlier(later.next(), nextDue());
      if (next.isAfter(to)) {
        clock.to(to);
        guards.keepAlive();
        return;
      }
      clock.to(next);
      guards.keepAlive();
      while (!later.next().isAfter(clock.truth())) {
        var thing = later.take();
        step("", thing);
        afterEach.run();
      }
      work(afterEach);
    }
  }

  private Instant nextDue() {
    if (disruptions.isDown()) {
      return disruptions.downUntil();
    }
    var next = program.nextDue();
    return replica.isBehind() ? earlier(next, replica.nextDue()) : next;
  }

  /// Runs all workers until none is due.
  private void work(Runnable afterEach) {
    if (!disruptions.isUp()) {
      return;
    }
    for (var round = 0; !nextDue().isAfter(clock.truth()); round++) {
      if (round > ROUNDS_MAX) {
        throw new Violation("a worker does not rest: " + program.whoIsDue());
      }
      var other = replica.isBehind() && !replica.nextDue().isAfter(clock.truth());
      var turn = (other && random.nextBoolean()) || random.nextInt(8) == 0;
      var one = turn || program.nextDue().isAfter(clock.truth()) ? replica : program;
      step("", one::workOnce);
      afterEach.run();
    }
  }

  /// Runs in the middle of the next external call: the other replica works, and a tenant acts.
  void meanwhile(Runnable deed) {
    faultInjector.during(() -> {
      diary.accept("  meanwhile");
      deed.run();
      replica.workOnce();
    });
  }

  boolean isQuiet(Person person) {
    return !person.unsure;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  @Override
  public void close() {
    guards.close();
    disruptions.close();
    tables.close();
    db.close();
    secrets.close();
  }
}

package caravel.app;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.admin.AdminRoutes;
import caravel.control.admin.FigureSampler;
import caravel.control.admin.PlatformNumbers;
import caravel.control.admin.SecretStore;
import caravel.control.auth.Authenticator;
import caravel.control.billing.Alerts;
import caravel.control.billing.Billing;
import caravel.control.billing.BillingClock;
import caravel.control.billing.InvoiceExport;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.domain.CustomDomains;
import caravel.control.hosting.Hosting;
import caravel.control.hosting.ProbeHistory;
import caravel.control.hosting.RelayHosts;
import caravel.control.hosting.RelayTransfers;
import caravel.control.hosting.files.FileRoutes;
import caravel.control.hosting.rooms.RoomRoutes;
import caravel.control.hosting.usage.UsageTracking;
import caravel.control.http.ApiServer;
import caravel.control.http.Readiness;
import caravel.control.http.Route;
import caravel.control.image.ImageRoutes;
import caravel.control.job.Watchdog;
import caravel.control.job.WorkerReport;
import caravel.control.notify.Notify;
import caravel.control.notify.nostr.NostrMessenger;
import caravel.control.payment.PaymentRails;
import caravel.control.plan.PlanRoutes;
import caravel.control.relay.Relays;
import caravel.control.relay.team.TeamRoutes;
import caravel.control.tenant.CostRoutes;
import caravel.control.tenant.TenantDesk;
import caravel.control.tenant.TenantRoutes;
import caravel.outbound.OutboundGuard;
import caravel.outbound.WebSocketDialer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creates every component of the server, top to bottom, and closes them in the reverse order.
final class Wiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  private final Config config;
  private final ServerKeys keys;
  private final InstantSource clock;
  private final DataVolume disk;
  private final WiringEngine engine;
  private final WiringZooid zooids;
  private final WiringSettings settings;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /// Starts the server, which is ready on return.
  ///
  /// @param home the launcher's folder, with the built web app
  /// @throws RefusedException if the stored data and the settings contradict each other
  Wiring(Config config, ServerKeys keys, Path home, InstantSource clock) {
    this(config, keys, home, clock, DataVolume.of(config.storage().dataDir()));
  }

  /// @param disk the free space that `/readyz` reports
  Wiring(Config config, ServerKeys keys, Path home, InstantSource clock, DataVolume disk) {
    this.config = config;
    this.disk = disk;
    this.keys = keys;
    this.clock = clock;
    this.engine = new WiringEngine(config, keys, clock);
    this.zooids = new WiringZooid(config, keys, engine);
    this.settings = new WiringSettings(config, keys);
    try {
      start(home);
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private void start(Path home) {
    // The foundation.
    var metrics = keep(new WiringMetrics(clock));
    var db = keep(config.storage().database().open(clock, Wiring::writerDied));
    var backup = WiringBackup.of(config, keys, db, clock);
    backup.ifPresent(this::keep);
    var box = new SecretBox(keys.encryption());
    var stream = keep(new ActivityStream());
    var guard = WiringTime.guard(config, db, clock);
    var billingClock = new BillingClock(db, guard);
    var activities = new Activities(stream, billingClock);

    // The relay host.
    var running =
        switch (config.hosting().zooid()) {
          case Config.Zooid.Embedded _ ->
              keep(engine.startEmbedded(metrics, backup.map(WiringBackup::relays).orElse(null)));
          case Config.Zooid.Remote _ -> null;
        };
    var engineHealth = engineHealth();
    var zooid = keep(zooids.open(clock));
    var domain = config.hosting().relayDomain();

    // Notices.
    var own = engine.ownRelay();
    // Notices, payments and the connecting of wallets each have separate connections (M3).
    var strangers = keep(WebSocketDialer.forStrangers(own));
    var payingDoor = keep(WebSocketDialer.forStrangers(own));
    var connectingDoor = keep(WebSocketDialer.forStrangers(own));
    var operators = keep(WebSocketDialer.forOperator());
    var notify = keep(notify(db, box, strangers, operators));

    // The domain modules.
    var plans = config.platform().catalogue().plans();
    var hosting = new AtomicReference<Runnable>(() -> {});
    var tenants = new TenantDesk(activities, stream, plans, settings.signUp());
    var relays =
        new Relays(
            settings.relayTerms(),
            tenants,
            new Relays.Foundation(db, activities, stream, box, () -> hosting.get().run()));
    var stored = new StoredDataCheck(config);
    stored.checkSecrets(new SecretStore(db, box));
    stored.checkRelays(relays);
    var alerts =
        keep(
            new Alerts(
                new Alerts.Parts(
                    db,
                    notify.notices(),
                    plans,
                    settings.noticeLinks(),
                    Map.of(domain, zooids.features())),
                clock,
                billingClock));
    activities.follow(alerts);

    // Payments and billing.
    var cards = keep(new WiringCards(config, db, clock, guard));
    var wallets =
        keep(
            new WiringWallets(
                config,
                new WiringWallets.Doors(payingDoor, connectingDoor, operators),
                clock,
                theirs -> guard.compare("the platform's wallet", theirs)));
    var billing =
        keep(
            new Billing(
                new Billing.Foundation(db, activities, stream, box),
                new Billing.Nouns(tenants, relays, notify.notices()),
                settings.billingTerms(),
                new PaymentRails(
                    wallets.wallet().orElse(null), wallets.payers(), cards.cards(), cards.rates()),
                new Billing.Clocks(billingClock, clock, guard)));
    openBooks(billing);

    // Workers.
    var hosts = new RelayHosts(Map.of(domain, zooid), Map.of(domain, zooid.content()));
    var probes = config.storage().beside("probes.db");
    var history = keep(ProbeHistory.in(probes, clock));
    var host =
        keep(
            new Hosting(
                new Hosting.Parts(
                    db,
                    history,
                    relays.progress(),
                    plans,
                    hosts,
                    running != null && backup.isPresent()),
                clock,
                RandomGenerator.of("SecureRandom"),
                virtualThreads("hosting-"),
                Thread::sleep,
                Hosting.PROBE_EVERY));
    hosting.set(host::changed);
    if (running == null) {
      backup.ifPresent(open ->
          metrics.addMirrors(keep(open.mirror(relays.progress(), plans, domain, zooid, clock))));
    }
    activities.follow(host.causes());
    notify.publish(host::statusSummary);

    var transfers =
        new RelayTransfers(
            new RelayTransfers.Parts(
                db,
                stream,
                relays.progress(),
                plans,
                hosts,
                Map.of(domain, zooid),
                Map.of(domain, zooid.files()),
                new InvoiceExport(db, billingClock)::of),
            clock,
            config.hosting().importBytesMax());

    var outboundGuard = keep(OutboundGuard.open());
    var logo = config.platform().profile().picture();
    var images = keep(new ImageRoutes(outboundGuard::fetch, logo, clock));

    var domainFoundation =
        new CustomDomains.Foundation(
            db, activities, relays, notify.notices(), config.http().appUrl());
    var domains = new CustomDomains(domainFoundation);
    var edge = new WiringEdge(config, engine, parts::push);
    var numbers = new PlatformNumbers(db, relays, billing, clock);
    Supplier<List<WorkerReport>> workers =
        () -> reports(host, notify, alerts, billing, cards, backup, edge);
    var reader = metrics.figures(numbers, workers, running);
    var sampler = keep(new FigureSampler(db, reader::read, clock));
    var usageParts =
        new UsageTracking.Parts(
            db, relays.progress(), plans, host.access(), Map.of(domain, zooid.usage()));
    var usage = keep(new UsageTracking(usageParts, clock, virtualThreads("usage-")));
    var operator = keep(new WiringOperator(db, plans, tenants, relays, notify.notices(), clock));
    Supplier<List<WorkerReport>> reports =
        () ->
            Stream.concat(
                    workers.get().stream(),
                    Stream.of(sampler.report(), usage.report(), operator.report()))
                .toList();

    // The API comes last, so that no request is answered before every component runs.
    var routes = new ArrayList<Route>();
    routes.addAll(new PlanRoutes(plans, cards.rates()).routes());
    routes.addAll(new CostRoutes(db, tenants, cards.rates()).routes());
    routes.addAll(tenantRoutes(db, tenants, activities, relays).routes());
    routes.addAll(relays.routes());
    routes.addAll(new TeamRoutes(db, relays).routes());
    routes.addAll(domains.routes());
    routes.addAll(host.routes());
    routes.addAll(transfers.routes());
    routes.addAll(
        new FileRoutes(relays.progress(), plans, host.access(), Map.of(domain, zooid.files()))
            .routes());
    routes.addAll(
        new WiringInvites(config, zooids.features(), clock)
            .routes(relays.progress(), host.access(), zooid.inviteCodes(), images));
    routes.addAll(
        new RoomRoutes(relays.progress(), host.access(), RandomGenerator.of("SecureRandom"), clock)
            .routes());
    routes.addAll(
        operator.routes(host.access(), box, Map.of(domain, zooid), config.http().appUrl()));
    routes.addAll(notify.routes(tenants));
    routes.addAll(billing.routes(settings.returnUrls(), config.isDemo()));
    routes.addAll(
        new AdminRoutes(
                db,
                settings.platformInfo(zooids.features()),
                new AdminRoutes.Nouns(plans, tenants, relays, billing),
                new AdminRoutes.Reports(
                    reports, host::faults, () -> backup.map(open -> open.report(running))))
            .routes());
    routes.addAll(usage.routes());
    routes.addAll(images.routes());
    routes.addAll(wallets.routes());
    routes.add(stream.route());
    var authenticator = new Authenticator(settings.auth(), db, clock);
    var watchdog = keep(new Watchdog(reports, clock));
    var readiness = readiness(db, engineHealth, watchdog);
    var monitoring = new ApiServer.Monitoring(readiness, metrics.meters());
    keep(ApiServer.start(settings.http(home), routes, authenticator, db, monitoring, clock));
    keep(new Drain(readiness, config.isDemo() ? Duration.ZERO : Drain.PERIOD));
    edge.start(domainFoundation, domains, outboundGuard, metrics, clock);
    metrics.addDatabase(db);
    metrics.addPlatform(numbers);
    metrics.addWorkers(reports);
    backup.ifPresent(metrics::addBackup);
    metrics.addReadiness(readiness);
    metrics.addHosting(host);
    metrics.addMoney(() -> billing.moneyHold() != null, wallets::silence);
    keepMetricsServer(metrics);
    watchdog.start();
    host.start();
    notify.start();
    alerts.start();
    billing.start();
    backup.ifPresent(WiringBackup::start);
    sampler.start();
    usage.start();
    operator.start();
  }

  private void keepMetricsServer(WiringMetrics metrics) {
    var listen = config.http().metrics();
    if (listen != null) {
      keep(MetricsServer.start(metrics.meters(), listen));
    }
  }

  /// Ends the process. Only a restart by a supervisor opens the database again.
  private static void writerDied() {
    LOG.error("the process ends because the database cannot be written any more");
    Runtime.getRuntime().halt(Main.EXIT_FATAL);
  }

  private @Nullable EngineHealth engineHealth() {
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> {
        var health = keep(new EngineHealth(engine.url(), clock));
        health.start();
        yield health;
      }
      case Config.Zooid.Remote _ -> null;
    };
  }

  /// Migrations need no check, because they run before the server listens.
  private Readiness readiness(Db db, @Nullable EngineHealth engine, Watchdog watchdog) {
    var checks = new ArrayList<Readiness.Check>();
    checks.add(new Readiness.Check("database", db::fault));
    checks.add(new Readiness.Check("disk", disk::fault));
    checks.add(new Readiness.Check("workers", watchdog::fault));
    if (engine != null) {
      checks.add(new Readiness.Check("engine", engine::fault));
    }
    return new Readiness(checks);
  }

  private Notify notify(Db db, SecretBox box, WebSocketDialer strangers, WebSocketDialer known) {
    return new Notify(
        db,
        new NostrMessenger(strangers, known, keys.robot(), clock),
        WiringMail.channel(config, keys, db, box, clock),
        settings.robot(),
        clock,
        RandomGenerator.of("SecureRandom"),
        virtualThreads("notices-"));
  }

  private static ExecutorService virtualThreads(String prefix) {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(prefix, 0).factory());
  }

  private static List<WorkerReport> reports(
      Hosting host,
      Notify notify,
      Alerts alerts,
      Billing billing,
      WiringCards cards,
      Optional<WiringBackup> backup,
      WiringEdge edge) {
    return Stream.of(
            host.reports(),
            notify.reports(),
            alerts.reports(),
            billing.reports(),
            cards.reports(),
            backup.map(WiringBackup::reports).orElse(List.of()),
            edge.reports())
        .flatMap(List::stream)
        .toList();
  }

  private static void openBooks(Billing billing) {
    try {
      billing.open();
    } catch (IllegalStateException doesNotFit) {
      throw new RefusedException(String.valueOf(doesNotFit.getMessage()));
    }
  }

  private TenantRoutes tenantRoutes(
      Db db, TenantDesk tenants, Activities activities, Relays relays) {
    return new TenantRoutes(db, tenants, activities, settings.returnUrls(), relays);
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      var part = parts.pop();
      try {
        part.close();
      } catch (Exception failed) {
        LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), failed);
      }
    }
  }
}

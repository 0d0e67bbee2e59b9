package caravel.app;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.admin.AdminRoutes;
import caravel.control.admin.PlatformInfo;
import caravel.control.admin.SecretStore;
import caravel.control.auth.AuthSettings;
import caravel.control.auth.Authenticator;
import caravel.control.billing.Alerts;
import caravel.control.billing.Billing;
import caravel.control.billing.BillingClock;
import caravel.control.billing.BillingRails;
import caravel.control.billing.BillingTerms;
import caravel.control.billing.core.Invoicing;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.hosting.Hosting;
import caravel.control.hosting.Hosts;
import caravel.control.hosting.ProbeHistory;
import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.control.http.ApiServer;
import caravel.control.http.HttpSettings;
import caravel.control.http.Readiness;
import caravel.control.http.Route;
import caravel.control.image.ImageRoutes;
import caravel.control.job.Watchdog;
import caravel.control.job.WorkerReport;
import caravel.control.notify.Notify;
import caravel.control.notify.RobotSettings;
import caravel.control.notify.nostr.NostrMessenger;
import caravel.control.outbound.Outbound;
import caravel.control.outbound.OwnRelay;
import caravel.control.outbound.RelayDoor;
import caravel.control.plan.PlanRoutes;
import caravel.control.relay.HostFeatures;
import caravel.control.relay.RelayTerms;
import caravel.control.relay.Relays;
import caravel.control.tenant.ReturnUrls;
import caravel.control.tenant.TenantDesk;
import caravel.control.tenant.TenantRoutes;
import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.failure.FailureHandler;
import caravel.engine.store.Sync;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes every part, top to bottom, and closes them in the reverse order. Whoever wants to know
/// what the program consists of reads this.
final class Wiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  private final Config config;
  private final Keys keys;
  private final InstantSource clock;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /// Everything is up when this returns.
  ///
  /// @param home the launcher's folder, where the built web app is
  /// @throws RefusedException when what is stored and what is set do not fit each other
  Wiring(Config config, Keys keys, Path home, InstantSource clock) {
    this.config = config;
    this.keys = keys;
    this.clock = clock;
    try {
      start(home);
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private void start(Path home) {
    // Foundation.
    var db = keep(Db.open(config.storage().database(), clock, Wiring::writerDied));
    var box = new SecretBox(keys.encryption());
    var stream = keep(new ActivityStream());
    var guard = WiringTime.guard(config, db, clock);
    var billingClock = new BillingClock(db, guard);
    var activities = new Activities(stream, billingClock);

    // Where relays are made real.
    switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> keep(embeddedEngine());
      case Config.Zooid.Remote _ -> {}
    }
    var engineHealth = engineHealth();
    var zooid = keep(ZooidHost.open(zooidSettings(), clock));
    var domain = config.hosting().relayDomain();

    // What people are told.
    var own = ownRelay();
    // Notices, payments and the connecting of wallets each have connections of their own (M3).
    var strangers = keep(RelayDoor.forStrangers(own));
    var payingDoor = keep(RelayDoor.forStrangers(own));
    var connectingDoor = keep(RelayDoor.forStrangers(own));
    var operators = keep(RelayDoor.forOperator());
    var notify = keep(notify(db, strangers, operators));

    // Nouns.
    var plans = config.platform().catalogue().plans();
    var hosting = new AtomicReference<Runnable>(() -> {});
    var tenants = new TenantDesk(activities, stream, plans.currency());
    var relays =
        new Relays(
            relayTerms(),
            tenants,
            new Relays.Foundation(db, activities, stream, box, () -> hosting.get().run()));
    checkSecrets(new SecretStore(db, box));
    refuseWhatDoesNotFit(relays);
    var alerts =
        keep(
            new Alerts(
                new Alerts.Parts(
                    db,
                    notify.notices(),
                    plans,
                    config.http().appUrl(),
                    Map.of(domain, hostFeatures())),
                clock,
                billingClock));
    activities.follow(alerts);

    // Money.
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
                billingTerms(),
                rails(wallets, cards),
                new Billing.Clocks(billingClock, clock, guard)));
    openBooks(billing);

    // Workers.
    var hosts = new Hosts(Map.of(domain, zooid));
    var probes = config.storage().database().resolveSibling("probes.db");
    var history = keep(ProbeHistory.in(probes, clock));
    var host =
        keep(
            new Hosting(
                new Hosting.Parts(history, relays.progress(), plans, hosts),
                clock,
                RandomGenerator.of("SecureRandom"),
                Hosting.PROBE_EVERY));
    hosting.set(host::changed);

    var outbound = keep(Outbound.open());
    var logo = config.platform().robot().picture();
    var images = keep(new ImageRoutes(outbound::fetch, logo, clock));

    // The API, last, so that nobody is answered before all of it is there.
    var routes = new ArrayList<Route>();
    routes.addAll(new PlanRoutes(plans, cards.rates()).routes());
    routes.addAll(tenantRoutes(db, tenants, activities, relays).routes());
    routes.addAll(relays.routes());
    routes.addAll(host.routes());
    routes.addAll(notify.routes());
    routes.addAll(billing.routes(returnUrls(), config.isDemo()));
    routes.addAll(
        new AdminRoutes(
                db,
                platformInfo(),
                new AdminRoutes.Nouns(plans, tenants, relays, billing),
                new AdminRoutes.Reports(
                    () -> reports(host, notify, alerts, billing, cards), host::faults))
            .routes());
    routes.addAll(images.routes());
    routes.addAll(wallets.routes());
    routes.add(stream.route());
    var authenticator = new Authenticator(authSettings(), db, clock);
    var watchdog = keep(new Watchdog(() -> reports(host, notify, alerts, billing, cards), clock));
    var readiness = readiness(db, engineHealth, watchdog);
    keep(
        ApiServer.start(
            httpSettings(home), new ApiServer.Parts(routes, authenticator, db, readiness, clock)));
    keep(new Drain(readiness, config.isDemo() ? Duration.ZERO : Drain.PERIOD));
    watchdog.start();
    host.start();
    notify.start();
    alerts.start();
    billing.start();
  }

  /// Nothing can be written any more: a supervisor that restarts the process is the only cure.
  private static void writerDied() {
    LOG.error("the process ends because the database cannot be written any more");
    Runtime.getRuntime().halt(Main.EXIT_FATAL);
  }

  private @Nullable EngineHealth engineHealth() {
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> {
        var health = keep(new EngineHealth(URI.create("http://" + engineAuthority()), clock));
        health.start();
        yield health;
      }
      case Config.Zooid.Remote _ -> null;
    };
  }

  /// Migrations need no check of their own: they have run before the server listens.
  private Readiness readiness(Db db, @Nullable EngineHealth engine, Watchdog watchdog) {
    var disk = new DiskSpace(config.storage().dataDir());
    var checks = new ArrayList<Readiness.Check>();
    checks.add(new Readiness.Check("database", db::fault));
    checks.add(new Readiness.Check("disk", disk::fault));
    checks.add(new Readiness.Check("workers", watchdog::fault));
    if (engine != null) {
      checks.add(new Readiness.Check("engine", engine::fault));
    }
    return new Readiness(checks);
  }

  /// The engine alone, as `caravel engine` runs it.
  static Engine engine(Config.Engine engine, List<String> trustedProxies, InstantSource clock) {
    var api = engine.api();
    return Engine.start(
        new EngineSettings(
            new EngineSettings.Listen(engine.listen().host(), engine.listen().port()),
            new EngineSettings.Folders(
                engine.folders().config(), engine.folders().relays(), engine.folders().media()),
            new EngineSettings.Api(
                api.host().isEmpty() ? null : api.host(), Set.copyOf(api.whitelist())),
            engine.fullSync() ? Sync.FULL : Sync.NORMAL,
            trustedProxies,
            new EngineSettings.Bounds(
                engine.bounds().relayBytesMax(), engine.bounds().isRateLimited())),
        clock,
        new FailureHandler(() -> Runtime.getRuntime().halt(Main.EXIT_FATAL)));
  }

  private Engine embeddedEngine() {
    var engine = config.hosting().engine();
    SystemRelay.prepare(config, keys);
    var api = new Config.EngineApi(engineAuthority(), List.of(keys.zooidApi().publicKey()));
    return engine(
        new Config.Engine(
            engine.listen(), engine.fullSync(), engine.folders(), api, engine.bounds()),
        config.http().trustedProxies(),
        clock);
  }

  /// The address by which this process reaches its own engine, which is also the Host header that
  /// selects the engine's management API: a name that no relay can have.
  private String engineAuthority() {
    var listen = config.hosting().engine().listen();
    var host =
        listen.isLoopback() || listen.host().equals("0.0.0.0") || listen.host().equals("::")
            ? "127.0.0.1"
            : listen.host();
    return host + ":" + listen.port();
  }

  /// The relay of a demo's own engine, which strangers may name; production has none.
  private @Nullable OwnRelay ownRelay() {
    var listen = config.hosting().engine().listen();
    return config.isDemo()
        ? new OwnRelay(
            URI.create("ws://localhost:" + listen.port()),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), listen.port()))
        : null;
  }

  private Notify notify(Db db, RelayDoor strangers, RelayDoor operators) {
    var set = config.platform().robot();
    var settings =
        new RobotSettings(
            keys.robot(),
            new RobotSettings.Profile(set.name(), set.description(), set.picture()),
            new RobotSettings.Relays(
                set.relays().outbox(), set.relays().indexers(), set.relays().messaging()),
            config.isDemo());
    var messenger = new NostrMessenger(strangers, operators, keys.robot(), clock);
    return new Notify(
        new Notify.Parts(db, messenger, settings), clock, RandomGenerator.of("SecureRandom"));
  }

  private static List<WorkerReport> reports(
      Hosting host, Notify notify, Alerts alerts, Billing billing, WiringCards cards) {
    return Stream.of(
            host.reports(), notify.reports(), alerts.reports(), billing.reports(), cards.reports())
        .flatMap(List::stream)
        .toList();
  }

  private BillingTerms billingTerms() {
    var catalogue = config.platform().catalogue();
    return new BillingTerms(
        catalogue.plans(),
        new Invoicing.Rules(
            catalogue.invoiceMin(), Duration.ofDays(catalogue.graceDays()), catalogue.payFirst()),
        config.http().appUrl());
  }

  private static BillingRails rails(WiringWallets wallets, WiringCards cards) {
    return new BillingRails(
        wallets.wallet().orElse(null), wallets.payers(), cards.cards(), cards.rates());
  }

  private static void openBooks(Billing billing) {
    try {
      billing.open();
    } catch (IllegalStateException doesNotFit) {
      throw new RefusedException(String.valueOf(doesNotFit.getMessage()));
    }
  }

  private ZooidSettings zooidSettings() {
    var livekit = config.hosting().services().livekit();
    var calls =
        livekit == null
            ? null
            : new ZooidSettings.Livekit(livekit.url(), livekit.apiKey(), livekit.apiSecret());
    var s3 = config.hosting().services().s3();
    var media =
        s3 == null
            ? null
            : new ZooidSettings.S3(
                s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey());
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> {
        var own = URI.create("http://" + engineAuthority());
        yield new ZooidSettings(own, keys.zooidApi(), own, media, calls);
      }
      case Config.Zooid.Remote(var api, var probe) ->
          new ZooidSettings(
              URI.create(api),
              keys.zooidApi(),
              probe == null ? null : URI.create(probe),
              media,
              calls);
    };
  }

  private RelayTerms relayTerms() {
    var limits = config.platform().limits();
    return new RelayTerms(
        config.platform().catalogue().plans(),
        List.of(config.hosting().relayDomain()),
        limits.reservedSubdomains(),
        new RelayTerms.Limits(limits.relays(), limits.freeRelays()));
  }

  private TenantRoutes tenantRoutes(
      Db db, TenantDesk tenants, Activities activities, Relays relays) {
    return new TenantRoutes(db, tenants, activities, returnUrls(), relays);
  }

  private ReturnUrls returnUrls() {
    return new ReturnUrls(config.http().appUrl(), config.http().origins());
  }

  private AuthSettings authSettings() {
    return new AuthSettings(
        config.http().serverUrl(), config.http().appUrl(), Set.copyOf(keys.admins()));
  }

  private PlatformInfo platformInfo() {
    var robot = config.platform().robot();
    return new PlatformInfo(
        new PlatformInfo.Brand(
            robot.name(),
            robot.picture().isEmpty() ? "" : ImageRoutes.LOGO_PATH,
            keys.robot().publicKey()),
        config.http().serverUrl(),
        List.of(new PlatformInfo.Host(config.hosting().relayDomain(), hostFeatures())),
        new PlatformInfo.Relays(robot.relays().indexers(), robot.relays().messaging()),
        config.platform().catalogue().graceDays(),
        new PlatformInfo.Build(Version.text(), config.isDemo()));
  }

  private HostFeatures hostFeatures() {
    return switch (config.hosting().zooid()) {
      case Config.Zooid.Embedded _ -> HostFeatures.EMBEDDED;
      case Config.Zooid.Remote _ ->
          HostFeatures.zooid(config.hosting().services().livekit() != null);
    };
  }

  /// The relays of a demo speak no TLS, which `wss:` in the page's policy does not cover.
  private List<String> demoSockets() {
    var port = config.hosting().engine().listen().port();
    return config.isDemo()
        ? List.of("ws://localhost:" + port, "ws://*.localhost:" + port)
        : List.of();
  }

  private HttpSettings httpSettings(Path home) {
    var http = config.http();
    var built = home.resolve("web/dist");
    var rates = http.rates();
    return new HttpSettings(
        new HttpSettings.Listen(http.listen().host(), http.listen().port()),
        http.origins(),
        http.trustedProxies(),
        new HttpSettings.Rates(rates.perKey(), rates.perAddress()),
        new HttpSettings.Web(
            Files.isDirectory(built) ? built : null,
            demoSockets(),
            config.platform().robot().name()));
  }

  /// @throws RefusedException if a stored secret cannot be read as it is
  private void checkSecrets(SecretStore secrets) {
    var counts = secrets.count();
    var unreadable = counts.getOrDefault(SecretBox.State.UNREADABLE, 0L);
    if (unreadable > 0) {
      throw new RefusedException(
          "ENCRYPTION_SECRET cannot decrypt "
              + unreadable
              + " of the stored secrets. Add the old key after the new one, separated by a comma.");
    }
    var unbound = counts.getOrDefault(SecretBox.State.UNBOUND, 0L);
    if (unbound > 0 && !config.isDemo()) {
      throw new RefusedException(
          unbound
              + " stored secrets were written by an older version. Run `caravel reseal` once, then"
              + " start again.");
    }
    if (unbound > 0) {
      secrets.reseal();
    }
    var old = counts.getOrDefault(SecretBox.State.OLD_KEY, 0L);
    if (old > 0) {
      LOG.info(
          "{} stored secrets are encrypted with an older key of ENCRYPTION_SECRET; `caravel reseal`"
              + " encrypts them with the first one",
          old);
    }
  }

  private void refuseWhatDoesNotFit(Relays relays) {
    var missing = relays.plansMissing();
    if (!missing.isEmpty()) {
      throw new RefusedException(
          "PLANS_FILE: relays are on plans that are not in it ("
              + String.join(", ", missing)
              + "); a plan in use may be hidden, not removed");
    }
    var domains = relays.domainsMissing();
    if (!domains.isEmpty()) {
      throw new RefusedException(changedRelayDomain(domains));
    }
  }

  private String changedRelayDomain(Map<String, Long> domains) {
    var counts =
        domains.entrySet().stream()
            .map(entry -> entry.getValue() + " under " + entry.getKey())
            .collect(Collectors.joining(", "));
    return "RELAY_DOMAIN: it is "
        + config.hosting().relayDomain()
        + ", but relays depend on another domain and would no longer be served: "
        + counts
        + " (deleted relays count until they are erased). Set the old domain again (in a demo, the"
        + " old ENGINE_PORT), or start with another DATA_DIR";
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

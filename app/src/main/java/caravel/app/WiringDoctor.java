package caravel.app;

import caravel.app.database.DatabaseLocation;
import caravel.app.doctor.BackupCheck;
import caravel.app.doctor.CertificateCheck;
import caravel.app.doctor.Check;
import caravel.app.doctor.ClockCheck;
import caravel.app.doctor.DatabaseServerCheck;
import caravel.app.doctor.DiskCheck;
import caravel.app.doctor.Finding;
import caravel.app.doctor.MediaBucketCheck;
import caravel.app.doctor.NameCheck;
import caravel.app.doctor.PublicAddressCheck;
import caravel.app.doctor.RelayCheck;
import caravel.app.doctor.RelayHostCheck;
import caravel.app.doctor.StoredDataReview;
import caravel.app.doctor.StoredRelay;
import caravel.backup.S3Objects;
import caravel.backup.S3Settings;
import caravel.backup.SealedObjects;
import caravel.control.db.SecretBox;
import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.money.Money;
import caravel.control.money.rates.MedianRate;
import caravel.control.payment.Wallet;
import caravel.control.payment.nwc.NwcWallet;
import caravel.control.payment.nwc.WalletEnvironment;
import caravel.control.payment.stripe.StripeReview;
import caravel.control.payment.stripe.StripeSettings;
import caravel.control.plan.Plan;
import caravel.nostr.Msats;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.nwc.WalletConnection;
import caravel.outbound.WebSocketDialer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;

/// Creates the checks of `caravel doctor` from the settings.
final class WiringDoctor implements AutoCloseable {
  private static final Duration CONNECT_WAIT = Duration.ofSeconds(5);
  private static final Duration INVOICE_EXPIRY = Duration.ofMinutes(1);
  private static final int HTTPS = 443;

  /// No relay's schema has a hyphen.
  private static final String MEDIA_PREFIX = "caravel-doctor";

  private final Config config;
  private final InstantSource clock;
  private final ServerKeys keys;
  private final WebSocketDialer dialer = WebSocketDialer.forOperator();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_WAIT).build();

  WiringDoctor(Config config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.keys = ServerKeys.of(config);
  }

  /// A demo has no names, certificates or clock to check.
  List<Check> checks() {
    var checks = new ArrayList<Check>();
    checks.add(new Check("start", this::askStart));
    if (config.storage().database() instanceof DatabaseLocation.Server(var address)) {
      checks.add(new Check("database", new DatabaseServerCheck(address)::ask));
    }
    checks.add(new Check("data", storedData()::ask));
    checks.add(new Check("disk", new DiskCheck(config.storage().dataDir())::ask));
    if (!config.isDemo()) {
      checks.add(new Check("clock", new ClockCheck(http, clock, timeSources())::ask));
      checks.add(new Check("dns", names()::ask));
      checks.add(new Check("certificate", certificates()::ask));
      checks.add(new Check("proxy", publicAddress()::ask));
      checks.add(new Check("relay", this::askRelay));
    }
    checks.add(new Check("zooid", this::askZooid));
    checks.add(new Check("wallet", this::askWallet));
    checks.add(new Check("stripe", this::askStripe));
    checks.add(new Check("robot", robotRelays()::ask));
    checks.add(new Check("mail", () -> WiringMail.ask(config)));
    checks.add(new Check("media", this::askMedia));
    checks.add(new Check("backup", this::askBackup));
    return checks;
  }

  /// Checks the folders and ports as a start does, if no server runs.
  private List<Finding> askStart() {
    if (!Files.isDirectory(config.storage().dataDir())) {
      return List.of(Finding.note("The server was never started with this DATA_DIR."));
    }
    var faults = new Faults();
    try (var preflight = Preflight.ofServe(config, faults)) {
      if (!preflight.isAlone()) {
        return List.of(Finding.ok("A server runs with this DATA_DIR."));
      }
    }
    return faults.none()
        ? List.of(Finding.ok("No server runs; its folders and ports are free."))
        : faults.all().stream().map(line -> Finding.fault(line, "")).toList();
  }

  /// The same rules as [StoredDataCheck], which needs the database for itself.
  private StoredDataReview storedData() {
    var plans =
        config.platform().catalogue().plans().all().stream()
            .map(Plan::id)
            .collect(Collectors.toSet());
    return new StoredDataReview(
        config.storage().database(),
        new SecretBox(keys.encryption()),
        plans,
        Set.of(config.hosting().relayDomain()));
  }

  private URI serverUrl() {
    return URI.create(config.http().serverUrl());
  }

  private List<URI> timeSources() {
    var sources = new ArrayList<URI>();
    var payments = config.platform().payments();
    payments.rateSources().forEach(source -> sources.add(URI.create(source)));
    if (payments.cards() != null) {
      sources.add(payments.cards().apiBase());
    }
    sources.addAll(MedianRate.BUILT_IN);
    return sources;
  }

  private NameCheck names() {
    var servers = new ArrayList<NameCheck.Server>();
    servers.add(new NameCheck.Server("SERVER_URL", serverUrl().getHost()));
    var app = URI.create(config.http().appUrl()).getHost();
    if (!app.equals(serverUrl().getHost())) {
      servers.add(new NameCheck.Server("APP_URL", app));
    }
    return new NameCheck(NameCheck.Names.SYSTEM, servers, "caravel-doctor." + relayDomainName());
  }

  private String relayDomainName() {
    return config.hosting().relayDomain().replaceAll(":\\d+$", "");
  }

  private CertificateCheck certificates() {
    var servers = new ArrayList<InetSocketAddress>();
    if ("https".equals(serverUrl().getScheme())) {
      var port = serverUrl().getPort();
      servers.add(
          InetSocketAddress.createUnresolved(serverUrl().getHost(), port < 0 ? HTTPS : port));
    }
    relayHost().ifPresent(host -> servers.add(InetSocketAddress.createUnresolved(host, HTTPS)));
    return new CertificateCheck((SSLSocketFactory) SSLSocketFactory.getDefault(), clock, servers);
  }

  private PublicAddressCheck publicAddress() {
    var trusts = !config.hosting().engine().trustedProxies().isEmpty();
    return new PublicAddressCheck(http, serverUrl(), trusts);
  }

  private Optional<String> relayHost() {
    try {
      return StoredRelay.host(config.storage().database());
    } catch (SQLException unreadable) {
      throw new IllegalStateException(config.storage().database() + " cannot be read", unreadable);
    }
  }

  private List<Finding> askRelay() throws InterruptedException {
    var host = relayHost();
    return host.isEmpty()
        ? List.of(Finding.note("There is no relay yet. Create one, then run this once more."))
        : new RelayHostCheck(dialer, keys.robot(), clock).ask("wss://" + host.get());
  }

  private List<Finding> askZooid() {
    var engine = new WiringEngine(config, keys, clock);
    try (var host = new WiringZooid(config, keys, engine).open(clock)) {
      var where =
          config.hosting().zooid() instanceof Config.Zooid.Remote(var api, _)
              ? "zooid at " + api
              : "the engine at " + engine.url();
      return List.of(zooid(host.access(), where));
    }
  }

  private Finding zooid(ZooidHost.ApiAccess access, String where) {
    var remote = config.hosting().zooid() instanceof Config.Zooid.Remote;
    return switch (access) {
      case ZooidHost.ApiAccess.Granted() -> Finding.ok(where + " accepts the platform's key.");
      case ZooidHost.ApiAccess.KeyRefused(var why) ->
          Finding.fault(
              where + " refuses the platform's key: " + why + ".",
              "Add " + keys.zooidApi().publicKey().hex() + " to its API_WHITELIST.");
      case ZooidHost.ApiAccess.NotZooid() ->
          Finding.fault(
              where + " has no management API.", "Its API_HOST must be the host of ZOOID_API_URL.");
      case ZooidHost.ApiAccess.Unreachable(var why) when remote ->
          Finding.fault(
              where + " does not answer: " + why + ".", "Start it, or correct" + " ZOOID_API_URL.");
      case ZooidHost.ApiAccess.Unreachable _ ->
          Finding.note("The server does not run, so its engine was not asked.");
    };
  }

  private List<Finding> askWallet() {
    return switch (config.platform().payments().lightning()) {
      case Config.Lightning.Off _ ->
          List.of(Finding.note("NWC_URL is not set: nobody can pay by Lightning."));
      case Config.Lightning.Embedded _ -> List.of(Finding.ok("A demo has its own wallet."));
      case Config.Lightning.Connected(var connection) -> List.of(wallet(connection));
    };
  }

  private Finding wallet(WalletConnection connection) {
    var environment = new WalletEnvironment(dialer, clock, RandomGenerator.of("SecureRandom"));
    var action =
        "Check that the wallet runs, and that NWC_URL allows make_invoice and"
            + " lookup_invoice (docs/wallet.md).";
    try (var wallet = NwcWallet.open(connection, environment)) {
      return switch (wallet.makeInvoice(new Msats(1_000), "caravel doctor", INVOICE_EXPIRY)) {
        case Wallet.Made.Bolt11(var lnbc) -> lookedUp(wallet, lnbc, action);
        case Wallet.Made.Refused(var why) ->
            Finding.fault("The wallet makes no invoice: " + why + ".", action);
        case Wallet.Made.Unknown(var why) ->
            Finding.fault("The wallet does not answer: " + why + ".", action);
      };
    }
  }

  private static Finding lookedUp(Wallet wallet, String lnbc, String action) {
    return switch (wallet.lookUp(PaymentRequest.parse(lnbc).terms().paymentHash())) {
      case Wallet.LookedUp.Unsettled _ ->
          Finding.ok("The wallet makes invoices and looks them up (1 sat, not to be paid).");
      case Wallet.LookedUp.Settled _ ->
          Finding.warning("The wallet calls a new invoice paid.", "Use another wallet.");
      case Wallet.LookedUp.NotFound _ ->
          Finding.fault("The wallet does not find an invoice that it has just made.", action);
      case Wallet.LookedUp.Unknown(var why) ->
          Finding.fault("The wallet does not look up invoices: " + why + ".", action);
    };
  }

  private List<Finding> askStripe() {
    var cards = config.platform().payments().cards();
    return cards == null
        ? List.of(Finding.note("STRIPE_SECRET_KEY is not set: nobody can pay by card."))
        : stripe(cards);
  }

  private List<Finding> stripe(StripeSettings cards) {
    try (var review = new StripeReview(cards)) {
      var findings = new ArrayList<Finding>();
      findings.add(finding(review.key()));
      if (findings.getFirst().level() == Finding.Level.FAULT) {
        return findings;
      }
      findings.add(finding(review.events(config.http().serverUrl() + "/stripe/webhook")));
      findings.add(finding(review.portal()));
      review.prices(prices()).forEach(answer -> findings.add(finding(answer)));
      return findings;
    }
  }

  private Map<String, Money> prices() {
    return config.platform().catalogue().plans().all().stream()
        .collect(Collectors.toMap(Plan::id, Plan::price));
  }

  private static Finding finding(StripeReview.Answer answer) {
    return switch (answer) {
      case StripeReview.Answer.Good(var sentence) -> Finding.ok(sentence);
      case StripeReview.Answer.Bad(var sentence, var action) -> Finding.fault(sentence, action);
      case StripeReview.Answer.Unknown(var sentence) -> Finding.note(sentence);
    };
  }

  private List<Finding> askBackup() {
    var target = config.storage().backup().target();
    if (target == null) {
      return List.of(
          config.isDemo()
              ? Finding.note("A demo needs no backup.")
              : Finding.warning(
                  "BACKUP_URL is not set: if this machine dies, everything is lost.",
                  "Set it to a folder on another disk, or to a bucket (docs/backup.md)."));
    }
    try (var objects = new SealedObjects(target.open(), keys.encryption())) {
      return new BackupCheck(objects, clock).ask();
    }
  }

  private List<Finding> askMedia() {
    var s3 = config.hosting().s3();
    if (s3 == null) {
      return List.of(
          Finding.note(
              "BLOSSOM_S3_BUCKET is not set: files are kept on the disk of the engine or zooid."));
    }
    var endpoint = s3.endpoint().isEmpty() ? null : URI.create(s3.endpoint());
    var settings =
        new S3Settings(
            s3.bucket(), MEDIA_PREFIX, endpoint, s3.region(), s3.accessKey(), s3.secretKey());
    try (var objects = new S3Objects(settings)) {
      return new MediaBucketCheck(objects, clock).ask();
    }
  }

  private RelayCheck robotRelays() {
    var relays = config.platform().relays();
    return new RelayCheck(
        dialer,
        keys.robot(),
        clock,
        List.of(
            new RelayCheck.Use("ROBOT_OUTBOX_RELAYS", relays.outbox()),
            new RelayCheck.Use("ROBOT_INDEXER_RELAYS", relays.indexers()),
            new RelayCheck.Use("ROBOT_MESSAGING_RELAYS", relays.messaging())));
  }

  @Override
  public void close() {
    http.close();
    dialer.close();
  }
}

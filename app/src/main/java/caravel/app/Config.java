package caravel.app;

import caravel.app.database.DatabaseLocation;
import caravel.backup.BackupTarget;
import caravel.control.admin.PlatformInfo;
import caravel.control.billing.core.Invoicing;
import caravel.control.billing.document.Issuer;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.control.http.HttpSettings;
import caravel.control.money.Money;
import caravel.control.notify.RobotSettings;
import caravel.control.payment.stripe.StripeSettings;
import caravel.control.plan.Plans;
import caravel.control.relay.RelayTerms;
import caravel.control.tenant.signup.SignUpMode;
import caravel.engine.EngineSettings;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.WalletConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All settings, checked, as the components of the program take them.
record Config(
    boolean isDemo, Storage storage, Http http, Hosting hosting, Platform platform, Logs logs) {

  /// @param config is only correct if `faults` has none
  record Outcome(Config config, SettingValues values, Faults faults) {}

  /// Reads and checks every setting.
  ///
  /// @param home the launcher's folder, where `.env` and the default data folder are
  static Outcome read(
      Map<String, String> process, Path home, boolean terminal, Setting.Command command) {
    var faults = new Faults();
    var values = SettingValues.read(process, home, terminal, command, faults);
    SettingRules.check(values, faults);
    return new Outcome(of(values, SettingRules.plans(values, faults)), values, faults);
  }

  private static Config of(SettingValues values, Plans plans) {
    return new Config(
        values.isDemo(),
        new Storage(
            values.get(Settings.DATA_DIR),
            values.get(Settings.DATABASE_URL),
            values.find(Settings.ENCRYPTION_SECRET).orElse(List.of()),
            backup(values)),
        http(values),
        hosting(values),
        platform(values, plans),
        new Logs(values.get(Settings.LOG_FORMAT).equals("json"), values.get(Settings.LOG_LEVEL)));
  }

  /// @param encryption the first key encrypts, all decrypt; empty = a demo that generates its own
  record Storage(
      Path dataDir, DatabaseLocation database, List<SecretKey> encryption, Backup backup) {
    /// The database of a command that works on files only.
    ///
    /// @throws RefusedException if the database is on a PostgreSQL server
    Path databaseFile() {
      return switch (database) {
        case DatabaseLocation.File(var path) -> path;
        case DatabaseLocation.Server _ ->
            throw new RefusedException(
                "DATABASE_URL: this needs an SQLite database. The copies of a PostgreSQL database are"
                    + " made with its own tools; docs/postgresql.md says how");
      };
    }

    /// A file of this process beside the database, or in the data folder.
    Path beside(String name) {
      return switch (database) {
        case DatabaseLocation.File(var path) -> path.toAbsolutePath().resolveSibling(name);
        case DatabaseLocation.Server _ -> dataDir.resolve(name);
      };
    }

    Path keys() {
      return dataDir.resolve("keys");
    }
  }

  /// @param target null = nothing is backed up
  /// @param days how far back a restore can go
  record Backup(@Nullable BackupTarget target, int days) {}

  private static Backup backup(SettingValues values) {
    var options =
        new BackupTarget.S3Options(
            values.find(BackupSettings.BACKUP_S3_ENDPOINT).map(URI::create).orElse(null),
            values.get(BackupSettings.BACKUP_S3_REGION),
            values.find(BackupSettings.BACKUP_S3_ACCESS_KEY).orElse(null),
            values.find(BackupSettings.BACKUP_S3_SECRET_KEY).orElse(null));
    return new Backup(
        values
            .find(BackupSettings.BACKUP_URL)
            .map(url -> BackupTarget.parse(url, options))
            .orElse(null),
        values.get(BackupSettings.BACKUP_DAYS));
  }

  /// @param serverUrl without a trailing slash
  /// @param origins empty = any
  /// @param edge the part for a TLS proxy; null = there is none
  /// @param metrics where Prometheus reads the metrics; null = nowhere
  record Http(
      HttpSettings.Listen listen,
      String serverUrl,
      String appUrl,
      List<String> origins,
      HttpSettings.Rates rates,
      @Nullable Edge edge,
      HttpSettings.@Nullable Listen metrics) {

    /// The platform's own names, in lower case and without ports.
    Set<String> names() {
      return Stream.of(serverUrl, appUrl)
          .map(url -> URI.create(url).getHost().toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());
    }
  }

  /// The TLS proxy in front of the platform, which makes custom domains possible.
  ///
  /// @param listen where it asks which names exist
  /// @param address where this machine reaches the proxy; null = where the names lead
  /// @param resolvers are asked for the DNS records of custom domains
  record Edge(
      HttpSettings.Listen listen,
      @Nullable InetSocketAddress address,
      List<InetSocketAddress> resolvers) {}

  private static Http http(SettingValues values) {
    var origins = values.get(Settings.ALLOW_ORIGINS);
    return new Http(
        new HttpSettings.Listen(values.get(Settings.HOST), values.get(Settings.PORT)),
        values.get(Settings.SERVER_URL),
        values.get(Settings.APP_URL),
        origins.contains("*") ? List.of() : origins,
        new HttpSettings.Rates(
            values.get(Settings.RATE_PER_KEY), values.get(Settings.RATE_PER_ADDRESS)),
        values
            .find(Settings.EDGE_PORT)
            .map(port ->
                new Edge(
                    new HttpSettings.Listen(values.get(Settings.EDGE_HOST), port),
                    values.find(Settings.EDGE_PROBE).orElse(null),
                    values.get(Settings.DOMAIN_RESOLVERS)))
            .orElse(null),
        values
            .find(Settings.METRICS_PORT)
            .map(port -> new HttpSettings.Listen(values.get(Settings.METRICS_HOST), port))
            .orElse(null));
  }

  /// @param apiSecret null = a demo that makes its own
  /// @param livekit null = no calls
  /// @param s3 null = media stay on the zooid's disk
  record Hosting(
      String relayDomain,
      Zooid zooid,
      @Nullable SecretKey apiSecret,
      ZooidSettings.@Nullable Livekit livekit,
      ZooidSettings.@Nullable S3 s3,
      EngineSettings engine,
      long importBytesMax) {}

  /// The host of the relays.
  sealed interface Zooid {
    /// The engine in this process.
    record Embedded() implements Zooid {}

    /// @param probeUrl where to reach relays whose public names do not resolve here
    record Remote(String apiUrl, @Nullable String probeUrl) implements Zooid {}
  }

  private static Hosting hosting(SettingValues values) {
    var probe = values.find(Settings.ZOOID_PROBE_URL).orElse(null);
    return new Hosting(
        values.get(Settings.RELAY_DOMAIN),
        values
            .find(Settings.ZOOID_API_URL)
            .<Zooid>map(url -> new Zooid.Remote(url, probe))
            .orElseGet(Zooid.Embedded::new),
        values.find(Settings.ZOOID_API_SECRET).orElse(null),
        WiringZooid.livekit(values),
        WiringZooid.s3(values),
        engine(values),
        values.get(Settings.IMPORT_BYTES_MAX));
  }

  private static EngineSettings engine(SettingValues values) {
    return new EngineSettings(
        new EngineSettings.Listen(
            values.get(Settings.ENGINE_HOST), values.get(Settings.ENGINE_PORT)),
        new EngineSettings.Folders(
            values.get(Settings.CONFIG), values.get(Settings.DATA), values.get(Settings.MEDIA)),
        new EngineSettings.Api(
            values.find(Settings.ENGINE_API_HOST).orElse(null),
            Set.copyOf(values.find(Settings.ENGINE_API_WHITELIST).orElse(List.of()))),
        values.get(Settings.ENGINE_SYNC),
        values.find(Settings.TRUST_PROXY).orElse(List.of()),
        new EngineSettings.Bounds(
            values.get(Settings.RELAY_BYTES_MAX), values.get(Settings.RATE_PER_ADDRESS) > 0));
  }

  /// Who runs the platform.
  ///
  /// @param shown what is public
  /// @param issuer the seller on invoices
  /// @param signUp who may create an account
  record Operator(PlatformInfo.Operator shown, Issuer issuer, SignUpMode signUp) {}

  /// @param robotSecret null = a demo that makes its own
  /// @param mail null = no notices by email
  record Platform(
      List<PublicKey> admins,
      @Nullable SecretKey robotSecret,
      RobotSettings.Profile profile,
      RobotSettings.Relays relays,
      Catalogue catalogue,
      Payments payments,
      Operator operator,
      MailSettings.@Nullable Mail mail) {}

  private static Platform platform(SettingValues values, Plans plans) {
    return new Platform(
        values.find(Settings.ADMINS).orElse(List.of()),
        values.find(Settings.ROBOT_SECRET).orElse(null),
        new RobotSettings.Profile(
            values.get(Settings.ROBOT_NAME),
            values.get(Settings.ROBOT_DESCRIPTION),
            values.find(Settings.ROBOT_PICTURE).orElse("")),
        new RobotSettings.Relays(
            values.find(Settings.ROBOT_OUTBOX_RELAYS).orElse(List.of()),
            values.find(Settings.ROBOT_INDEXER_RELAYS).orElse(List.of()),
            values.find(Settings.ROBOT_MESSAGING_RELAYS).orElse(List.of())),
        new Catalogue(
            plans,
            values.get(MoneySettings.GRACE_DAYS),
            new Money(values.get(MoneySettings.INVOICE_MIN), plans.currency()),
            values.get(MoneySettings.PAY_FIRST),
            new RelayTerms.Limits(
                values.get(Settings.TENANT_RELAYS_MAX),
                values.get(Settings.TENANT_FREE_RELAYS_MAX)),
            Set.copyOf(values.get(Settings.SUBDOMAINS_RESERVED))),
        new Payments(
            lightning(values),
            cards(values).orElse(null),
            values.find(MoneySettings.BTC_USD_SOURCES).orElse(List.of()),
            values.find(MoneySettings.BTC_USD_RATE).orElse(null)),
        new Operator(
            OperatorSettings.operator(values),
            OperatorSettings.issuer(values),
            values.get(OperatorSettings.SIGN_UP)),
        MailSettings.mail(values));
  }

  /// @param graceDays between an invoice and the pause
  /// @param invoiceMin smaller sums roll forward
  /// @param payFirst whose paid relays start only when they are paid
  record Catalogue(
      Plans plans,
      int graceDays,
      Money invoiceMin,
      Invoicing.PayFirst payFirst,
      RelayTerms.Limits limits,
      Set<String> reservedSubdomains) {}

  /// The payment methods, and the price of a bitcoin. Without a payment method nothing is billed.
  ///
  /// @param cards null = off
  /// @param rateSources addresses that tell the price of a bitcoin; empty = the built-in ones
  /// @param fixedRate dollars in cents a coin, for ever; null = ask the sources
  record Payments(
      Lightning lightning,
      @Nullable StripeSettings cards,
      List<String> rateSources,
      @Nullable Money fixedRate) {
    /// The words of `/info`.
    List<String> methods() {
      var methods = new ArrayList<String>();
      if (!(lightning instanceof Lightning.Off)) {
        methods.add("lightning");
      }
      if (cards != null) {
        methods.add("card");
      }
      return methods;
    }
  }

  /// The wallet of the platform's Lightning invoices.
  sealed interface Lightning {
    record Off() implements Lightning {}

    /// A wallet with play money in this process; only in a demo.
    record Embedded() implements Lightning {}

    record Connected(WalletConnection wallet) implements Lightning {}
  }

  private static Lightning lightning(SettingValues values) {
    var wallet = values.find(MoneySettings.NWC_URL);
    if (wallet.isPresent()) {
      return new Lightning.Connected(wallet.get());
    }
    return !values.has(MoneySettings.NWC_URL) && SettingRules.hasDemoWallet(values)
        ? new Lightning.Embedded()
        : new Lightning.Off();
  }

  /// Empty = cards are off.
  static Optional<StripeSettings> cards(SettingValues values) {
    var key = values.find(MoneySettings.STRIPE_SECRET_KEY);
    var webhook = values.find(MoneySettings.STRIPE_WEBHOOK_SECRET);
    if (key.isEmpty() || webhook.isEmpty()) {
      return Optional.empty();
    }
    var prices = new HashMap<String, String>();
    values.find(MoneySettings.STRIPE_PRICE_BASIC).ifPresent(price -> prices.put("basic", price));
    values.find(MoneySettings.STRIPE_PRICE_GROWTH).ifPresent(price -> prices.put("growth", price));
    return Optional.of(
        new StripeSettings(
            key.get(), webhook.get(), values.get(MoneySettings.STRIPE_API_URL), prices));
  }

  record Logs(boolean json, String level) {}

  /// Whether only this machine reaches the address.
  static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  /// An address to listen on as a browser on this machine reaches it.
  static String localUrl(String scheme, EngineSettings.Listen listen) {
    var host = listen.host();
    var isLocal = host.equals("0.0.0.0") || host.equals("::") || isLoopback(host);
    return scheme + "://" + (isLocal ? "localhost" : host) + ":" + listen.port();
  }
}

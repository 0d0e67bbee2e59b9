package caravel.app;

import caravel.control.money.Currency;
import caravel.control.plan.Plans;
import caravel.control.plan.PlansFile;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads [Config] from the variables, with defaults and the rules between settings.
final class ConfigReader {
  private static final int ENGINE_PORT_DEFAULT = 3334;

  /// 1 MiB, 1 PiB and 1 GiB.
  private static final long RELAY_BYTES_LEAST = 1L << 20;

  private static final long RELAY_BYTES_MOST = 1L << 50;
  private static final long RELAY_BYTES_DEFAULT = 1L << 30;
  private static final List<String> RESERVED =
      List.of(
          "api", "admin", "www", "app", "mail", "smtp", "imap", "ns1", "ns2", "status", "docs",
          "help", "support", "billing", "relay", "relays", "static", "assets");

  private final Path home;
  private final Setting.Command command;
  private final Faults faults;
  private final Environment environment;
  private final SettingParser parser;
  private final PaymentSettings payments;
  private final NetworkChecks checks;

  /// The result of reading. `config` is valid only if `faults` is empty.
  record Outcome(Config config, Map<Setting, SettingParser.Shown> shown, Faults faults) {}

  private ConfigReader(Map<String, String> process, Path home, Setting.Command command) {
    this.home = home;
    this.command = command;
    this.faults = new Faults();
    this.environment = Environment.read(process, home, command, faults);
    this.parser = new SettingParser(environment, faults);
    this.payments = new PaymentSettings(parser, faults);
    this.checks = new NetworkChecks(parser, faults);
  }

  /// @param home the launcher's folder, with `.env` and the default data folder
  static Outcome read(
      Map<String, String> process, Path home, boolean terminal, Setting.Command command) {
    var reader = new ConfigReader(process, home, command);
    var config = reader.config(terminal);
    reader.parser.shown().keySet().removeIf(setting -> !setting.readBy(command));
    return new Outcome(config, reader.parser.shown(), reader.faults);
  }

  private Config config(boolean terminal) {
    var mode =
        parser.has(Setting.ZOOID_API_URL)
                || parser.has(Setting.RELAY_DOMAIN)
                || parser.has(Setting.ROBOT_SECRET)
            ? Config.Mode.PRODUCTION
            : Config.Mode.DEMO;
    var robotSecret = parser.secretKey(Setting.ROBOT_SECRET);
    var storage = storage(mode, robotSecret == null ? List.of() : List.of(robotSecret));
    var http = new HttpConfigReader(parser, faults, checks).read(mode, command);
    var hosting = hosting(mode, storage.dataDir(), robotSecret == null);
    var robot = robot(mode, robotSecret, hosting);
    var platform =
        new Config.Platform(
            parser.publicKeys(Setting.ADMINS),
            robot,
            catalogue(),
            tenantLimits(),
            payments.read(mode));
    new UnusedSettings(parser, faults).read();
    if (mode == Config.Mode.DEMO) {
      noteMade(Setting.ROBOT_SECRET, Setting.ENCRYPTION_SECRET, Setting.ZOOID_API_SECRET);
      if (!parser.has(Setting.ADMINS)) {
        var file = storage.keys().resolve("operator.nsec");
        parser.note(Setting.ADMINS, "", "demo: made at first start, kept in " + file);
      }
    } else if (command == Setting.Command.SERVE && !parser.has(Setting.ROBOT_SECRET)) {
      faults.missing(Setting.ROBOT_SECRET, "the key that sends notices: 64 hex digits or nsec1…");
    }
    warnOfLater();
    return new Config(mode, storage, http, hosting, platform, logs(terminal));
  }

  private Config.Storage storage(Config.Mode mode, List<SecretKey> robot) {
    var dataDir = parser.path(Setting.DATA_DIR, home.resolve("data").normalize());
    var database =
        parser.parse(
            Setting.DATABASE_URL,
            "sqlite://path, for instance sqlite://data/caravel.db",
            text -> parser.resolve(Setting.DATABASE_URL, sqlitePath(text)));
    if (database.isEmpty() && !parser.has(Setting.DATABASE_URL)) {
      parser.note(Setting.DATABASE_URL, "sqlite://" + dataDir.resolve("caravel.db"), "default");
    }
    var encryption = parser.secretKeys(Setting.ENCRYPTION_SECRET);
    if (encryption.isEmpty() && mode == Config.Mode.PRODUCTION && !robot.isEmpty()) {
      parser.note(Setting.ENCRYPTION_SECRET, "set", "default: ROBOT_SECRET");
      encryption = robot;
    }
    return new Config.Storage(dataDir, database.orElse(dataDir.resolve("caravel.db")), encryption);
  }

  private static String sqlitePath(String text) {
    var url = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
    if (url.startsWith("postgres:") || url.startsWith("postgresql:")) {
      throw new IllegalArgumentException("PostgreSQL is not in this version");
    }
    if (url.startsWith("sqlite://")) {
      url = url.substring("sqlite://".length());
    } else if (url.startsWith("sqlite:")) {
      url = url.substring("sqlite:".length());
    } else {
      throw new IllegalArgumentException("no such kind of database");
    }
    int query = url.indexOf('?');
    var path = query < 0 ? url : url.substring(0, query);
    if (path.isBlank() || path.contains(":memory:")) {
      throw new IllegalArgumentException("it must name a file");
    }
    return path;
  }

  private Config.Hosting hosting(Config.Mode mode, Path dataDir, boolean robotMissing) {
    var engine = engine(mode, dataDir);
    var api =
        parser.address(
            Setting.ZOOID_API_URL, List.of("http", "https"), "https://zooid.example.com");
    var probe =
        parser.address(Setting.ZOOID_PROBE_URL, List.of("http", "https"), "http://10.0.0.5:3334");
    api.ifPresent(checks::refusePlainHttp);
    var zooid =
        api.<Config.Zooid>map(url -> new Config.Zooid.Remote(url, probe.orElse(null)))
            .orElseGet(Config.Zooid.Embedded::new);
    if (!parser.has(Setting.ZOOID_API_URL)) {
      parser.note(Setting.ZOOID_API_URL, "", "not set");
    }
    var own = "localhost:" + engine.listen().port();
    var domain =
        parser.parse(
            Setting.RELAY_DOMAIN,
            "a domain without a scheme, for instance relays.example.com",
            ConfigReader::domain);
    if (!parser.has(Setting.RELAY_DOMAIN)) {
      if (mode == Config.Mode.PRODUCTION && command == Setting.Command.SERVE) {
        faults.missing(
            Setting.RELAY_DOMAIN,
            "the parent of every relay's host, for instance relays.example.com");
      } else {
        parser.note(Setting.RELAY_DOMAIN, own, "default");
      }
    }
    var secret = parser.secretKey(Setting.ZOOID_API_SECRET);
    if (secret == null && mode == Config.Mode.PRODUCTION && !robotMissing) {
      parser.note(Setting.ZOOID_API_SECRET, "set", "default: ROBOT_SECRET");
      secret = parser.secretKey(Setting.ROBOT_SECRET);
    }
    var services = new ServiceSettings(parser, faults);
    return new Config.Hosting(
        domain.orElse(own),
        zooid,
        secret,
        new Config.Services(services.livekit(), services.s3()),
        engine);
  }

  private static String domain(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (!lower.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\\d{1,5})?") || lower.contains("..")) {
      throw new IllegalArgumentException("not a domain");
    }
    return lower;
  }

  private Config.Engine engine(Config.Mode mode, Path dataDir) {
    var listen =
        new Config.Listen(
            parser.text(Setting.ENGINE_HOST, "127.0.0.1"),
            parser.port(Setting.ENGINE_PORT, ENGINE_PORT_DEFAULT));
    if (command == Setting.Command.SERVE) {
      checks.refusePublicDemo(mode, Setting.ENGINE_HOST, listen);
    }
    var sync = parser.oneOf(Setting.ENGINE_SYNC, List.of("full", "normal"), "full");
    var folders =
        new Config.Folders(
            parser.path(Setting.CONFIG, dataDir.resolve("config")),
            parser.path(Setting.DATA, dataDir.resolve("relays")),
            parser.path(Setting.MEDIA, dataDir.resolve("media")));
    var api =
        new Config.EngineApi(
            parser
                .parse(
                    Setting.ENGINE_API_HOST,
                    "a Host header, for instance zooid.example.com",
                    text -> text)
                .orElse(""),
            parser.publicKeys(Setting.ENGINE_API_WHITELIST));
    if (command == Setting.Command.SERVE) {
      parser.note(Setting.ENGINE_API_HOST, "", "set by serve for its own engine");
      parser.note(Setting.ENGINE_API_WHITELIST, "", "set by serve for its own engine");
    }
    var bounds =
        new Config.EngineBounds(
            parser.whole(
                Setting.RELAY_BYTES_MAX, RELAY_BYTES_LEAST, RELAY_BYTES_MOST, RELAY_BYTES_DEFAULT),
            parser.integer(
                    Setting.RATE_PER_ADDRESS,
                    0,
                    SettingParser.COUNT_MAX,
                    HttpConfigReader.RATE_PER_ADDRESS_DEFAULT)
                > 0);
    return new Config.Engine(listen, sync.equals("full"), folders, api, bounds);
  }

  private Config.Robot robot(Config.Mode mode, @Nullable SecretKey secret, Config.Hosting hosting) {
    var outbox = parser.relays(Setting.ROBOT_OUTBOX_RELAYS);
    var indexers = parser.relays(Setting.ROBOT_INDEXER_RELAYS);
    var messaging = parser.relays(Setting.ROBOT_MESSAGING_RELAYS);
    if (mode == Config.Mode.DEMO) {
      var system = List.of("ws://localhost:" + hosting.engine().listen().port());
      outbox = systemRelay(Setting.ROBOT_OUTBOX_RELAYS, outbox, system);
      indexers = systemRelay(Setting.ROBOT_INDEXER_RELAYS, indexers, system);
      messaging = systemRelay(Setting.ROBOT_MESSAGING_RELAYS, messaging, system);
    } else if (command == Setting.Command.SERVE) {
      warnOfMissingRelays();
    }
    var picture =
        parser.address(
            Setting.ROBOT_PICTURE, List.of("http", "https"), "https://example.com/logo.png");
    return new Config.Robot(
        secret,
        parser.text(Setting.ROBOT_NAME, "Caravel"),
        parser.text(Setting.ROBOT_DESCRIPTION, "Relays for communities"),
        picture.orElse(""),
        new Config.Relays(outbox, indexers, messaging));
  }

  private void warnOfMissingRelays() {
    for (var setting :
        List.of(
            Setting.ROBOT_OUTBOX_RELAYS,
            Setting.ROBOT_INDEXER_RELAYS,
            Setting.ROBOT_MESSAGING_RELAYS)) {
      if (!parser.has(setting)) {
        faults.warn(setting + " is not set: " + setting.offWithout());
      }
    }
  }

  private List<String> systemRelay(Setting setting, List<String> given, List<String> system) {
    if (parser.has(setting)) {
      return given;
    }
    parser.note(setting, system.getFirst(), "demo: the embedded system relay");
    return system;
  }

  private Config.Catalogue catalogue() {
    var currency =
        Currency.named(parser.oneOf(Setting.PLAN_CURRENCY, List.of("sat", "usd"), "sat"))
            .orElse(Currency.SAT);
    var plans = parser.optionalPath(Setting.PLANS_FILE).flatMap(file -> plans(file, currency));
    if (!parser.has(Setting.PLANS_FILE)) {
      parser.note(Setting.PLANS_FILE, "", "default: built-in table");
    }
    return new Config.Catalogue(
        plans.orElseGet(() -> Plans.builtIn(currency)),
        parser.integer(Setting.GRACE_DAYS, 1, 365, 7),
        payments.invoiceMin(currency),
        payments.payFirst());
  }

  private Optional<Plans> plans(Path file, Currency currency) {
    try {
      return switch (PlansFile.read(Files.readString(file), currency)) {
        case PlansFile.Read(var plans) -> Optional.of(plans);
        case PlansFile.Faulty(var wrong) -> {
          wrong.forEach(one -> faults.fault("PLANS_FILE: " + file + ": " + one));
          yield Optional.empty();
        }
      };
    } catch (IOException unreadable) {
      faults.fault(Setting.PLANS_FILE, file + " cannot be read", "name a JSON file of plans");
      return Optional.empty();
    }
  }

  private Config.TenantLimits tenantLimits() {
    var reserved =
        parser.list(
            Setting.SUBDOMAINS_RESERVED,
            "labels separated by commas, for instance " + String.join(",", RESERVED.subList(0, 5)),
            text -> {
              if (!text.matches("[a-z0-9-]{1,63}")) {
                throw new IllegalArgumentException("“" + text + "” is not a label");
              }
              return text;
            });
    if (!parser.has(Setting.SUBDOMAINS_RESERVED)) {
      parser.note(Setting.SUBDOMAINS_RESERVED, String.join(",", RESERVED), "default");
      reserved = RESERVED;
    }
    Set<String> labels = new TreeSet<>(reserved);
    return new Config.TenantLimits(
        parser.integer(Setting.TENANT_RELAYS_MAX, 0, SettingParser.COUNT_MAX, 20),
        parser.integer(Setting.TENANT_FREE_RELAYS_MAX, 0, SettingParser.COUNT_MAX, 5),
        labels);
  }

  private Config.Logs logs(boolean terminal) {
    var format =
        parser.oneOf(Setting.LOG_FORMAT, List.of("text", "json"), terminal ? "text" : "json");
    var level =
        parser.oneOf(Setting.LOG_LEVEL, List.of("trace", "debug", "info", "warn", "error"), "info");
    return new Config.Logs(format.equals("json"), level);
  }

  private void warnOfLater() {
    for (var setting : Setting.values()) {
      if (parser.has(setting) && !setting.notInThisVersion().isEmpty()) {
        faults.warn(setting + " is set, but not in this version: " + setting.notInThisVersion());
      }
    }
  }

  private void noteMade(Setting... made) {
    for (var setting : made) {
      if (!parser.has(setting)) {
        parser.note(setting, setting.isSecret() ? "set" : "", "demo: made at first start");
      }
    }
  }
}

package caravel.app;

import static caravel.app.Setting.Trait.Mark.ENGINE_ONLY;
import static caravel.app.Setting.Trait.Mark.RECOMMENDED;
import static caravel.app.Setting.Trait.Mark.REQUIRED;
import static caravel.app.Setting.Trait.Mark.SECRET;
import static caravel.app.Setting.Trait.Mark.SERVE_ONLY;
import static caravel.app.Setting.Trait.alias;
import static caravel.app.Setting.Trait.zooid;
import static caravel.app.SettingType.address;
import static caravel.app.SettingType.integer;
import static caravel.app.SettingType.list;
import static caravel.app.SettingType.number;
import static caravel.app.SettingType.oneOf;
import static caravel.app.SettingType.origin;
import static caravel.app.SettingType.path;
import static caravel.app.SettingType.publicKeys;
import static caravel.app.SettingType.relays;
import static caravel.app.SettingType.secretKey;
import static caravel.app.SettingType.text;

import caravel.app.Setting.Default;
import caravel.app.Setting.Text;
import caravel.app.database.DatabaseLocation;
import caravel.engine.store.Sync;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Declares every setting, with the groups in [#all], in the order of `caravel config` and README.
final class Settings {
  private static final List<Setting<?>> ALL = new ArrayList<>();
  private static final int COUNT_MAX = 1_000_000;
  private static final int PORT_MAX = 65_535;
  private static final String WEB_EXAMPLE = "https://hosting.example.com";

  static final Setting<Path> DATA_DIR =
      add(
          "DATA_DIR",
          path(),
          Default.computed(
              "`./data`", values -> values.home().resolve("data").normalize().toString()),
          "folder of all stored data; if Caravel creates it, only this user can read it");
  static final Setting<DatabaseLocation> DATABASE_URL =
      add(
          "DATABASE_URL",
          SettingType.database(),
          Default.computed(
              "`sqlite://<DATA_DIR>/caravel.db`",
              values -> "sqlite://" + values.get(DATA_DIR).resolve("caravel.db")),
          "database of the control plane: a file, or `postgres://user:password@host/database`",
          SECRET);
  static final Setting<String> HOST =
      add(
          "HOST",
          text(),
          Default.of("127.0.0.1"),
          "address on which the API and the web app listen",
          SERVE_ONLY,
          alias("SERVER_HOST"));
  static final Setting<Integer> PORT =
      add(
          "PORT",
          integer(1, PORT_MAX),
          Default.of("2892"),
          "port of the API and the web app",
          SERVE_ONLY,
          alias("SERVER_PORT"));
  static final Setting<String> SERVER_URL =
      add(
          "SERVER_URL",
          origin(WEB_EXAMPLE),
          Default.computed(
              "`http://localhost:<PORT>`", values -> "http://localhost:" + values.get(PORT)),
          "public address of the API; required in production",
          REQUIRED);
  static final Setting<String> APP_URL =
      add(
          "APP_URL",
          origin(WEB_EXAMPLE),
          new Default(
              "`SERVER_URL`",
              values -> new Text(values.get(SERVER_URL), "default: SERVER_URL"),
              ""),
          "public address of the web app");
  static final Setting<List<String>> ALLOW_ORIGINS =
      add(
          "ALLOW_ORIGINS",
          list(
              "origins",
              "https://app.example.com",
              item -> item.equals("*") ? item : SettingType.originOf(item)),
          Default.of("*"),
          "origins whose pages may call the API (CORS); `*` = any",
          alias("SERVER_ALLOW_ORIGINS"));
  static final Setting<List<String>> TRUST_PROXY =
      add(
          "TRUST_PROXY",
          SettingType.networks(),
          Default.off("X-Forwarded-* headers are ignored"),
          "addresses or networks of proxies whose `X-Forwarded-*` headers are trusted");
  static final Setting<Integer> RATE_PER_KEY =
      add(
          "RATE_PER_KEY",
          integer(0, COUNT_MAX),
          Default.of("50"),
          "API requests per second and key; `0` = no limit");
  static final Setting<Integer> RATE_PER_ADDRESS =
      add(
          "RATE_PER_ADDRESS",
          integer(0, COUNT_MAX),
          Default.of("200"),
          "API requests per second and address; `0` = no limit, also for clients of relays");
  static final Setting<String> DEMO_PUBLIC =
      add(
          "DEMO_PUBLIC",
          oneOf(List.of("yes", "no")),
          Default.of("no"),
          "`yes` lets a demo listen on an address that other machines reach");
  static final Setting<List<PublicKey>> ADMINS =
      add(
          "ADMINS",
          publicKeys(),
          Default.inDemo(
              "a key in `DATA_DIR/keys/operator.nsec`",
              values ->
                  new Text(
                      "",
                      "demo: created at the first start, kept in "
                          + values.get(DATA_DIR).resolve("keys/operator.nsec")),
              "nobody has operator rights"),
          "public keys of operators",
          alias("SERVER_ADMIN_PUBKEYS"),
          alias("PLATFORM_ADMIN_PUBKEYS"),
          alias("HOSTING_ADMIN_PUBKEYS"));

  static final Setting<String> ZOOID_API_URL =
      add(
          "ZOOID_API_URL",
          address("https://zooid.example.com", "http", "https"),
          Default.off("the embedded engine stands in for zooid"),
          "management API of the zooid to drive; without it, the embedded engine serves the relays");
  static final Setting<SecretKey> ZOOID_API_SECRET =
      add(
          "ZOOID_API_SECRET",
          secretKey(),
          Default.robotKey(),
          "key that signs requests to the zooid",
          SECRET);
  static final Setting<String> ZOOID_PROBE_URL =
      add(
          "ZOOID_PROBE_URL",
          address("http://10.0.0.5:3334", "http", "https"),
          Default.none(),
          "where probes reach relays whose public names do not resolve from this machine");
  static final Setting<String> RELAY_DOMAIN =
      add(
          "RELAY_DOMAIN",
          SettingType.domain(),
          Default.computed(
              "`localhost:<ENGINE_PORT>`",
              values -> "localhost:" + values.get(Settings.ENGINE_PORT)),
          "parent domain of every relay’s host; required in production",
          REQUIRED);
  static final Setting<Path> HOSTS_FILE =
      add(
          "HOSTS_FILE",
          SettingType.hostsFile(),
          Default.none(),
          "JSON list of several zooids",
          Setting.Trait.later("several zooids"));
  static final Setting<String> ENGINE_HOST =
      add("ENGINE_HOST", text(), Default.of("127.0.0.1"), "address on which the engine listens");
  static final Setting<Integer> ENGINE_PORT =
      add(
          "ENGINE_PORT",
          integer(1, PORT_MAX),
          Default.of("3334"),
          "port of the engine",
          zooid("PORT"));
  static final Setting<Sync> ENGINE_SYNC =
      add(
          "ENGINE_SYNC",
          oneOf(List.of(Sync.FULL, Sync.NORMAL)),
          Default.of("full"),
          "what an `OK` survives: `full` a power cut, `normal` the death of the process");
  static final Setting<Long> RELAY_BYTES_MAX =
      add(
          "RELAY_BYTES_MAX",
          number(1L << 20, 1L << 50),
          Default.of("1073741824"),
          "bytes of events that the engine stores for a relay if its plan sets no `bytes`");
  static final Setting<Long> IMPORT_BYTES_MAX =
      add(
          "IMPORT_BYTES_MAX",
          number(1L << 20, 1L << 50),
          Default.of("2147483648"),
          "largest file of events that an owner may import into a relay, in bytes",
          SERVE_ONLY);
  static final Setting<String> ENGINE_API_HOST =
      add(
          "ENGINE_API_HOST",
          text(),
          Default.off("the engine has no management API"),
          "`caravel engine`: Host header that selects the management API",
          ENGINE_ONLY,
          zooid("API_HOST"));
  static final Setting<List<PublicKey>> ENGINE_API_WHITELIST =
      add(
          "ENGINE_API_WHITELIST",
          publicKeys(),
          Default.none(),
          "`caravel engine`: public keys that may manage it",
          ENGINE_ONLY,
          zooid("API_WHITELIST"));
  static final Setting<Path> CONFIG =
      add(
          "CONFIG",
          path(),
          Default.inDataDir("config"),
          "`caravel engine`: folder of the relays’ configuration files",
          ENGINE_ONLY);
  static final Setting<Path> DATA =
      add(
          "DATA",
          path(),
          Default.inDataDir("relays"),
          "`caravel engine`: folder of the relays’ events",
          ENGINE_ONLY);
  static final Setting<Path> MEDIA =
      add(
          "MEDIA",
          path(),
          Default.inDataDir("media"),
          "`caravel engine`: folder of media",
          ENGINE_ONLY);

  static final Setting<Integer> TENANT_RELAYS_MAX =
      add(
          "TENANT_RELAYS_MAX",
          integer(0, COUNT_MAX),
          Default.of("20"),
          "relays that one key may have");
  static final Setting<Integer> TENANT_FREE_RELAYS_MAX =
      add(
          "TENANT_FREE_RELAYS_MAX",
          integer(0, COUNT_MAX),
          Default.of("5"),
          "free relays that one key may have");
  static final Setting<List<String>> SUBDOMAINS_RESERVED =
      add(
          "SUBDOMAINS_RESERVED",
          list("labels", "api,admin", SettingType::label),
          new Default(
              "`api`, `admin`, `www`, …",
              _ ->
                  new Text(
                      "api,admin,www,app,mail,smtp,imap,ns1,ns2,status,docs,help,support,billing,relay,relays,static,assets",
                      "default"),
              ""),
          "names that no relay may take");
  static final Setting<List<SecretKey>> ENCRYPTION_SECRET =
      add(
          "ENCRYPTION_SECRET",
          SettingType.secretKeys(),
          Default.robotKey(),
          "keys that encrypt stored secrets; the first one encrypts, all of them decrypt",
          SECRET);
  static final Setting<SecretKey> ROBOT_SECRET =
      add(
          "ROBOT_SECRET",
          secretKey(),
          Default.inDemo("created", _ -> Text.CREATED, ""),
          "the platform’s own key, which sends notices; required in production",
          SECRET,
          REQUIRED,
          alias("PLATFORM_SECRET"));
  static final Setting<String> ROBOT_NAME =
      add(
          "ROBOT_NAME",
          text(),
          Default.of("Caravel"),
          "name of the platform and of its robot",
          alias("PLATFORM_NAME"));
  static final Setting<String> ROBOT_DESCRIPTION =
      add(
          "ROBOT_DESCRIPTION",
          text(),
          Default.of("Relays for communities"),
          "description in the robot’s profile",
          alias("PLATFORM_DESCRIPTION"));
  static final Setting<String> ROBOT_PICTURE =
      add(
          "ROBOT_PICTURE",
          address("https://example.com/logo.png", "http", "https"),
          Default.none(),
          "address of the robot’s picture, which is also the logo of the web app (`/logo`)",
          alias("PLATFORM_PICTURE"),
          alias("PLATFORM_LOGO"));
  static final Setting<List<String>> ROBOT_OUTBOX_RELAYS =
      add(
          "ROBOT_OUTBOX_RELAYS",
          relays(),
          Default.systemRelay("the robot does not publish where it is to be found"),
          "relays on which the robot publishes its profile and relay lists",
          RECOMMENDED);
  static final Setting<List<String>> ROBOT_INDEXER_RELAYS =
      add(
          "ROBOT_INDEXER_RELAYS",
          relays(),
          Default.systemRelay(
              "notices are not sent as private messages, only shown in the web app"),
          "relays on which the robot looks people up",
          RECOMMENDED,
          alias("NOSTR_INDEXER_RELAYS"));
  static final Setting<List<String>> ROBOT_MESSAGING_RELAYS =
      add(
          "ROBOT_MESSAGING_RELAYS",
          relays(),
          Default.systemRelay(
              "the robot keeps no copy of its messages, and new keys get no mailbox"),
          "relays on which the robot receives private messages",
          RECOMMENDED,
          alias("PLATFORM_MESSAGING_RELAYS"));
  static final Setting<String> EDGE_HOST =
      add(
          "EDGE_HOST",
          text(),
          Default.of("127.0.0.1"),
          "address of the listener for a TLS proxy; belongs into the private network",
          SERVE_ONLY);
  static final Setting<Integer> EDGE_PORT =
      add(
          "EDGE_PORT",
          integer(1, PORT_MAX),
          Default.off("no TLS proxy can ask which names exist"),
          "port of that listener, which also turns custom domains on: [deploy.md](docs/deploy.md)",
          SERVE_ONLY);
  static final Setting<InetSocketAddress> EDGE_PROBE =
      add(
          "EDGE_PROBE",
          SettingType.socketAddress("127.0.0.1:443", 443),
          Default.off("custom domains are probed where their names lead"),
          "where this machine reaches the TLS proxy, if its public address does not answer from inside",
          SERVE_ONLY);
  static final Setting<List<InetSocketAddress>> DOMAIN_RESOLVERS =
      add(
          "DOMAIN_RESOLVERS",
          SettingType.socketAddresses("1.1.1.1,9.9.9.9", 53),
          Default.of("1.1.1.1,9.9.9.9"),
          "recursive DNS resolvers that are asked for the records of custom domains; all must agree",
          SERVE_ONLY);
  static final Setting<String> METRICS_HOST =
      add(
          "METRICS_HOST",
          text(),
          Default.of("127.0.0.1"),
          "address of the listener for Prometheus; belongs into the private network");
  static final Setting<Integer> METRICS_PORT =
      add(
          "METRICS_PORT",
          integer(1, PORT_MAX),
          Default.off("no metrics are served"),
          "port of that listener: [metrics.md](docs/metrics.md)");
  static final Setting<String> LOG_FORMAT =
      add(
          "LOG_FORMAT",
          oneOf(List.of("text", "json")),
          Default.computed(
              "`text` on a terminal, else `json`", values -> values.terminal() ? "text" : "json"),
          "format of the log");
  static final Setting<String> LOG_LEVEL =
      add(
          "LOG_LEVEL",
          oneOf(List.of("trace", "debug", "info", "warn", "error")),
          Default.of("info"),
          "least important lines of the log");

  private Settings() {}

  static List<Setting<?>> all() {
    return List.of(
            ALL,
            OperatorSettings.all(),
            MailSettings.all(),
            BackupSettings.all(),
            MediaSettings.all(),
            MoneySettings.all())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static <T> Setting<T> add(
      String name, SettingType<T> type, Default fallback, String help, Setting.Trait... traits) {
    return Setting.declare(ALL, new Setting<>(name, type, fallback, help, traits));
  }
}

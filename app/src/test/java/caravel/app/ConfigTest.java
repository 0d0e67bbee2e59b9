package caravel.app;

import static caravel.app.TestVariables.OTHER;
import static caravel.app.TestVariables.PRODUCTION;
import static caravel.app.TestVariables.SECRET;
import static caravel.app.TestVariables.npub;
import static caravel.app.TestVariables.with;
import static caravel.app.TestVariables.without;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.admin.PlatformInfo;
import caravel.control.billing.core.Invoicing.PayFirst;
import caravel.control.billing.document.TaxRule;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.control.http.HttpSettings;
import caravel.control.notify.mail.SmtpServer;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigTest {
  @TempDir private Path home;

  @Test
  void nothing_set_is_a_demo_with_every_default() {
    var outcome = read(Map.of());
    var config = outcome.config();
    assertThat(outcome.faults().all()).isEmpty();
    assertThat(outcome.faults().warnings()).isEmpty();
    assertThat(config.isDemo()).isTrue();
    assertThat(config.storage().dataDir()).isEqualTo(home.resolve("data"));
    assertThat(config.storage().databaseFile()).isEqualTo(home.resolve("data/caravel.db"));
    assertThat(config.http().listen()).isEqualTo(new HttpSettings.Listen("127.0.0.1", 2892));
    assertThat(config.http().serverUrl()).isEqualTo("http://localhost:2892");
    assertThat(config.http().rates()).isEqualTo(new HttpSettings.Rates(50, 200));
    assertThat(config.hosting().relayDomain()).isEqualTo("localhost:3334");
    assertThat(config.hosting().zooid()).isEqualTo(new Config.Zooid.Embedded());
    assertThat(config.hosting().engine().sync()).isEqualTo(Sync.FULL);
    assertThat(config.platform().relays().indexers()).containsExactly("ws://localhost:3334");
    assertThat(config.platform().catalogue().reservedSubdomains()).contains("api", "admin", "www");
  }

  @Test
  void production_reads_the_older_names() {
    var outcome =
        read(
            with(
                Map.of(
                    "PLATFORM_NAME", "Harbour",
                    "SERVER_HOST", "0.0.0.0",
                    "SERVER_PORT", "8080",
                    "SERVER_ADMIN_PUBKEYS", OTHER.replace('3', '4') + ", " + npub(OTHER),
                    "NOSTR_INDEXER_RELAYS", "purplepag.es, ws://indexer.example.com/",
                    "SERVER_ALLOW_ORIGINS", "https://app.example.com/"),
                "ZOOID_API_URL",
                "https://zooid.example.com"));
    var config = outcome.config();
    assertThat(outcome.faults().all()).isEmpty();
    assertThat(config.isDemo()).isFalse();
    assertThat(config.platform().profile().name()).isEqualTo("Harbour");
    assertThat(config.http().listen()).isEqualTo(new HttpSettings.Listen("0.0.0.0", 8080));
    assertThat(config.http().origins()).containsExactly("https://app.example.com");
    assertThat(config.platform().admins()).hasSize(2);
    assertThat(config.platform().relays().indexers())
        .containsExactly("wss://purplepag.es", "ws://indexer.example.com");
    assertThat(config.hosting().zooid())
        .isEqualTo(new Config.Zooid.Remote("https://zooid.example.com", null));
    assertThat(config.hosting().apiSecret()).isEqualTo(SecretKey.parse(SECRET));
    assertThat(config.storage().encryption()).containsExactly(SecretKey.parse(SECRET));
    assertThat(outcome.values().shown(Settings.PORT))
        .isEqualTo(new Setting.Text("8080", "environment, as SERVER_PORT"));
  }

  @Test
  void the_operator_is_the_seller_and_abuse_goes_to_the_contact_by_default() {
    var settings =
        Map.of(
            "OPERATOR_NAME", "Harbour Hosting Ltd",
            "OPERATOR_ADDRESS", "1 Quay Street\\n\\n Cork ",
            "OPERATOR_CONTACT", "mailto:help@harbour.example",
            "OPERATOR_TERMS_URL", "https://harbour.example/terms",
            "TAX_LABEL", "VAT",
            "TAX_PERCENT", "7.5");
    var outcome = read(settings);
    var operator = outcome.config().platform().operator();
    assertThat(outcome.faults().all()).isEmpty();
    assertThat(operator.issuer().address()).isEqualTo("1 Quay Street\nCork");
    assertThat(operator.issuer().contact()).isEqualTo("help@harbour.example");
    assertThat(operator.issuer().tax()).isEqualTo(new TaxRule("VAT", 750));
    assertThat(operator.shown().abuse()).isEqualTo("mailto:help@harbour.example");
    assertThat(operator.shown().termsUrl()).isEqualTo("https://harbour.example/terms");
    assertThat(operator.shown().privacyUrl()).isEmpty();
    assertThat(outcome.values().shown(OperatorSettings.OPERATOR_ABUSE).origin())
        .isEqualTo("default: OPERATOR_CONTACT");
  }

  @Test
  void a_mail_server_is_read_with_its_defaults_and_its_password_is_hidden() {
    var outcome =
        read(
            Map.of(
                "SMTP_URL", "smtp://me%40club.example:p%2B+w@mail.example",
                "MAIL_FROM", "notices@club.example"));
    assertThat(outcome.faults().all()).isEmpty();
    var mail = Objects.requireNonNull(outcome.config().platform().mail());
    assertThat(mail.server())
        .isEqualTo(
            new SmtpServer(
                "mail.example",
                587,
                SmtpServer.Tls.STARTTLS,
                new SmtpServer.Login("me@club.example", "p++w")));
    assertThat(outcome.values().shown(MailSettings.SMTP_URL).value()).isEqualTo("set");
    assertThat(outcome.config().toString()).doesNotContain("p++w");
    assertThat(SmtpServer.parse("smtps://mail.example").port()).isEqualTo(465);
    assertThat(SmtpServer.parse("smtp://me:pw@localhost?starttls=no").port()).isEqualTo(25);
    assertThat(SmtpServer.parse("smtp://[::1]:2525?starttls=no").port()).isEqualTo(2525);
  }

  @Test
  void without_an_operator_the_platform_is_the_seller() {
    var operator = read(Map.of("ROBOT_NAME", "Harbour")).config().platform().operator();
    assertThat(operator.issuer().name()).isEqualTo("Harbour");
    assertThat(operator.issuer().tax()).isNull();
    assertThat(operator.shown()).isEqualTo(PlatformInfo.Operator.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PORT | 70000 | PORT: “70000” is not right (out of range); right is a whole number from 1 to 65535",
        "ENGINE_SYNC | maybe | ENGINE_SYNC: “maybe” is not right; right is one of full, normal",
        "SERVER_URL | https://a.example/api | SERVER_URL: “https://a.example/api” is not right (it must have no path)",
        "SERVER_URL | hosting.example.com | SERVER_URL: “hosting.example.com” is not right",
        "RELAY_DOMAIN | https://relays.example.com | RELAY_DOMAIN: “https://relays.example.com” is not right (not a domain)",
        "ADMINS | bob | ADMINS: “bob” is not right (a public key is 64 lower-case hex digits)",
        "DATABASE_URL | postgres://u:p@db | DATABASE_URL: its value is not right (it must name a user, a host and a database)",
        "DATABASE_URL | postgres://db/x?pool=5 | DATABASE_URL: its value is not right (the options are pooler, sslcert, sslkey, sslmode, sslrootcert)",
        "DATABASE_URL | mysql://db/x | DATABASE_URL: its value is not right (no such kind of database)",
        "ROBOT_SECRET | hunter2 | ROBOT_SECRET: its value is not right (not a secret key: 64 hex digits or nsec1… are needed)",
        "PLAN_CURRENCY | eur | PLAN_CURRENCY: “eur” is not right; right is one of sat, usd",
        "GRACE_DAYS | -1 | GRACE_DAYS: “-1” is not right (out of range)",
        "GRACE_DAYS | 0 | GRACE_DAYS: “0” is not right (out of range)", // M11
        "YEARLY | maybe | YEARLY: “maybe” is not right; right is one of on, off",
        "YEARLY_FREE_MONTHS | 12 | YEARLY_FREE_MONTHS: “12” is not right (out of range)",
        "PAY_FIRST | always | PAY_FIRST: “always” is not right; right is one of returning, new, never", // M2
        "TRUST_PROXY | 10.0.0.0/33 | TRUST_PROXY: “10.0.0.0/33” is not right",
        "DOMAIN_RESOLVERS | dns.example | DOMAIN_RESOLVERS: “dns.example” is not right",
        "DOMAIN_RESOLVERS | 1.1.1.1:0 | DOMAIN_RESOLVERS: “1.1.1.1:0” is not right",
        "DOMAIN_RESOLVERS | 1.1.1 | DOMAIN_RESOLVERS: “1.1.1” is not right",
        "EDGE_PROBE | caddy:443 | EDGE_PROBE: “caddy:443” is not right",
        "EDGE_PROBE | 127.0.0.1:65536 | EDGE_PROBE: “127.0.0.1:65536” is not right",
        "TRUST_PROXY | everyone | TRUST_PROXY: “everyone” is not right",
        "NWC_URL | nostr+walletconnect://abc | NWC_URL: its value is not right (the wallet connection has no relay and no secret); right is nostr+walletconnect://",
        "INVOICE_MIN | 0 | INVOICE_MIN: “0” is not right (out of range); right is a whole number from 1 to 1000000000000",
        "INVOICE_MIN | 1e3 | INVOICE_MIN: “1e3” is not right (not a whole number)",
        "BTC_USD_RATE | 12 | BTC_USD_RATE: “12” is not right (a coin costs 1000 to 100000000 dollars)",
        "BTC_USD_SOURCES | http://rates.example | BTC_USD_SOURCES: ",
        "STRIPE_API_URL | http://pay.example.com | STRIPE_API_URL: “http://pay.example.com” is not",
        "STRIPE_PRICE_BASIC | basic | STRIPE_PRICE_BASIC: “basic” is not right",
        "STRIPE_SECRET_KEY | sk_live_1 | STRIPE_WEBHOOK_SECRET: it is missing; set all of",
        "LIVEKIT_URL | wss://lk.example.com | LIVEKIT_API_KEY: it is missing; set all of",
        "BLOSSOM_S3_BUCKET | media | BLOSSOM_S3_REGION: it is missing; set all of",
        "BACKUP_URL | /mnt/backup | BACKUP_URL: “/mnt/backup” is not right (it must start with file:/// or s3://)",
        "BACKUP_DAYS | 0 | BACKUP_DAYS: “0” is not right (out of range)",
        "BACKUP_S3_ACCESS_KEY | AK | BACKUP_S3_SECRET_KEY: it is missing; set all of",
        "BTC_USD_RATE | much | BTC_USD_RATE: “much” is not right (not a number)",
        "METRICS_PORT | none | METRICS_PORT: “none” is not right",
        "OPERATOR_CONTACT | help@harbour.example | OPERATOR_CONTACT: “help@harbour.example” is not right",
        "OPERATOR_CONTACT | mailto:harbour | OPERATOR_CONTACT: “mailto:harbour” is not right (not an email address)",
        "OPERATOR_CONTACT | http://harbour.example | OPERATOR_CONTACT: “http://harbour.example” is not right",
        "OPERATOR_ABUSE | npub1abc | OPERATOR_ABUSE: “npub1abc” is not right",
        "OPERATOR_TERMS_URL | javascript:alert(1) | OPERATOR_TERMS_URL: “javascript:alert(1)” is not right",
        "OPERATOR_ADDRESS | a\\nb\\nc\\nd\\ne\\nf\\ng | OPERATOR_ADDRESS: ",
        "TAX_LABEL | VAT | TAX_PERCENT: it is missing; set all of TAX_LABEL, TAX_PERCENT or none of them",
        "TAX_PERCENT | 101 | TAX_PERCENT: “101” is not right (out of range)",
        "TAX_PERCENT | 7.777 | TAX_PERCENT: “7.777” is not right (no such rate)",
        "TAX_PERCENT | much | TAX_PERCENT: “much” is not right (not a number)",
        "SMTP_URL | smtp://me:pw@mail.example | MAIL_FROM: it is missing; set all of SMTP_URL, MAIL_FROM or none of them",
        "SMTP_URL | mail.example:587 | SMTP_URL: its value is not right (it must start with smtp:// or smtps://); right is smtp://user:password@host:587 or smtps://…",
        "SMTP_URL | smtp://me:p#w@mail.example | SMTP_URL: its value is not right (",
        "SMTP_URL | smtp://me:p w@mail.example | SMTP_URL: its value is not right (not an address; percent-encode the password)",
        "SMTP_URL | smtp://me@mail.example | SMTP_URL: its value is not right (it must name a user and a password)",
        "SMTP_URL | smtp://mail.example/inbox | SMTP_URL: its value is not right (it must have no path)",
        "SMTP_URL | smtp://mail.example?tls=no | SMTP_URL: its value is not right (the only option is ?starttls=no)",
        "SMTP_URL | smtps://mail.example?starttls=no | SMTP_URL: its value is not right (smtps:// is always encrypted; remove the option)",
        "SMTP_URL | smtp://me:pw@mail.example?starttls=no | SMTP_URL: its value is not right (the password would travel unencrypted; remove starttls=no)",
        "SMTP_URL | smtp://mail.example:0 | SMTP_URL: its value is not right (not a port)",
        "MAIL_FROM | Harbour <a@b.example> | MAIL_FROM: “Harbour <a@b.example>” is not right; right is an email address",
        "HOSTS_FILE | nowhere.json | HOSTS_FILE: ",
        "LOG_LEVEL | loud | LOG_LEVEL: “loud” is not right; right is one of trace, debug, info, warn, error",
        "PLANS_FILE | nowhere.json | PLANS_FILE: ",
      })
  void a_wrong_value_is_one_clear_line(String name, String value, String line) {
    var faults = read(with(PRODUCTION, name, value)).faults().all();
    assertThat(faults).anyMatch(fault -> fault.startsWith(line));
    assertThat(faults.stream().filter(fault -> fault.startsWith(name + ":"))).hasSizeLessThan(2);
    assertThat(String.join("\n", faults)).doesNotContain("hunter2").doesNotContain("u:p@");
  }

  @Test
  void every_fault_is_reported_at_once() {
    var faults = read(Map.of("ROBOT_SECRET", "x", "PORT", "x", "GRACE_DAYS", "x")).faults().all();
    assertThat(faults)
        .hasSize(5)
        .anyMatch(line -> line.startsWith("ROBOT_SECRET:"))
        .anyMatch(line -> line.startsWith("PORT:"))
        .anyMatch(line -> line.startsWith("GRACE_DAYS:"))
        .anyMatch(line -> line.startsWith("SERVER_URL: it is missing"))
        .anyMatch(line -> line.startsWith("RELAY_DOMAIN: it is missing"));
  }

  @Test
  void any_of_three_settings_means_production_without_generated_keys() {
    assertThat(read(Map.of("ZOOID_API_URL", "https://z.example.com")).faults().all())
        .anyMatch(line -> line.startsWith("ROBOT_SECRET: it is missing"))
        .anyMatch(line -> line.startsWith("SERVER_URL: it is missing"))
        .anyMatch(line -> line.startsWith("RELAY_DOMAIN: it is missing"));
    assertThat(read(Map.of("RELAY_DOMAIN", "r.example.com")).config().isDemo()).isFalse();
    assertThat(read(PRODUCTION).faults().all()).isEmpty();
  }

  @Test
  void a_public_demo_is_refused_unless_it_is_confirmed() {
    assertThat(read(Map.of("HOST", "0.0.0.0", "ENGINE_HOST", "192.168.1.5")).faults().all())
        .hasSize(2)
        .allMatch(line -> line.contains("DEMO_PUBLIC=yes"));
    assertThat(read(Map.of("HOST", "0.0.0.0", "DEMO_PUBLIC", "yes")).faults().all()).isEmpty();
  }

  @Test
  void a_file_gives_a_value_but_not_beside_the_value_itself() throws IOException {
    var file = Files.writeString(home.resolve("secret"), SECRET + "\n");
    var read = read(with(without("ROBOT_SECRET"), "ROBOT_SECRET_FILE", file.toString()));
    assertThat(read.faults().all()).isEmpty();
    assertThat(read.config().platform().robotSecret()).isEqualTo(SecretKey.parse(SECRET));
    assertThat(read(with(PRODUCTION, "ROBOT_SECRET_FILE", file.toString())).faults().all())
        .containsExactly(
            "ROBOT_SECRET: both ROBOT_SECRET and ROBOT_SECRET_FILE are set; set only one of them");
    assertThat(read(Map.of("PORT_FILE", home + "/none")).faults().all())
        .hasSize(1)
        .allMatch(line -> line.startsWith("PORT_FILE: the file "));
  }

  @Test
  void two_names_with_different_values_are_a_fault_and_with_the_same_value_are_not() {
    assertThat(read(Map.of("PORT", "1", "SERVER_PORT", "2")).faults().all())
        .hasSize(1)
        .allMatch(line -> line.startsWith("PORT: it is given under several names"));
    assertThat(read(Map.of("PORT", "4000", "SERVER_PORT", "4000")).faults().all()).isEmpty();
  }

  @Test
  void the_environment_wins_over_the_file_beside_the_launcher() throws IOException {
    Files.writeString(
        home.resolve(".env"),
        """
        # a comment
        PORT=4001
        export ENGINE_PORT="4002" # another
        ROBOT_NAME='Two words'
        DATA_DIR=kept
        GRACE_DAYS=
        """);
    var config = read(Map.of("PORT", "4003")).config();
    assertThat(config.http().listen().port()).isEqualTo(4003);
    assertThat(config.hosting().engine().listen().port()).isEqualTo(4002);
    assertThat(config.platform().profile().name()).isEqualTo("Two words");
    assertThat(config.storage().dataDir()).isEqualTo(home.resolve("kept"));
    assertThat(config.platform().catalogue().graceDays()).isEqualTo(7);
    assertThat(config.platform().catalogue().payFirst()).isEqualTo(PayFirst.RETURNING);
  }

  @Test
  void a_blank_value_counts_as_not_set() {
    assertThat(read(Map.of("ROBOT_SECRET", "  ", "ZOOID_API_URL", "")).config().isDemo()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "ROBOT_SECERT, ROBOT_SECRET",
    "ZOOID_URL, ZOOID_API_URL",
    "STRIPE_SECRT_KEY, STRIPE_SECRET_KEY",
    "ENGINE_PROT, ENGINE_PORT",
    "LIVEKIT_APIKEY, LIVEKIT_API_KEY",
    "BLOSSOM_S3_BUKET, BLOSSOM_S3_BUCKET",
  })
  void a_near_miss_is_a_warning_that_offers_the_right_name(String slip, String right) {
    var faults = read(Map.of(slip, "x")).faults();
    assertThat(faults.all()).isEmpty();
    assertThat(faults.warnings())
        .containsExactly(slip + " is not a setting; did you mean " + right + "? It is ignored");
  }

  /// Finding S3: behind a proxy all clients shared one bucket, without a warning.
  @Test
  void a_proxy_that_is_not_trusted_is_a_warning() {
    var faults = read(with(PRODUCTION, "TRUST_PROXY", "")).faults();
    assertThat(faults.all()).isEmpty();
    assertThat(faults.warnings()).anyMatch(line -> line.startsWith("TRUST_PROXY is not set"));
  }

  /// Last finding of section 2: relay keys were sent in the clear to a zooid on another machine.
  @ParameterizedTest
  @CsvSource({
    "http://zooid.example.com, false",
    "http://10.0.0.5:3334, false",
    "http://[2001:db8::1]:3334, false",
    "https://zooid.example.com, true",
    "http://127.0.0.1:3334, true",
    "http://localhost:3334, true",
    "http://zooid:3334, true"
  })
  void plain_http_to_a_remote_zooid_is_refused(String url, boolean accepted) {
    var faults = read(with(PRODUCTION, "ZOOID_API_URL", url)).faults().all();
    if (accepted) {
      assertThat(faults).isEmpty();
    } else {
      assertThat(faults)
          .singleElement()
          .asString()
          .startsWith("ZOOID_API_URL: secrets would travel unencrypted");
    }
  }

  @Test
  void settings_of_a_later_version_are_checked_and_reported() throws IOException {
    var file =
        Files.writeString(
            home.resolve("hosts.json"),
            "[{\"domain\":\"a.example\",\"api_url\":\"https://z.example\",\"weight\":1}]");
    var faults = read(with(PRODUCTION, "HOSTS_FILE", file.toString())).faults();
    assertThat(faults.all()).isEmpty();
    assertThat(faults.warnings())
        .contains("HOSTS_FILE is set, but not in this version: several zooids");
  }

  /// Item 8 of issue 12, mission row 106: the S3 settings are read into the configuration.
  @Test
  void s3_is_four_settings_together_and_an_endpoint_that_may_be_left_out() {
    var four =
        Map.of(
            "BLOSSOM_S3_REGION", "eu",
            "BLOSSOM_S3_BUCKET", "media",
            "BLOSSOM_S3_ACCESS_KEY", "access",
            "BLOSSOM_S3_SECRET_KEY", "secret");
    var outcome = read(with(four, "ZOOID_API_URL", "https://zooid.example.com"));
    assertThat(outcome.faults().warnings()).noneMatch(line -> line.contains("S3"));
    assertThat(outcome.config().hosting().s3())
        .isEqualTo(new ZooidSettings.S3("", "eu", "media", "access", "secret"))
        .hasToString("S3[ eu media]");
    var own = read(with(four, "BLOSSOM_S3_ENDPOINT", "https://s3.example.com"));
    assertThat(own.config().hosting().s3())
        .isEqualTo(
            new ZooidSettings.S3("https://s3.example.com", "eu", "media", "access", "secret"));
    assertThat(read(Map.of()).config().hosting().s3()).isNull();
    assertThat(read(Map.of("BLOSSOM_S3_ENDPOINT", "https://s3.example.com")).faults().all())
        .anyMatch(line -> line.startsWith("BLOSSOM_S3_ENDPOINT: it is set alone"));
  }

  /// Item 8 of issue 12, mission row 60: the start names every function that is off without the
  /// robot's relays.
  @Test
  void production_without_the_robots_relays_is_a_warning_for_each() {
    assertThat(read(PRODUCTION).faults().warnings())
        .anyMatch(line -> line.startsWith("ROBOT_OUTBOX_RELAYS is not set: "))
        .anyMatch(line ->
            line.startsWith("ROBOT_INDEXER_RELAYS is not set: notices are not sent as private"))
        .anyMatch(line -> line.startsWith("ROBOT_MESSAGING_RELAYS is not set: "));
    assertThat(read(Map.of()).faults().warnings()).isEmpty();
    assertThat(Settings.ROBOT_INDEXER_RELAYS.fallback().without()).isNotEmpty();
  }

  @Test
  void the_engine_alone_reads_the_names_of_zooid() {
    var outcome =
        Config.read(
            Map.of(
                "PORT", "4100",
                "API_HOST", "api.example.com",
                "API_WHITELIST", OTHER + "," + npub(SECRET),
                "CONFIG", "/srv/config",
                "DATA", "/srv/data",
                "MEDIA", "/srv/media"),
            home,
            false,
            Setting.Command.ENGINE);
    assertThat(outcome.faults().all()).isEmpty();
    var engine = outcome.config().hosting().engine();
    assertThat(engine.listen()).isEqualTo(new EngineSettings.Listen("127.0.0.1", 4100));
    assertThat(engine.api().host()).isEqualTo("api.example.com");
    assertThat(engine.api().whitelist()).hasSize(2);
    assertThat(engine.folders())
        .isEqualTo(
            new EngineSettings.Folders(
                Path.of("/srv/config"), Path.of("/srv/data"), Path.of("/srv/media")));
  }

  @Test
  void no_secret_prints_itself() {
    var text = read(with(PRODUCTION, "ENCRYPTION_SECRET", SECRET + "," + OTHER)).toString();
    assertThat(text).doesNotContain(SECRET).doesNotContain(OTHER);
  }

  @Test
  void a_demo_makes_its_keys_once_and_for_its_user_alone() throws IOException {
    var config = read(Map.of()).config();
    var first = ServerKeys.of(config);
    var second = ServerKeys.of(config);
    assertThat(second).isEqualTo(first);
    assertThat(first.operatorFile()).isEqualTo(home.resolve("data/keys/operator.nsec"));
    var operator = SecretKey.parse(Files.readString(first.operatorFile()).strip());
    assertThat(first.admins()).isEqualTo(List.of(operator.publicKey()));
    try (var files = Files.list(home.resolve("data/keys"))) {
      for (var file : files.toList()) {
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
      }
    }
  }

  private Config.Outcome read(Map<String, String> variables) {
    return Config.read(variables, home, false, Setting.Command.SERVE);
  }
}

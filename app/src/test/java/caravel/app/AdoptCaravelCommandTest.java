package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.nostr.Nip44;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `caravel adopt caravel`, on real SQLite files of both generations.
final class AdoptCaravelCommandTest {
  private static final Instant NOW = Instant.parse("2026-07-20T12:00:00Z");
  private static final long ANCHOR = Instant.parse("2026-05-31T08:00:00Z").getEpochSecond();
  private static final long START = Instant.parse("2026-06-30T08:00:00Z").getEpochSecond();
  private static final long END = Instant.parse("2026-07-31T08:00:00Z").getEpochSecond();

  private static final SecretKey ROBOT = SecretKey.parse("05".repeat(32));
  private static final SecretKey OTHER = SecretKey.parse("06".repeat(32));
  private static final String ALICE = SecretKey.parse("01".repeat(32)).publicKey().hex();
  private static final String BOB = SecretKey.parse("02".repeat(32)).publicKey().hex();
  private static final String RELAY_KEY = "07".repeat(32);
  private static final String CLUB = "0197f3a2-1111-7000-8000-000000000001";
  private static final String SHOP = "0197f3a2-1111-7000-8000-000000000002";
  private static final String WALLET =
      "nostr+walletconnect://"
          + SecretKey.parse("03".repeat(32)).publicKey().hex()
          + "?relay=wss%3A%2F%2Frelay.example&secret="
          + "04".repeat(32);

  @TempDir private Path home;
  private final StringWriter output = new StringWriter();
  private String domain = "";

  @BeforeEach
  void aDatabaseOfThisServer() throws IOException {
    Files.createDirectories(database().getParent());
    Db.open(database(), () -> NOW).close();
    domain =
        Config.read(Map.of(), home, false, Setting.Command.SERVE).config().hosting().relayDomain();
    Files.writeString(home.resolve("robot"), ROBOT.revealHex());
    Files.writeString(home.resolve("other"), OTHER.revealHex() + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"singular", "plural"})
  void both_generations_are_adopted_once(String generation) throws Exception {
    var file = generation.equals("singular") ? singular() : plural();
    var before = Files.readAllBytes(file);

    assertThat(adopt(file)).isZero();
    assertThat(output.toString())
        .contains("relay club." + domain + " on basic, active, paid until 2026-07-31T08:00 UTC")
        .contains("relay shop." + domain + " on free, inactive")
        .contains("2 tenants would be adopted, 0 were adopted before, 0 have faults.")
        .contains("Nothing was changed.");
    assertThat(count("relays") + count("tenants") + count("imported_invoices")).isZero();

    assertThat(adopt(file, "--commit")).isZero();
    assertThat(output.toString()).contains("2 tenants are adopted");
    assertThat(text("SELECT tenant_pubkey FROM relays WHERE id = '" + CLUB + "'")).isEqualTo(ALICE);
    assertThat(text("SELECT schema_name FROM relays WHERE id = '" + CLUB + "'"))
        .isEqualTo("club_0001");
    assertThat(text("SELECT paid_until FROM adopted_relays")).isEqualTo("" + END);
    assertThat(text("SELECT anchor FROM adopted_relays")).isEqualTo("" + ANCHOR);
    assertThat(text("SELECT amount FROM adopted_relays")).isEqualTo("500");
    assertThat(
            text(
                "SELECT group_concat(status) FROM (SELECT status FROM imported_invoices"
                    + " ORDER BY id)"))
        .isEqualTo("paid,open");
    assertThat(text("SELECT snapshot FROM activity WHERE resource_id = '" + CLUB + "'"))
        .contains("\"adopted\":{\"plan_id\":\"basic\",\"amount\":500,\"paid_until\":" + END);
    assertThat(opened("relays.secret", CLUB, "SELECT secret FROM relays WHERE id = '" + CLUB + "'"))
        .isEqualTo(RELAY_KEY);
    assertThat(opened("tenants.nwc_url", ALICE, "SELECT nwc_url FROM tenants WHERE nwc_url <> ''"))
        .startsWith("nostr+walletconnect://");
    assertThat(count("invoices") + count("invoice_items")).as("no debt").isZero();

    var rows = everything();
    assertThat(adopt(file, "--commit")).isZero();
    assertThat(output.toString())
        .contains("Tenant " + ALICE + ": already adopted")
        .contains("0 tenants are adopted, 2 were adopted before, 0 have faults.");
    assertThat(everything()).isEqualTo(rows);
    assertThat(Files.readAllBytes(file)).as("the old database").isEqualTo(before);
    assertThat(output.toString()).doesNotContain(RELAY_KEY).doesNotContain("04".repeat(32));
  }

  @Test
  void the_host_of_an_adopted_relay_has_it_already() throws Exception {
    assertThat(adopt(singular(), "--commit")).isZero();
    assertThat(
            text(
                "SELECT synced || provisioning_step || generation || synced_generation"
                    + " FROM relays WHERE id = '"
                    + CLUB
                    + "'"))
        .as("the reconciler changes it instead of creating it")
        .isEqualTo("1saved10");
  }

  @Test
  void keys_that_the_database_does_not_have_come_from_the_zooid() throws Exception {
    var file = singular("UPDATE tenant SET nwc_url = ''");
    assertThat(run(file, "--robot-secret-file", path("robot"))).isEqualTo(1);
    assertThat(output.toString())
        .contains("FAULT: club: Its secret key is unknown.")
        .contains("2 have faults");
    Files.writeString(
        zooid().resolve(CLUB + ".toml"), "host = \"x\"\n[info]\nsecret = \"wrong place\"\n");
    assertThat(adopt(file)).isEqualTo(1);
  }

  @Test
  void a_wrong_robot_secret_is_refused_and_nothing_is_adopted() throws Exception {
    var file = singular();
    assertThat(
            run(file, "--robot-secret-file", path("other"), "--config", zooid() + "", "--commit"))
        .isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("None of the tenants’ wallets can be decrypted");
    assertThat(count("tenants")).isZero();
    assertThat(
            run(
                file,
                "--robot-secret-file",
                path("other"),
                "--encryption-secret-file",
                path("robot"),
                "--config",
                zooid() + ""))
        .as("another secret decrypts them")
        .isZero();
    assertThat(run(file, "--no-wallets", "--config", zooid() + "", "--commit")).isZero();
    assertThat(output.toString()).contains("note: Its wallet is not adopted.");
    assertThat(count("tenants")).isEqualTo(2);
  }

  @Test
  void unknown_columns_are_reported_and_a_missing_required_one_is_refused() throws Exception {
    var more =
        singular(
            "ALTER TABLE relay ADD COLUMN colour TEXT", "CREATE TABLE quirk (id TEXT PRIMARY KEY)");
    assertThat(adopt(more)).isZero();
    assertThat(output.toString())
        .contains("The column relay.colour is unknown and not adopted.")
        .contains("The table quirk is unknown and not adopted.");
    var fewer = singular("ALTER TABLE relay RENAME COLUMN plan_id TO tariff");
    assertThat(adopt(fewer)).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("The table relay has no column plan_id or plan.");
  }

  @Test
  void an_unknown_plan_needs_the_operator_s_choice() throws Exception {
    var file = singular("UPDATE relay SET plan_id = 'gold' WHERE id = '" + CLUB + "'");
    assertThat(adopt(file, "--commit")).isEqualTo(1);
    assertThat(output.toString())
        .contains("FAULT: club: There is no plan gold here. Choose one with --plan gold=ID.")
        .contains("1 tenants are adopted, 0 were adopted before, 1 have faults.");
    assertThat(text("SELECT count(*) FROM tenants")).as("others are adopted").isEqualTo("1");
    assertThat(adopt(file, "--commit", "--plan", "gold=growth")).isZero();
    assertThat(text("SELECT plan_id || amount FROM adopted_relays")).isEqualTo("growth2500");
  }

  @Test
  void what_the_old_platform_did_not_invoice_is_reported() throws Exception {
    var file =
        singular(
            "INSERT INTO invoice_item VALUES ('i9', NULL, 'a9', '"
                + ALICE
                + "', '"
                + CLUB
                + "', 'basic', -320, 'Unused time', "
                + START
                + ", NULL)");
    assertThat(adopt(file)).isZero();
    assertThat(output.toString())
        .contains(
            "note: The tenant has credit of 3.20 USD there. Give it in /admin if you owe it.");
  }

  @Test
  void a_void_invoice_pays_for_nothing() throws Exception {
    var file = singular("UPDATE invoice SET voided_at = created_at");
    assertThat(adopt(file, "--commit")).isZero();
    assertThat(output.toString()).contains("No invoice is for it, so it is charged from now on.");
    assertThat(count("adopted_relays")).isZero();
  }

  @Test
  void times_that_are_no_seconds_are_a_fault() throws Exception {
    var file = singular("UPDATE invoice SET period_end = period_end * 1000");
    assertThat(adopt(file, "--commit")).isEqualTo(1);
    assertThat(output.toString()).contains("is not in unix seconds.");
    assertThat(count("relays")).as("Bob's").isEqualTo(1);
  }

  @Test
  void a_taken_name_is_a_fault() throws Exception {
    assertThat(adopt(singular(), "--commit")).isZero();
    var file =
        singular(
            "UPDATE relay SET id = '" + CLUB.replace('1', '9') + "' WHERE id = '" + CLUB + "'");
    Files.copy(zooid().resolve(CLUB + ".toml"), zooid().resolve(CLUB.replace('1', '9') + ".toml"));
    assertThat(adopt(file, "--commit")).isEqualTo(1);
    assertThat(output.toString()).contains("FAULT: club: The name club is taken.");
  }

  @Test
  void prices_in_satoshis_and_files_that_are_no_database_are_refused() throws Exception {
    var writer = new PrintWriter(output, true);
    var context =
        new ProcessContext(
            Map.of(), home, false, 0, new ProcessContext.Voice(writer, writer), () -> NOW);
    assertThat(Main.run(context, "adopt", "caravel", "--from", singular() + ""))
        .isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("Set PLAN_CURRENCY=usd to adopt its tenants.");
    assertThat(run(home.resolve("missing"))).isEqualTo(Main.EXIT_REFUSED);
    assertThat(run(home.resolve("robot"))).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("is not a readable SQLite database");
    assertThat(run(database())).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("--from names this server's own database.");
  }

  @Test
  void a_running_server_is_refused() throws Exception {
    try (var running = Db.open(database(), () -> NOW)) {
      assertThat(running.fault()).isEmpty();
      assertThat(adopt(singular(), "--commit")).isEqualTo(Main.EXIT_REFUSED);
    }
    assertThat(count("tenants")).isZero();
  }

  /// Alice has a paid relay, an old paid invoice, an open one and a wallet; Bob has a free relay.
  private Path singular(String... more) throws SQLException, IOException {
    var file = home.resolve("singular-" + Arrays.hashCode(more) + ".db");
    execute(file, ddl("singular"));
    execute(
        file,
        "INSERT INTO tenant (pubkey, nwc_url, created_at, billing_anchor) VALUES ('%s', '%s', %d, %d)"
            .formatted(ALICE, sealed(), ANCHOR, ANCHOR),
        "INSERT INTO tenant (pubkey, created_at) VALUES ('%s', %d)".formatted(BOB, ANCHOR),
        relay(CLUB, ALICE, "club_0001", "club", "basic", "active"),
        relay(SHOP, BOB, "shop_0002", "shop", "free", "inactive"),
        "INSERT INTO invoice VALUES ('v1', '%s', 500, %d, %d, %d, %d, NULL, 'nwc')"
            .formatted(ALICE, ANCHOR, START, ANCHOR, ANCHOR + 60),
        "INSERT INTO invoice VALUES ('v2', '%s', 500, %d, %d, %d, NULL, NULL, NULL)"
            .formatted(ALICE, START, END, START),
        item("i1", "v1"),
        item("i2", "v2"));
    execute(file, more);
    Files.writeString(
        zooid().resolve(CLUB + ".toml"),
        "host = \"club\"\nsecret = \"" + RELAY_KEY + "\"\n[info]\n");
    Files.writeString(
        zooid().resolve(SHOP + ".toml"), "secret = '" + "08".repeat(32) + "' # its key\n[info]\n");
    return file;
  }

  private String relay(
      String id, String tenant, String schema, String label, String plan, String status) {
    return "INSERT INTO relay (id, tenant_pubkey, schema, subdomain, zooid_domain, plan_id, status)"
        + " VALUES ('%s', '%s', '%s', '%s', '%s', '%s', '%s')"
            .formatted(id, tenant, schema, label, domain, plan, status);
  }

  private static String item(String id, String invoice) {
    return "INSERT INTO invoice_item VALUES ('%s', '%s', 'a%s', '%s', '%s', 'basic', 500, 'x', %d, NULL)"
        .formatted(id, invoice, id, ALICE, CLUB, START);
  }

  private Path plural() throws SQLException, IOException {
    var file = home.resolve("plural.db");
    execute(file, ddl("plural"));
    execute(
        file,
        "INSERT INTO tenants VALUES ('%s', 'active', '%s', %d, %d, '', '', NULL)"
            .formatted(ALICE, sealed(), ANCHOR, ANCHOR),
        "INSERT INTO tenants VALUES ('%s', 'new', '', %d, NULL, NULL, NULL, NULL)"
            .formatted(BOB, ANCHOR),
        "INSERT INTO relays (id, tenant, schema, secret, subdomain, plan, status) VALUES"
            + " ('%s', '%s', 'club_0001', '%s', 'club', 'Basic', 'active')"
                .formatted(CLUB, ALICE, RELAY_KEY),
        "INSERT INTO relays (id, tenant, schema, secret, subdomain, plan, status) VALUES"
            + " ('%s', '%s', 'shop_0002', '%s', 'shop', 'free', 'inactive')"
                .formatted(SHOP, BOB, "08".repeat(32)),
        "INSERT INTO invoices VALUES ('v1', '%s', 500, 'paid', %d, %d, %d)"
            .formatted(ALICE, ANCHOR, START, ANCHOR),
        "INSERT INTO invoices VALUES ('v2', '%s', 500, 'open', %d, %d, %d)"
            .formatted(ALICE, START, END, START),
        "INSERT INTO invoice_items VALUES ('i2', 'v2', '%s', 500, 12000)".formatted(CLUB));
    return file;
  }

  private static String sealed() {
    return Nip44.encrypt(Nip44.conversationKey(ROBOT, ROBOT.publicKey()), WALLET);
  }

  private Path zooid() throws IOException {
    return Files.createDirectories(home.resolve("zooid"));
  }

  private String path(String name) {
    return home.resolve(name).toString();
  }

  private static String[] ddl(String generation) throws IOException {
    try (var in =
        AdoptCaravelCommandTest.class.getResourceAsStream("/legacy/" + generation + ".sql")) {
      if (in == null) {
        throw new IOException("no DDL of " + generation);
      }
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("--"))
          .reduce("", (all, line) -> all + line + "\n")
          .strip()
          .split(";\\s*");
    }
  }

  private static void execute(Path file, String... statements) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.executeUpdate(sql);
      }
    }
  }

  private int adopt(Path file, String... more) throws IOException {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("--robot-secret-file", path("robot"), "--config", zooid().toString()));
    arguments.addAll(List.of(more));
    return run(file, arguments.toArray(String[]::new));
  }

  private int run(Path file, String... more) {
    var arguments = new ArrayList<>(List.of("adopt", "caravel", "--from", file + ""));
    arguments.addAll(List.of(more));
    var writer = new PrintWriter(output, true);
    var context =
        new ProcessContext(
            Map.of("PLAN_CURRENCY", "usd"),
            home,
            false,
            0,
            new ProcessContext.Voice(writer, writer),
            () -> NOW);
    return Main.run(context, arguments.toArray(String[]::new));
  }

  private Path database() {
    return Config.read(Map.of(), home, false, Setting.Command.SERVE)
        .config()
        .storage()
        .databaseFile();
  }

  private String text(String sql) {
    try (var db = Db.open(database(), () -> NOW)) {
      return db.<String>read(tx -> tx.handle().createQuery(sql).mapTo(String.class).first());
    }
  }

  private int count(String table) {
    return Integer.parseInt(text("SELECT count(*) FROM " + table));
  }

  private String opened(String column, String id, String sql) {
    var keys =
        ServerKeys.storedEncryption(
            Config.read(Map.of(), home, false, Setting.Command.SERVE).config());
    return new SecretBox(keys).open(text(sql), new SecretPlace(column, id));
  }

  /// Counts of all tables that an adoption writes.
  private List<Integer> everything() {
    var tables = List.of("tenants", "relays", "activity", "adopted_relays", "imported_invoices");
    return tables.stream().map(this::count).toList();
  }
}

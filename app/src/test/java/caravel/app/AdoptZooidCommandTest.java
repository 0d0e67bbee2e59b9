package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.db.Db;
import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `caravel adopt zooid`, with the engine in the place of a zooid and a real database.
final class AdoptZooidCommandTest {
  private static final SecretKey API_KEY = SecretKey.parse(TestVariables.SECRET);
  private static final String DOMAIN = "relays.example.com";
  private static final String ALICE = SecretKey.parse("01".repeat(32)).publicKey().hex();
  private static final String KEY = "07".repeat(32);

  @TempDir private Path home;
  private final StringWriter output = new StringWriter();
  private final Map<String, String> settings = new HashMap<>(TestVariables.PRODUCTION);
  private Path config;
  private @Nullable Engine engine;

  @BeforeEach
  void start() throws IOException {
    config = Files.createDirectories(home.resolve("zooid/config"));
    settings.put("RELAY_DOMAIN", DOMAIN);
    Files.createDirectories(database().getParent());
    Db.open(database(), InstantSource.system()).close();
  }

  @AfterEach
  void stop() {
    if (engine != null) {
      engine.close();
    }
    engine = null;
  }

  /// Starts a relay server on the files of the folder.
  private void serve() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    settings.put("ZOOID_API_URL", "http://127.0.0.1:" + port);
    settings.put("ZOOID_PROBE_URL", "http://127.0.0.1:" + port);
    engine =
        Engine.start(
            new EngineSettings(
                new EngineSettings.Listen("127.0.0.1", port),
                new EngineSettings.Folders(
                    config, home.resolve("zooid/relays"), home.resolve("zooid/media")),
                new EngineSettings.Api("127.0.0.1:" + port, Set.of(API_KEY.publicKey())),
                Sync.NORMAL,
                List.of()),
            InstantSource.system());
  }

  private static String toml(String label, String more) {
    return toml(label, KEY, more);
  }

  private static String toml(String label, String secret, String more) {
    return """
    host = "%s.%s"
    schema = "%s"
    secret = "%s"

    [info]
    name = "The %s"
    description = "Old"
    pubkey = "%s"

    [policy]
    public_join = true

    [groups]
    enabled = true

    [management]
    enabled = true

    [roles.member]
    can_invite = true
    %s
    """
        .formatted(label, DOMAIN, label.replace('-', '_'), secret, label, ALICE, more);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(config.resolve(name), text);
  }

  @Test
  void relays_are_adopted_once_and_nothing_is_sent_to_the_zooid() throws Exception {
    file("club.toml", toml("club", ""));
    file("old_shop.v1.toml", toml("shop", "08".repeat(32), ""));
    serve();
    var before = files();

    assertThat(adopt()).isZero();
    assertThat(output.toString())
        .contains("club.toml\n  club." + DOMAIN + " of " + ALICE + ", on free, active")
        .contains("2 relays would be adopted, 0 were adopted before, 0 have faults.")
        .contains("Nothing was changed.");
    assertThat(column("SELECT id FROM relays")).isEmpty();
    assertThat(column("SELECT pubkey FROM tenants")).isEmpty();

    assertThat(adopt("--commit")).isZero();
    assertThat(column("SELECT id FROM relays ORDER BY id")).containsExactly("club", "old_shop.v1");
    assertThat(column("SELECT schema_name FROM relays ORDER BY id"))
        .containsExactly("club", "shop");
    assertThat(column("SELECT tenant_pubkey FROM relays")).containsOnly(ALICE);
    assertThat(column("SELECT generation - synced_generation FROM relays")).containsOnly("0");
    assertThat(column("SELECT provisioning_step FROM relays")).containsOnly("answered");
    assertThat(column("SELECT activity_type FROM activity ORDER BY sequence"))
        .contains("adopt_relay");
    assertThat(files()).as("the zooid's folder").isEqualTo(before);

    assertThat(adopt("--commit")).isZero();
    assertThat(output.toString())
        .contains("already adopted")
        .contains("0 relays are adopted, 2 were adopted before, 0 have faults.")
        .doesNotContain(KEY);
    assertThat(column("SELECT id FROM relays")).hasSize(2);
  }

  @Test
  void a_relay_that_the_first_change_would_change_is_adopted_only_with_the_operators_word()
      throws Exception {
    file("club.toml", toml("club", "can_manage = true"));
    serve();

    assertThat(adopt("--commit")).isEqualTo(1);
    assertThat(output.toString())
        .contains("roles.member.can_manage: true -> false (--accept roles.member.can_manage)")
        .contains("0 relays are adopted, 0 were adopted before, 1 have faults.");
    assertThat(column("SELECT id FROM relays")).isEmpty();

    assertThat(adopt("--commit", "--accept", "roles.member.can_manage")).isZero();
    assertThat(column("SELECT id FROM relays")).containsExactly("club");
    assertThat(column("SELECT generation - synced_generation FROM relays"))
        .as("the change is sent at the next start")
        .containsExactly("1");
  }

  @Test
  void a_file_that_cannot_be_adopted_is_named_with_its_reason_and_the_others_are_adopted()
      throws Exception {
    file("a-good.toml", toml("good", ""));
    file("b-double.toml", toml("good", "08".repeat(32), ""));
    file("c-key.toml", toml("key", ""));
    file("d-away.toml", toml("away", "09".repeat(32), "").replace(DOMAIN, "elsewhere.example"));
    file("e-owner.toml", toml("owner", "0a".repeat(32), "").replace(ALICE, "alice"));
    serve();
    file("f-broken.toml", "secret = 1e" + "7".repeat(60));
    file("g-secret.toml", toml("secret", "xyz", ""));
    file("h-absent.toml", toml("absent", "0b".repeat(32), "").replace(KEY, ""));
    Files.createDirectory(config.resolve("i-folder.toml"));
    Files.write(config.resolve("j-long.toml"), new byte[1024 * 1024 + 1]);
    Files.write(config.resolve("k-bytes.toml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    file("not a toml", "");

    assertThat(adopt("--commit")).isEqualTo(1);
    assertThat(output.toString())
        .contains("a-good.toml\n  good." + DOMAIN)
        .contains("b-double.toml\n  FAULT: It has the same host as a-good.toml.")
        .contains("c-key.toml\n  FAULT: It has the same secret as a-good.toml.")
        .contains("d-away.toml\n  FAULT: Its host away.elsewhere.example is not a name under")
        .contains("e-owner.toml\n  FAULT: Its info.pubkey, the owner, is not a public key.")
        .contains("f-broken.toml\n  FAULT: It is not a TOML file")
        .contains("g-secret.toml\n  FAULT: Its secret is not a secret key in hex.")
        .contains("i-folder.toml\n  FAULT: It is not a file.")
        .contains("j-long.toml\n  FAULT: It has more than 1 MiB.")
        .contains("k-bytes.toml\n  FAULT: It is not text in UTF-8.")
        .doesNotContain("xyz")
        .doesNotContain("7777777");
    assertThat(column("SELECT subdomain FROM relays")).contains("good").doesNotContain("key");
  }

  @Test
  void a_relay_that_does_not_answer_as_its_file_says_is_not_adopted() throws Exception {
    file("club.toml", toml("club", ""));
    serve();
    var folder = Files.createDirectories(home.resolve("copy"));
    Files.writeString(folder.resolve("club.toml"), toml("club", "0c".repeat(32), ""));

    assertThat(run("--config", folder.toString(), "--commit")).isEqualTo(1);
    assertThat(output.toString()).contains("club.toml\n  FAULT: The relay is not as its file says");
    assertThat(column("SELECT id FROM relays")).isEmpty();
  }

  @Test
  void a_relay_of_a_suspended_tenant_is_turned_off_at_the_next_start() throws Exception {
    file("club.toml", toml("club", ""));
    serve();
    try (var db = Db.open(database(), InstantSource.system())) {
      db.inTx(tx ->
          tx.handle()
              .execute(
                  "INSERT INTO tenants (pubkey, return_url, created_at, suspended_at,"
                      + " suspension_reason) VALUES (?, '', 1, 1, 'Spam')",
                  ALICE));
    }
    assertThat(adopt("--commit")).isZero();
    assertThat(column("SELECT generation - synced_generation FROM relays")).containsExactly("1");
  }

  @Test
  void without_the_zooid_or_its_key_nothing_is_adopted() throws Exception {
    file("club.toml", toml("club", ""));
    assertThat(adopt("--commit")).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("Set ZOOID_API_URL");

    serve();
    settings.put("ZOOID_API_SECRET", TestVariables.OTHER);
    assertThat(adopt("--commit")).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("refuses the key of ZOOID_API_SECRET");

    settings.remove("ZOOID_API_SECRET");
    assertThat(adopt("--commit", "--plan", "golden")).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("There is no plan golden.");

    stop();
    assertThat(adopt("--commit")).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("does not answer");
    assertThat(column("SELECT id FROM relays")).isEmpty();
  }

  private int adopt(String... more) {
    var arguments = new ArrayList<>(List.of("--config", config.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... more) {
    var arguments = new ArrayList<>(List.of("adopt", "zooid"));
    arguments.addAll(List.of(more));
    var writer = new PrintWriter(output, true);
    var context =
        new ProcessContext(
            settings,
            home,
            false,
            0,
            new ProcessContext.Voice(writer, writer),
            InstantSource.system());
    return Main.run(context, arguments.toArray(String[]::new));
  }

  private Path database() {
    return Config.read(settings, home, false, Setting.Command.SERVE)
        .config()
        .storage()
        .databaseFile();
  }

  private List<String> column(String sql) {
    try (var db = Db.open(database(), InstantSource.system())) {
      return db.read(tx -> tx.handle().createQuery(sql).mapTo(String.class).list());
    }
  }

  private Map<String, String> files() throws IOException {
    var texts = new TreeMap<String, String>();
    try (var listed = Files.list(config)) {
      for (var file : (Iterable<Path>) listed::iterator) {
        if (Files.isRegularFile(file)) {
          texts.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return texts;
  }
}

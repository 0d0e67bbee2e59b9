package caravel.app.survival;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Kinds;
import caravel.nostr.Nip19;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The whole program with its own engine and a relay of 50,000 members: pages, searches and changes
/// over the API. Logs how long they take; `docs/performance.md` has the figures.
@Tag("slow")
final class MembersOnEngineTest {
  private static final Logger LOG = LoggerFactory.getLogger(MembersOnEngineTest.class);
  private static final int MEMBERS = 50_000;
  private static final int MEMBER_LIST = 13_534;

  private static final String SUBDOMAIN = "square";

  /// Members with a profile on the relay.
  private static final int PROFILES = 2_000;

  private static final int ROUNDS = 30;
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);
  private static final Pattern SECRET =
      Pattern.compile("\"?secret\"?\\s*[=:]\\s*\"([0-9a-f]{64})\"");

  @TempDir private Path folder;

  private final SecretKey owner = SecretKey.generate();
  private final List<Integer> ports = CaravelProcess.freePorts(2);
  private final TreeSet<String> keys = new TreeSet<>();

  @Test
  void members_of_a_large_relay_are_paged_searched_and_changed() throws Exception {
    try (var _ = start();
        var api = new SurvivalApi(ports.getFirst(), owner)) {
      var relay = relay(api);
      var path = relay + "/members";
      var named = fill(api, relay);

      var all = new ArrayList<String>();
      var cursor = "";
      do {
        var page = api.get(path + "?limit=500&cursor=" + cursor).body();
        assertThat(page.path("total").asInt()).isEqualTo(MEMBERS);
        all.addAll(members(page));
        assertThat(all).hasSizeLessThanOrEqualTo(MEMBERS);
        cursor = page.path("next").asString("");
      } while (!cursor.isEmpty());
      assertThat(all).containsExactlyElementsOf(keys);

      var one = keys.stream().skip(31_234).findFirst().orElseThrow();
      var npub = Nip19.npub(new PublicKey(one)).substring(0, 20);
      assertThat(members(api.get(path + "?q=" + npub).body())).containsExactly(one);
      assertThat(members(api.get(path + "?q=quetzal").body())).containsExactly(named);

      var stranger = SecretKey.generate().publicKey().hex();
      var added = api.call("PUT", path + "/" + stranger, "").data();
      assertThat(added.path("is_member").asBoolean()).isTrue();
      assertThat(added.path("total").asInt()).isEqualTo(MEMBERS + 1);
      assertThat(added.toString()).hasSizeLessThan(500);
      var removed = api.call("DELETE", path + "/" + stranger, "").data();
      assertThat(removed.path("total").asInt()).isEqualTo(MEMBERS);
      assertThat(members(api.get(path + "?q=" + stranger).body())).isEmpty();

      report("whole list", measure(api, path));
      report("page of 50", measure(api, path + "?limit=50"));
      report("by npub", measure(api, path + "?limit=50&q=" + npub));
      report("by name", measure(api, path + "?limit=50&q=quetzal"));
      report("by a common name", measure(api, path + "?limit=50&q=member"));
    }
  }

  private static void report(String name, String figures) {
    LOG.info("{}: {}", name, figures);
  }

  /// The median time and the size of the answer.
  private static String measure(SurvivalApi api, String path) throws Exception {
    var nanos = new ArrayList<Long>();
    var bytes = 0;
    for (var round = 0; round < ROUNDS; round++) {
      var began = System.nanoTime();
      var answer = api.get(path);
      nanos.add(System.nanoTime() - began);
      assertThat(answer.status()).isEqualTo(200);
      bytes = answer.body().toString().getBytes(UTF_8).length;
    }
    Collections.sort(nanos);
    return "%.1f ms, %,d bytes".formatted(nanos.get(ROUNDS / 2) / 1e6, bytes);
  }

  /// Imports a list that the relay itself would have signed, and profiles.
  ///
  /// @return the key of the member with the one name
  private String fill(SurvivalApi api, String relay) throws Exception {
    var random = new Random(3);
    var now = Instant.now().getEpochSecond();
    var lines = new ArrayList<String>();
    for (var i = 0; i < PROFILES; i++) {
      var key = SecretKey.generate();
      keys.add(key.publicKey().hex());
      var name = "{\"name\":\"" + (i == 777 ? "Quetzal" : "Member " + i) + "\"}";
      lines.add(EventJson.write(Event.sign(key, now, Kinds.PROFILE, List.of(), name)));
    }
    var named = EventJson.parse(lines.get(777)).pubkey().hex();
    while (keys.size() < MEMBERS - 1) {
      keys.add("%016x".formatted(random.nextLong()).repeat(4));
    }
    var tags = keys.stream().map(key -> List.of("member", key)).toList();
    keys.add(owner.publicKey().hex());
    lines.addFirst(EventJson.write(Event.sign(relayKey(), now + 1, MEMBER_LIST, tags, "")));
    var file = folder.resolve("members.jsonl");
    Files.write(file, lines);
    var imported = api.upload(relay + "/import", file);
    assertThat(imported.data().path("imported").asInt())
        .as(imported.body().toString())
        .isEqualTo(PROFILES + 1);
    return named;
  }

  /// The engine has the key in the relay's file of configuration.
  private SecretKey relayKey() throws IOException {
    try (var files = Files.walk(folder.resolve("data"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".toml")).toList()) {
        var text = Files.readString(file);
        var found = SECRET.matcher(text);
        if (text.contains(SUBDOMAIN + ".") && found.find()) {
          return SecretKey.parse(found.group(1));
        }
      }
    }
    throw new IllegalStateException("the engine has no such relay");
  }

  private static List<String> members(JsonNode answer) {
    return answer.path("data").path("members").valueStream().map(JsonNode::asString).toList();
  }

  /// Creates a relay, and waits until it is online.
  private static String relay(SurvivalApi api) throws Exception {
    var wish = "{\"subdomain\":\"" + SUBDOMAIN + "\",\"plan_id\":\"growth\"}";
    var made = api.call("POST", "/relays", wish);
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    var path = "/relays/" + made.data().path("id").asString();
    await()
        .atMost(WAIT_MAX)
        .until(() -> api.get(path).data().path("provisioning").asString("").equals("active"));
    return path;
  }

  private CaravelProcess start() {
    return CaravelProcess.start(
        "serve",
        folder,
        Map.of(
            "PORT", String.valueOf(ports.getFirst()),
            "ENGINE_PORT", String.valueOf(ports.getLast()),
            "RATE_PER_KEY", "0",
            "RATE_PER_ADDRESS", "0",
            "DATA_DIR", folder.resolve("data").toString()));
  }
}

package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The members of a relay with 50,000 of them, in pages.
class MemberListingTest {
  private static final int MEMBERS = 50_000;
  private static final int MEMBER_LIST = 13_534;
  private static final String PATH = "/relay/big/members";

  /// With the owner, in the order of the listing.
  private static final TreeSet<String> KEYS = new TreeSet<>();

  @TempDir private static Path folder;
  private static RunningEngine engine;

  @BeforeAll
  static void importMembers() {
    engine = new RunningEngine(folder);
    var made = engine.api("POST", "/relay/big", RunningEngine.body("big.localhost", "big", ""));
    assertThat(made.status()).isEqualTo(201);
    KEYS.addAll(random(MEMBERS - 1));
    importList(
        "/relay/big", List.copyOf(KEYS), InstantSource.system().instant().getEpochSecond() + 1);
    KEYS.add(RunningEngine.OWNER.hex());
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static List<String> random(int count) {
    var random = new Random(7);
    var bytes = new byte[32];
    var keys = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      random.nextBytes(bytes);
      keys.add(Hex.encode(bytes));
    }
    return keys;
  }

  /// Imports a list that the relay itself would have signed. It contains the relay's own key.
  private static void importList(String relay, List<String> keys, long createdAt) {
    var self = RunningEngine.RELAY.publicKey().hex();
    var tags =
        Stream.concat(keys.stream(), Stream.of(self)).map(key -> List.of("member", key)).toList();
    var list = Event.sign(RunningEngine.RELAY, createdAt, MEMBER_LIST, tags, "");
    var answer = engine.api("POST", relay + "/events", EventJson.write(list) + "\n");
    assertThat(answer.body()).contains("\"imported\":1");
  }

  private static JsonNode get(String query) {
    var answer = engine.api("GET", PATH + query, "");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Json.tree(answer.body());
  }

  private static List<String> members(JsonNode answer) {
    return answer.get("members").valueStream().map(key -> key.asString("")).toList();
  }

  @Test
  void pages_are_complete_sorted_and_without_duplicates() {
    var all = new ArrayList<String>();
    var after = "";
    do {
      var page = get("?limit=1000" + (after.isEmpty() ? "" : "&after=" + after));
      assertThat(page.get("total").asInt()).isEqualTo(MEMBERS);
      assertThat(page.get("matched").asInt()).isEqualTo(MEMBERS);
      assertThat(members(page)).hasSizeLessThanOrEqualTo(1_000);
      all.addAll(members(page));
      assertThat(all).hasSizeLessThanOrEqualTo(MEMBERS);
      after = page.get("next").asString("");
    } while (!after.isEmpty());
    assertThat(all).containsExactlyElementsOf(KEYS);
  }

  @Test
  void a_page_is_a_small_part_of_the_whole_list_which_stays_as_in_zooid() {
    var whole = engine.api("GET", PATH, "").body();
    var page = engine.api("GET", PATH + "?limit=100", "").body();
    assertThat(whole)
        .startsWith("{\"members\":[\"")
        .endsWith("\"]}\n")
        .hasSizeGreaterThan(3_000_000);
    assertThat(members(Json.tree(whole))).contains(RunningEngine.RELAY.publicKey().hex());
    assertThat(page).hasSizeLessThan(8_000);
  }

  @Test
  void a_range_of_keys_is_listed_and_counted() {
    var from = "ab" + "0".repeat(62);
    var to = "ab" + "f".repeat(62);
    var expected = KEYS.subSet(from, true, to, true);
    var first = get("?limit=50&from=" + from + "&to=" + to);
    assertThat(first.get("matched").asInt()).isEqualTo(expected.size()).isGreaterThan(100);
    assertThat(members(first)).containsExactlyElementsOf(expected.stream().limit(50).toList());
    var next = first.get("next").asString("");
    assertThat(next).isEqualTo(members(first).getLast());
    var second = get("?limit=1000&from=" + from + "&to=" + to + "&after=" + next);
    assertThat(members(second)).containsExactlyElementsOf(expected.stream().skip(50).toList());
    assertThat(second.get("next").asString("")).isEmpty();
    assertThat(second.get("matched").asInt()).isEqualTo(expected.size());
  }

  @Test
  void the_relays_own_key_is_neither_listed_nor_counted() {
    var self = RunningEngine.RELAY.publicKey().hex();
    var page = get("?limit=1&from=" + self + "&to=" + self);
    assertThat(members(page)).isEmpty();
    assertThat(page.get("matched").asInt()).isZero();
    assertThat(get("?keys=" + self).get("members")).isEmpty();
  }

  @Test
  void keys_are_looked_up() {
    var stranger = SecretKey.parse("05".repeat(32)).publicKey().hex();
    var found = get("?keys=" + KEYS.last() + "," + stranger + "," + KEYS.first());
    assertThat(members(found)).containsExactly(KEYS.first(), KEYS.last());
    assertThat(found.get("total").asInt()).isEqualTo(MEMBERS);
  }

  @Test
  void changes_between_pages_neither_repeat_nor_lose_a_member() {
    var made = engine.api("POST", "/relay/busy", RunningEngine.body("busy.localhost", "busy", ""));
    assertThat(made.status()).isEqualTo(201);
    var random = new Random(11);
    var now = new ArrayList<>(random(3_000));
    var always = new TreeSet<>(now);
    var ever = new TreeSet<>(now);
    var seen = new ArrayList<String>();
    var after = "";
    var second = InstantSource.system().instant().getEpochSecond() + 1;
    do {
      importList("/relay/busy", now, second++);
      var page = engine.api("GET", "/relay/busy/members?limit=300&after=" + after, "");
      seen.addAll(members(Json.tree(page.body())));
      assertThat(seen).hasSizeLessThan(4_000);
      after = Json.tree(page.body()).get("next").asString("");
      for (int i = 0; i < 20; i++) {
        always.remove(now.remove(random.nextInt(now.size())));
      }
      var more = "%016x".formatted(random.nextLong()).repeat(4);
      now.add(more);
      ever.add(more);
    } while (!after.isEmpty());
    ever.add(RunningEngine.OWNER.hex());
    assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(always);
    assertThat(ever).containsAll(seen);
    assertThat(always).hasSizeGreaterThan(2_700);
  }

  @Test
  void a_cursor_of_a_key_that_is_no_member_any_more_goes_on_behind_it() {
    var gone = new PublicKey("80" + "0".repeat(62)).hex();
    assertThat(members(get("?limit=1&after=" + gone))).containsExactly(KEYS.higher(gone));
    assertThat(get("?limit=1&after=" + "f".repeat(64)).get("members")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?limit=0",
        "?limit=1001",
        "?limit=-1",
        "?limit=x",
        "?limit=99999999999",
        "?limit=1&after=zz",
        "?limit=1&from=ABCD",
        "?limit=1&from=ff&to=00",
        "?keys=,",
        "?keys=npub1"
      })
  void a_faulty_query_is_refused_with_a_sentence(String query) {
    var answer = engine.api("GET", PATH + query, "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(Json.tree(answer.body()).get("error").asString("")).isNotBlank();
  }

  @Test
  void more_keys_than_one_request_may_look_up_are_refused() {
    var keys = String.join(",", KEYS.stream().limit(101).toList());
    assertThat(engine.api("GET", PATH + "?keys=" + keys, "").status()).isEqualTo(400);
    var most = String.join(",", KEYS.stream().limit(100).toList());
    assertThat(get("?keys=" + most).get("members")).hasSize(100);
  }
}

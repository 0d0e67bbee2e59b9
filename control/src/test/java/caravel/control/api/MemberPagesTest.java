package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.relay.RelayId;
import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.Kinds;
import caravel.nostr.Nip19;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The members of a relay in pages, and their search by key and by name.
final class MemberPagesTest {
  private static final int MEMBERS = 3_000;
  private static final long NOON = 1_700_000_000;
  private static final SecretKey MARIT = SecretKey.parse("21".repeat(32));
  private static final SecretKey MARA = SecretKey.parse("22".repeat(32));
  private static final SecretKey FIRST = SecretKey.parse("0c".repeat(32));

  /// Keys that begin with a word.
  private static final List<String> FADES =
      List.of("fade" + "0".repeat(60), "fade" + "5".repeat(60), "fade" + "f".repeat(60));

  private static final SecretKey STRANGER = SecretKey.parse("23".repeat(32));

  @TempDir Path folder;
  private final TreeSet<String> keys = new TreeSet<>();
  private Platform platform;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    relay = "/relays/" + platform.relay(ALICE, "club", "growth");
    platform.progress().answered(new RelayId(relay.substring("/relays/".length())), 1);
    var random = new Random(5);
    var bytes = new byte[32];
    keys.add(MARIT.publicKey().hex());
    keys.add(MARA.publicKey().hex());
    keys.add(FIRST.publicKey().hex());
    keys.addAll(FADES);
    while (keys.size() < MEMBERS) {
      random.nextBytes(bytes);
      keys.add(Hex.encode(bytes));
    }
    keys.forEach(key -> platform.host.join(new PublicKey(key)));
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void pages_have_every_member_once_in_order() {
    var all = new ArrayList<String>();
    var cursor = "";
    do {
      var page = get("?limit=500&cursor=" + cursor);
      assertThat(page.get("total").asInt()).isEqualTo(MEMBERS);
      assertThat(page.get("matched").asInt()).isEqualTo(MEMBERS);
      all.addAll(members(page));
      assertThat(all).hasSizeLessThanOrEqualTo(MEMBERS);
      cursor = page.path("next").asString("");
    } while (!cursor.isEmpty());
    assertThat(all).containsExactlyElementsOf(keys);
  }

  @Test
  void a_page_has_100_members_unless_requested_otherwise() {
    assertThat(members(get("?cursor="))).hasSize(100);
    assertThat(members(get("?limit=7"))).containsExactlyElementsOf(keys.stream().limit(7).toList());
  }

  @Test
  void a_request_without_parameters_has_the_whole_list_as_before() {
    var answer = get("");
    assertThat(members(answer)).containsExactlyElementsOf(keys);
    assertThat(answer.get("total").asInt()).isEqualTo(MEMBERS);
    assertThat(answer.has("next")).isFalse();
    assertThat(answer.get("data").has("names")).isFalse();
  }

  @Test
  void members_that_come_and_go_between_pages_move_no_other_member() {
    var first = members(get("?limit=500"));
    platform.host.join(new PublicKey("0".repeat(63) + "1"));
    platform.delete(ALICE, relay + "/members/" + first.getLast());
    var second = members(get("?limit=500&cursor=" + first.getLast()));
    assertThat(second).containsExactlyElementsOf(keys.stream().skip(500).limit(500).toList());
  }

  @Test
  void members_are_found_by_the_beginning_of_their_key() {
    var wanted = keys.stream().skip(1_234).findFirst().orElseThrow();
    var npub = Nip19.npub(new PublicKey(wanted));
    for (var text : List.of(wanted.substring(0, 12), wanted.toUpperCase(Locale.ROOT), npub)) {
      assertThat(members(get("?q=" + text))).as(text).containsExactly(wanted);
    }
    for (var length = 5; length < npub.length(); length++) {
      var page = get("?limit=500&q=" + npub.substring(0, length));
      var start = npub.substring(0, length);
      var expected =
          keys.stream()
              .filter(key -> Nip19.npub(new PublicKey(key)).startsWith(start))
              .limit(500)
              .toList();
      assertThat(members(page)).as(start).containsExactlyElementsOf(expected);
    }
    assertThat(members(get("?q=" + npub.substring(0, npub.length() - 1) + "x"))).isEmpty();
    assertThat(members(get("?q=npub1b"))).isEmpty();
  }

  @Test
  void the_first_digits_of_keys_are_counted_and_paged() {
    var expected = keys.stream().filter(key -> key.startsWith("a")).toList();
    var first = get("?q=a&limit=50");
    assertThat(first.get("matched").asInt()).isEqualTo(expected.size()).isGreaterThan(100);
    assertThat(first.get("total").asInt()).isEqualTo(MEMBERS);
    assertThat(members(first)).containsExactlyElementsOf(expected.subList(0, 50));
    var second = get("?q=a&limit=500&cursor=" + first.get("next").asString(""));
    assertThat(members(second)).containsExactlyElementsOf(expected.subList(50, expected.size()));
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void members_are_found_by_the_name_of_their_profile_on_the_relay() {
    profile(MARIT, "{\"name\":\"Marit Øvrebø\"}");
    profile(MARA, "{\"name\":\"m\",\"display_name\":\"Márta\",\"about\":\"knows marit\"}");
    profile(STRANGER, "{\"name\":\"Marit, no member\"}");
    profile(ALICE, "not json, marit");
    var found = get("?q=MARIT");
    assertThat(members(found)).containsExactly(MARIT.publicKey().hex());
    assertThat(found.get("matched").asInt()).isEqualTo(1);
    assertThat(found.get("total").asInt()).isEqualTo(MEMBERS);
    assertThat(found.get("data").get("names").asString("")).isEqualTo("all");
    assertThat(members(get("?q=nobody+has+this"))).isEmpty();
    assertThat(get("?q=nobody+has+this").get("total").asInt()).isEqualTo(MEMBERS);
  }

  @Test
  void a_text_that_is_a_name_and_a_key_finds_both_in_pages() {
    profile(FIRST, "{\"name\":\"FADED\"}");
    profile(MARIT, "{\"name\":\"Jo Fade\"}");
    profile(MARA, "{\"name\":\"fader\"}");
    var expected = new TreeSet<>(FADES);
    expected.add(FIRST.publicKey().hex());
    expected.add(MARIT.publicKey().hex());
    expected.add(MARA.publicKey().hex());
    var all = new ArrayList<String>();
    var cursor = "";
    do {
      var page = get("?q=fade&limit=1&cursor=" + cursor);
      assertThat(page.get("matched").asInt()).isEqualTo(expected.size());
      all.addAll(members(page));
      assertThat(all).hasSizeLessThanOrEqualTo(expected.size());
      cursor = page.path("next").asString("");
    } while (!cursor.isEmpty());
    assertThat(all).containsExactlyElementsOf(expected);
  }

  @Test
  void names_that_cannot_be_searched_are_reported_and_keys_are_found_still() {
    var wanted = keys.first();
    platform.hostContent.failure = new RelayReply.Unknown<>("no answer in time");
    var found = get("?q=" + wanted.substring(0, 20));
    assertThat(members(found)).containsExactly(wanted);
    assertThat(found.get("data").get("names").asString("")).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({
    "?limit=0, limit",
    "?limit=501, limit",
    "?limit=many, limit",
    "?limit=99999999999, limit",
    "?cursor=1.abc, cursor",
    "?cursor=ABCD, cursor",
    "?q=a%00b, q"
  })
  void a_faulty_parameter_is_named(String query, String field) {
    assertThat(platform.get(ALICE, relay + "/members" + query).refusal())
        .isEqualTo("422 invalid " + field);
  }

  @Test
  void a_search_has_a_limited_length() {
    var refused = platform.get(ALICE, relay + "/members?q=" + "x".repeat(201));
    assertThat(refused.refusal()).isEqualTo("422 invalid q");
    assertThat(platform.get(ALICE, relay + "/members?q=" + "x".repeat(200)).status())
        .isEqualTo(200);
  }

  @Test
  void a_relay_that_has_never_answered_has_an_empty_page() {
    relay = "/relays/" + platform.relay(BOB, "guild", "free");
    var page = platform.get(BOB, relay + "/members?limit=10").json();
    assertThat(members(page)).isEmpty();
    assertThat(page.get("total").asInt()).isZero();
  }

  @Test
  void the_answer_to_a_change_leaves_out_a_long_list() {
    var removed = platform.delete(ALICE, relay + "/members/" + keys.first()).data();
    assertThat(removed.get("members").isNull()).isTrue();
    assertThat(removed.get("is_member").asBoolean()).isFalse();
    assertThat(removed.get("total").asInt()).isEqualTo(MEMBERS - 1);
    var added = platform.put(ALICE, relay + "/members/" + keys.first(), "").data();
    assertThat(added.get("members").isNull()).isTrue();
    assertThat(added.get("is_member").asBoolean()).isTrue();
    assertThat(added.get("total").asInt()).isEqualTo(MEMBERS);
    assertThat(platform.get(ALICE, relay).data().get("member_count").asInt()).isEqualTo(MEMBERS);
  }

  private void profile(SecretKey author, String content) {
    platform.hostContent.stored.add(Event.sign(author, NOON, Kinds.PROFILE, List.of(), content));
  }

  private JsonNode get(String query) {
    var answer = platform.get(ALICE, relay + "/members" + query);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> members(JsonNode answer) {
    return answer.get("data").get("members").valueStream().map(key -> key.asString("")).toList();
  }
}

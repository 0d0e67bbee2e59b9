package caravel.engine.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.EventJson;
import caravel.nostr.Json;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Messages that are read, and the answers to those that cannot be.
final class UnreadableMessageTest {
  private static final String FAILED = "failed to parse envelope: ";

  @RegisterExtension private final TestRelay relay = new TestRelay();
  private final Client alice = relay.enter(TestRelay.ALICE);

  @Test
  void conformance_67_a_malformed_message_gets_a_notice_and_the_socket_stays_open() {
    var expected =
        Map.ofEntries(
            Map.entry("", "invalid json envelope"),
            Map.entry("hello", "invalid json envelope"),
            Map.entry("{}", "invalid json envelope"),
            Map.entry("null", "invalid json envelope"),
            Map.entry("[]", "invalid json envelope"),
            Map.entry("[1,2]", "invalid json envelope"),
            Map.entry("[\"PING\"]", "unknown envelope label"),
            Map.entry("[\"auth\",\"x\"]", "unknown envelope label"),
            Map.entry("[\"NEG-OPEN\",\"x\",[],\"61\"]", "unknown envelope label"),
            Map.entry("[\"EVENT\"]", "failed to decode EVENT envelope"),
            Map.entry("[\"AUTH\"]", "failed to decode Auth envelope: missing fields"),
            Map.entry("[\"CLOSE\"]", "failed to decode CLOSE envelope"),
            Map.entry("[\"REQ\"]", "failed to decode REQ envelope: missing filters"),
            Map.entry("[\"REQ\",\"x\"]", "failed to decode REQ envelope: missing filters"),
            Map.entry("[\"COUNT\",\"x\"]", "failed to decode COUNT envelope: missing filters"));
    expected.forEach(
        (text, why) -> alice.says(text).hears("[\"NOTICE\",\"" + FAILED + why + "\"]"));
    alice.hearsNothing();
  }

  @Test
  void what_is_inside_is_told_apart() {
    for (var text :
        List.of("[\"EVENT\",\"x\"]", "[\"EVENT\",{\"id\":5}]", "[\"AUTH\",{\"kind\":\"x\"}]")) {
      assertThat(alice.says(text).next()).startsWith("[\"NOTICE\",\"" + FAILED + "parse error: ");
    }
    for (var filter :
        List.of("5", "\"y\"", "[]", "{\"kinds\":\"1\"}", "{\"kinds\":[1.5]}", "{\"#e\":[1]}")) {
      assertThat(alice.says("[\"REQ\",\"x\"," + filter + "]").next())
          .startsWith("[\"NOTICE\",\"" + FAILED + "on filter: parse error: ");
    }
  }

  @Test
  void sloppy_messages_are_accepted() {
    alice.says("[ \"REQ\" , \"blank\" , {\"kinds\":[7]} ]").hears("[\"EOSE\",\"blank\"]");
    alice.says("[\"REQ\",\"open\",{\"kinds\":[7]}").hears("[\"EOSE\",\"open\"]");
    alice.says("[\"REQ\",5,{\"kinds\":[-1,70000]}]").hears("[\"EOSE\",\"\"]");
    alice.says("[\"CLOSE\",5]").says("[\"EOSE\",\"x\"]").says("[\"NOTICE\",\"x\"]");
    alice.says("[\"OK\",\"x\",true,\"\"]").says("[\"CLOSED\",\"x\",\"y\"]").hearsNothing();
    for (var nothing : List.of("{}", "null")) {
      alice
          .says("[\"EVENT\"," + nothing + "]")
          .hears(
              "[\"OK\",\"" + "0".repeat(64) + "\",false,\"invalid: id is computed incorrectly\"]");
    }
    alice
        .says("[\"AUTH\",\"text\"]")
        .hears(
            "[\"OK\",\""
                + "0".repeat(64)
                + "\",false,\"error: failed to authenticate: wanted kind 22242, got 0\"]");
  }

  @Test
  void a_subscription_id_comes_back_as_json() {
    alice.says("[\"REQ\",\"é \\\"q\\\" \\\\ \",{\"kinds\":[7]}]");
    assertThat(Json.tree(alice.next()).get(1).asString()).isEqualTo("é \"q\" \\ ");
  }

  /// Random input gets an answer or silence, and the session continues.
  @Test
  void no_input_breaks_a_session() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var seeds =
        List.of(
            "[\"EVENT\"," + EventJson.write(TestRelay.note(TestRelay.ALICE, "n")) + "]",
            "[\"REQ\",\"q\",{\"kinds\":[1],\"#t\":[\"x\"],\"limit\":3,\"since\":1},{}]",
            "[\"AUTH\"," + EventJson.write(TestRelay.note(TestRelay.ALICE, "n")) + "]",
            "[\"COUNT\",\"c\",{\"ids\":[\"00\"]}]",
            "[\"CLOSE\",\"q\"]",
            "[\"NEG-OPEN\",\"n\",{},\"6100000200\"]",
            "[\"NEG-MSG\",\"n\",\"610000028f\"]");
    for (int i = 0; i < 5_000; i++) {
      alice
          .session()
          .onMessage(mutated(seeds.get(random.nextInt(seeds.size())), random).getBytes(UTF_8));
      alice.forgets();
    }
    alice.says("[\"REQ\",\"end\",{\"kinds\":[7],\"limit\":1}]");
    assertThat(alice.hearsEventually("[\"EOSE\",\"end\"]")).as("seed %s", seed).isTrue();
    assertThat(alice.faults()).as("seed %s", seed).isEmpty();
  }

  private static String mutated(String text, Random random) {
    var changed = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(5)) {
        case 0 -> changed.deleteCharAt(at);
        case 1 -> changed.insert(at, "[{\"'\\:,0-9\u0000\ud800é]}".charAt(random.nextInt(15)));
        case 2 -> changed.setLength(at + 1);
        case 3 -> changed.insert(at, "9".repeat(random.nextInt(40)));
        default -> changed.insert(at, changed.substring(at));
      }
      if (changed.isEmpty()) {
        return "";
      }
    }
    return changed.toString();
  }
}

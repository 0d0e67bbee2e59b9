package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventTest {
  private static final SecretKey KEY = SecretKey.parse("01".repeat(32));
  private static final PublicKey AUTHOR = KEY.publicKey();

  @Test
  void the_canonical_form_escapes_exactly_what_nip_01_names() {
    var text = "\n\"\\\r\t\b\f\u0001\u001f\u007f/é\u2028😀";
    var canonical =
        EventJson.canonical(new UnsignedEvent(AUTHOR, 5, 1, List.of(List.of("t", text)), text));
    var escaped = "\\n\\\"\\\\\\r\\t\\b\\f\\u0001\\u001f\u007f/é\u2028😀";
    assertThat(new String(canonical, StandardCharsets.UTF_8))
        .isEqualTo("[0,\"" + AUTHOR + "\",5,1,[[\"t\",\"" + escaped + "\"]],\"" + escaped + "\"]");
  }

  @Test
  void an_event_of_another_implementation_is_genuine() {
    var event =
        EventJson.parse(
            """
            {"id":"4376c65d2f232afbe9b882a35baa4f6fe8667c4e684749af565f981833ed6a65",
             "pubkey":"6e468422dfb74a5738702a8823b9b28168abab8655faacb6853cd0ee15deee93",
             "created_at":1673347337,"kind":1,
             "tags":[["e","3da979448d9ba263864c4d6f14984c423a3838364ec255f03c7904b1ae77f206"],
                     ["p","bf2376e17ba4ec269d10fcc996a4746b451152be9031fa48e74553dde5526bce"]],
             "content":"Walled gardens became prisons, and nostr is the first step towards tearing down the prison walls.",
             "sig":"908a15e46fb4d8675bab026fc230a0e3542bfade63da02d542fb78b2a8513fcd0092619a2c8c1221e581946e0191f2af505dfdf8657a414dbca329186f009262"}
            """);
    assertThat(event.check()).isEqualTo(Event.Check.GENUINE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void events_survive_the_round_trip_and_stay_genuine(long seed) {
    var generator = new Generator(seed);
    for (int round = 0; round < 60; round++) {
      var event = generator.event();
      var json = EventJson.write(event);
      var back = EventJson.parse(json);
      assertThat(back).isEqualTo(event);
      assertThat(EventJson.write(back)).isEqualTo(json);
      assertThat(back.check()).isEqualTo(Event.Check.GENUINE);
      assertThat(back.hasValidId()).isTrue();
      assertThat(back.hasValidSignature()).isTrue();
      assertThat(Json.tree(json).get("content").asString()).isEqualTo(event.content());
      var unsigned = EventJson.parse(EventJson.write(event.withoutSignature()));
      assertThat(unsigned).isEqualTo(event.withoutSignature());
      assertThat(unsigned.check()).isEqualTo(Event.Check.WRONG_SIGNATURE);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void a_change_of_any_byte_is_noticed(long seed) {
    var generator = new Generator(seed);
    var event = generator.event();
    var json = EventJson.write(event);
    for (int at = 0; at < json.length(); at++) {
      var changed = new StringBuilder(json);
      changed.setCharAt(at, json.charAt(at) == '1' ? '2' : '1');
      try {
        var back = EventJson.parse(changed.toString());
        assertThat(back.equals(event) ? Event.Check.WRONG_ID : back.check())
            .as("seed %d, byte %d", seed, at)
            .isNotEqualTo(Event.Check.GENUINE);
      } catch (MalformedException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void a_wrong_id_is_told_from_a_wrong_signature() {
    var event = Event.sign(KEY, 5, 1, List.of(), "hello");
    var other = Event.sign(KEY, 5, 1, List.of(), "bye");
    var wrongId = new Event(other.id(), event.unsigned(), event.sig());
    assertThat(wrongId.check()).isEqualTo(Event.Check.WRONG_ID);
    assertThat(wrongId.hasValidId()).isFalse();
    assertThat(wrongId.hasValidSignature()).isTrue();
    var wrongSignature = new Event(event.id(), event.unsigned(), other.sig());
    assertThat(wrongSignature.check()).isEqualTo(Event.Check.WRONG_SIGNATURE);
    assertThat(wrongSignature.hasValidSignature()).isFalse();
  }

  @Test
  void hex_is_read_in_any_letter_case_and_written_in_lower_case() {
    var event = Event.sign(KEY, 5, 1, List.of(), "");
    var json = EventJson.write(event);
    for (var hex : List.of(event.id().hex(), event.pubkey().hex(), event.sig())) {
      assertThat(EventJson.parse(json.replace(hex, hex.toUpperCase(Locale.ROOT)))).isEqualTo(event);
    }
  }

  @Test
  void absent_keys_and_nulls_are_zero_values_as_in_zooid() {
    var zero = EventJson.parse("{}");
    assertThat(zero.id().hex()).isEqualTo("0".repeat(64));
    assertThat(zero.check()).isEqualTo(Event.Check.WRONG_ID);
    var nulls =
        "{\"id\":null,\"pubkey\":null,\"kind\":null,\"created_at\":null,\"tags\":null,"
            + "\"content\":null,\"sig\":null,\"other\":null}";
    assertThat(EventJson.parse(nulls)).isEqualTo(zero);
  }

  @Test
  void unknown_keys_are_refused_unless_the_reader_passes_them_over() {
    var event = Event.sign(KEY, 5, 1, List.of(), "");
    var json = EventJson.write(event).replaceFirst("\\{", "{\"more\":{\"a\":[1]},");
    assertThatThrownBy(() -> EventJson.parse(json)).isInstanceOf(MalformedException.class);
    assertThat(EventJson.parse(json, EventJson.UnknownKeys.PASSED_OVER)).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "5",
        "[]",
        "\"x\"",
        "{",
        "{}}",
        "{} {}",
        "{\"id\":5}",
        "{\"id\":\"\"}",
        "{\"id\":\"xyz\"}",
        "{\"kind\":-1}",
        "{\"kind\":65536}",
        "{\"kind\":4294967296}",
        "{\"kind\":1.0}",
        "{\"kind\":\"1\"}",
        "{\"kind\":true}",
        "{\"created_at\":1e3}",
        "{\"created_at\":9223372036854775808}",
        "{\"created_at\":99999999999999999999}",
        "{\"tags\":{}}",
        "{\"tags\":[1]}",
        "{\"tags\":[[1]]}",
        "{\"tags\":[[null]]}",
        "{\"tags\":[null]}",
        "{\"tags\":[[\"a\"]",
        "{\"content\":1}",
        "{\"content\":\"\\ud800\"}",
        "{\"content\":\"\\udc00\\ud800\"}",
        "{\"tags\":[[\"\\ud83d\"]]}",
        "{\"sig\":\"ab\"}",
        "{\"content\":\"\\u00\"}",
        "{\"content\":\"\u0001\"}",
        "{\"kind\":1,\"kind\":1}",
        "{\"x\":null,\"x\":null}",
        "{'kind':1}",
        "{\"kind\":01}",
        "{\"kind\":+1}",
        "{\"kind\":NaN}",
        "{\"kind\":1,}",
        "{/**/}",
        "\ufeff{}"
      })
  void an_invalid_event_is_malformed(String json) {
    assertThatThrownBy(() -> EventJson.parse(json)).isInstanceOf(MalformedException.class);
  }

  @Test
  void half_a_surrogate_pair_makes_no_event() {
    assertThatThrownBy(() -> new UnsignedEvent(AUTHOR, 5, 1, List.of(), "\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UnsignedEvent(AUTHOR, 5, 1, List.of(List.of("t", "x\udc00")), "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_key_signs_for_nobody_else() {
    var unsigned = new UnsignedEvent(AUTHOR, 5, 1, List.of(), "");
    assertThatThrownBy(() -> unsigned.sign(SecretKey.generate()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tag_values_are_those_of_tags_that_have_one() {
    var tags = List.of(List.of("t"), List.of("t", "a", "x"), List.<String>of(), List.of("t", "b"));
    var event = Event.sign(KEY, 5, 1, tags, "");
    assertThat(event.tagValue("t")).contains("a");
    assertThat(event.tagValues("t")).containsExactly("a", "b");
    assertThat(event.tagValue("x")).isEmpty();
  }
}

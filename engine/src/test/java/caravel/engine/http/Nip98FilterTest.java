package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Conformance 11 to 20: each check, and that the order is zooid's.
final class Nip98FilterTest {
  private static final SecretKey KEY = SecretKey.parse("0d".repeat(32));
  private static final String URL = "http://api.localhost:1/relay/a b";
  private static final long NOW = 1_700_000_000;

  /// A valid event that a test changes before it is signed.
  private static final class Draft {
    int kind = 27_235;
    long createdAt = NOW;
    final List<List<String>> tags =
        new ArrayList<>(List.of(List.of("u", URL), List.of("method", "POST")));

    String json() {
      return EventJson.write(Event.sign(KEY, createdAt, kind, tags, ""));
    }
  }

  private static String check(Consumer<Draft> change) {
    var draft = new Draft();
    change.accept(draft);
    return checkJson(draft.json());
  }

  private static String altered(Consumer<ObjectNode> change) {
    var event = (ObjectNode) Json.mapper().readTree(new Draft().json());
    change.accept(event);
    return checkJson(event.toString());
  }

  private static String checkJson(String json) {
    return checkHeader(
        "Nostr " + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String checkHeader(String header) {
    return switch (Nip98Filter.check(header, URL, "POST", NOW)) {
      case Nip98Filter.Verdict.Signed(var by) ->
          by.equals(KEY.publicKey()) ? "signed" : "by another";
      case Nip98Filter.Verdict.Refused(var why) -> why;
    };
  }

  @Test
  void a_valid_token_names_its_signer() {
    assertThat(check(_ -> {})).isEqualTo("signed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | missing authorization header", // 11
        "Bearer x | invalid authorization header format", // 12
        "Nostr | invalid authorization header format",
        "Nostr x | invalid base64 encoding: Input byte[] should at least have 2 bytes for base64 bytes",
        "Nostr e30 | invalid base64 encoding: the padding is missing", // 13
        "Nostr  e30= | invalid base64 encoding: Illegal base64 character 20",
        "Nostr W10= | invalid event json: an event is an object",
        "Nostr e30= | 'invalid event kind: expected 27235, got 0'"
      })
  void headers_without_a_valid_token_are_refused(String header, String why) {
    assertThat(checkHeader(header)).isEqualTo(why);
  }

  @Test
  void the_scheme_may_have_any_letter_case() { // 12
    var token =
        Base64.getEncoder().encodeToString(new Draft().json().getBytes(StandardCharsets.UTF_8));
    assertThat(checkHeader("nOsTr " + token)).isEqualTo("signed");
  }

  @Test
  void another_kind_is_refused_before_the_signature_is_checked() { // 14
    assertThat(check(draft -> draft.kind = 1))
        .isEqualTo("invalid event kind: expected 27235, got 1");
    assertThat(altered(event -> event.put("kind", 1).put("sig", "0".repeat(128))))
        .isEqualTo("invalid event kind: expected 27235, got 1");
  }

  @Test
  void what_was_altered_after_signing_is_refused() { // 15
    var refused = "invalid event signature";
    assertThat(altered(event -> event.put("content", "x"))).isEqualTo(refused);
    assertThat(altered(event -> event.put("sig", "0".repeat(128)))).isEqualTo(refused);
    assertThat(altered(event -> event.put("sig", "zz"))).isEqualTo(refused);
    assertThat(altered(event -> event.put("sig", "z".repeat(128)))).isEqualTo(refused);
    assertThat(altered(event -> event.put("pubkey", "zz"))).isEqualTo(refused);
    assertThat(altered(event -> event.remove("sig"))).isEqualTo(refused);
    assertThat(altered(event -> event.put("created_at", NOW - 3_600).put("sig", "")))
        .isEqualTo(refused);
  }

  @Test
  void the_id_is_neither_needed_nor_compared() { // 15
    assertThat(altered(event -> event.put("id", "0".repeat(64)))).isEqualTo("signed");
    assertThat(altered(event -> event.remove("id"))).isEqualTo("signed");
  }

  @Test
  void unknown_keys_are_refused_unless_they_are_null() { // 13
    assertThat(altered(event -> event.put("extra", "x"))).startsWith("invalid event json: ");
    assertThat(altered(event -> event.putNull("extra"))).isEqualTo("signed");
    assertThat(altered(event -> event.put("kind", "27235"))).startsWith("invalid event json: ");
    assertThat(altered(event -> event.put("tags", "x"))).startsWith("invalid event json: ");
    assertThat(checkJson("{\"a\":".repeat(5_000))).startsWith("invalid event json: ");
  }

  @ParameterizedTest
  @CsvSource({
    "-61, false",
    "-60, true",
    "-59, true",
    "0, true",
    "59, true",
    "60, true",
    "61, false"
  })
  void the_window_is_sixty_seconds_to_either_side(long offset, boolean passes) { // 16
    assertThat(check(draft -> draft.createdAt = NOW + offset))
        .isEqualTo(passes ? "signed" : "event is outside the allowed time window");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -1, 0})
  void no_time_overflows_the_window(long createdAt) { // 16
    assertThat(check(draft -> draft.createdAt = createdAt))
        .isEqualTo("event is outside the allowed time window");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.localhost:1/relay/a b",
        "http://api.localhost/relay/a b",
        "http://API.localhost:1/relay/a b",
        "http://api.localhost:1/relay/a%20b",
        "http://api.localhost:1/relay/a b/",
        "http://api.localhost:1/relay/a b?x=1",
        ""
      })
  void the_u_tag_must_be_the_exact_address(String url) { // 17
    assertThat(check(draft -> draft.tags.set(0, List.of("u", url))))
        .isEqualTo("event missing or invalid u tag");
    assertThat(
            check(draft -> {
              draft.tags.set(0, List.of("u", url));
              draft.tags.add(List.of("u", URL));
            }))
        .as("some u tag is enough")
        .isEqualTo("signed");
  }

  @Test
  void the_method_tag_matches_in_any_letter_case() { // 19
    assertThat(check(draft -> draft.tags.set(1, List.of("method", "pOsT")))).isEqualTo("signed");
    assertThat(check(draft -> draft.tags.set(1, List.of("method", "GET"))))
        .isEqualTo("event missing or invalid method tag");
    assertThat(check(draft -> draft.tags.removeLast()))
        .isEqualTo("event missing or invalid method tag");
    assertThat(check(draft -> draft.tags.clear())).isEqualTo("event missing or invalid u tag");
  }

  @Test
  void a_payload_tag_is_neither_needed_nor_checked() { // 20
    assertThat(check(draft -> draft.tags.add(List.of("payload", "0".repeat(64)))))
        .isEqualTo("signed");
  }
}

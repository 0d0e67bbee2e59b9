package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Nip98Test {
  private static final SecretKey KEY = SecretKey.parse("01".repeat(32));
  private static final String URL = "https://api.example.com/relays?limit=5";

  @Test
  void a_token_names_the_request_and_its_body() {
    var token = Nip98.token(KEY, URL, "POST", "{}".getBytes(StandardCharsets.UTF_8), 7);
    var event = parse(token);
    assertThat(event.check()).isEqualTo(Event.Check.GENUINE);
    assertThat(event.kind()).isEqualTo(27_235);
    assertThat(event.createdAt()).isEqualTo(7);
    assertThat(event.tagValue("u")).contains(URL);
    assertThat(event.tagValue("method")).contains("POST");
    assertThat(event.tagValue("payload"))
        .contains("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  }

  @Test
  void two_tokens_for_the_same_request_are_two_events() {
    var first = parse(Nip98.token(KEY, URL, "GET", null, 7));
    var second = parse(Nip98.token(KEY, URL, "GET", null, 7));
    assertThat(first.id()).isNotEqualTo(second.id());
    assertThat(first.tagValue("payload")).isEmpty();
  }

  @Test
  void a_session_names_the_server_alone() {
    var event = parse(Nip98.session(KEY, "https://api.example.com", 7));
    assertThat(event.tags()).containsExactly(List.of("u", "https://api.example.com"));
    assertThat(event.check()).isEqualTo(Event.Check.GENUINE);
  }

  @Test
  void the_scheme_is_read_in_any_letter_case() {
    var token = Nip98.session(KEY, "https://api.example.com", 7);
    assertThat(parse("nOsTr" + token.substring(5))).isEqualTo(parse(token));
  }

  @Test
  void keys_a_signer_added_are_passed_over_on_request() {
    var event = Event.sign(KEY, 5, 27_235, List.of(), "");
    var json = EventJson.write(event).replaceFirst("\\{", "{\"relay\":\"x\",");
    var header =
        "Nostr " + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    assertThat(Nip98.parse(header, EventJson.UnknownKeys.PASSED_OVER).signed()).isEqualTo(event);
    assertThatThrownBy(() -> Nip98.parse(header, EventJson.UnknownKeys.REFUSED))
        .hasMessageStartingWith("invalid event json: ");
  }

  @ParameterizedTest
  @CsvSource({
    "'', invalid authorization header format",
    "Nostr, invalid authorization header format",
    "'Nostr ', invalid authorization header format",
    "Bearer x, invalid authorization header format",
    "'Nostr  e30=', invalid base64 encoding: ",
    "Nostr !!!notbase64!!!, invalid base64 encoding: ",
    "Nostr e3, invalid base64 encoding: ",
    "Nostr eyJhIjoi__77Pz8-PiJ9, invalid base64 encoding: ",
    "Nostr aGVsbG8=, invalid event json: ",
    "Nostr W10=, invalid event json: ",
    "Nostr eyJraW5kIjoiMjcyMzUifQ==, invalid event json: ",
  })
  void broken_headers_are_refused_in_zooids_words(String header, String text) {
    assertThatThrownBy(() -> Nip98.parse(header, EventJson.UnknownKeys.REFUSED))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void fuzzed_headers_are_read_or_refused_as_malformed(long seed) {
    var generator = new Generator(seed);
    for (int round = 0; round < 300; round++) {
      var header = generator.mutate(Nip98.token(KEY, URL, "GET", null, round));
      try {
        Nip98.parse(header, EventJson.UnknownKeys.REFUSED);
      } catch (MalformedException refused) {
        assertThat(refused.getMessage()).startsWith("invalid ");
      }
    }
  }

  @Test
  void an_endless_header_is_refused_unread() {
    assertThatThrownBy(() -> parse("Nostr " + "A".repeat(Nip98.HEADER_CHARACTERS_MAX)))
        .hasMessage("invalid authorization header format");
  }

  private static Event parse(String header) {
    return Nip98.parse(header, EventJson.UnknownKeys.REFUSED).signed();
  }
}

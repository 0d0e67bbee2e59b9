package caravel.control.hosting.zooid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The interpretation of every recorded answer of the management API.
final class ZooidVerdictTest {
  /// Beginnings of zooid's texts with their meanings; the longest match decides.
  private static final Map<String, Class<? extends ZooidVerdict>> MEANINGS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("400 ", ZooidVerdict.Refused.class),
              Map.entry("401 ", ZooidVerdict.Unknown.class),
              Map.entry("403 ", ZooidVerdict.Unknown.class),
              Map.entry("404 relay not found", ZooidVerdict.Absent.class),
              Map.entry("404 not found", ZooidVerdict.NoSuchRoute.class),
              Map.entry("404 ", ZooidVerdict.NoSuchRoute.class),
              Map.entry("405 ", ZooidVerdict.NoSuchRoute.class),
              Map.entry("409 relay with this id already exists", ZooidVerdict.Exists.class),
              Map.entry("409 schema", ZooidVerdict.Refused.class),
              Map.entry("409 host", ZooidVerdict.Refused.class),
              Map.entry("500 ", ZooidVerdict.Unknown.class)));

  static Stream<Recordings.Case> refusals() {
    return Recordings.all().stream().filter(one -> one.status() >= 300);
  }

  static Stream<Recordings.Case> successes() {
    return Recordings.all().stream()
        .filter(one -> one.status() < 300 && one.path().startsWith("/relay"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void every_recorded_refusal_has_its_meaning(Recordings.Case recorded) {
    var answer = new ZooidReply.Answer(recorded.status(), recorded.body());
    var line = recorded.status() + " " + answer.error();
    var meaning =
        MEANINGS.entrySet().stream()
            .filter(entry -> line.startsWith(entry.getKey()))
            .reduce((_, longer) -> longer)
            .orElseThrow(() -> new AssertionError("a text without a meaning: " + line));
    assertThat(ZooidVerdict.of(answer, List.of())).isInstanceOf(meaning.getValue());
  }

  @ParameterizedTest
  @MethodSource("successes")
  void every_recorded_success_is_one(Recordings.Case recorded) {
    var answer = new ZooidReply.Answer(recorded.status(), recorded.body());
    assertThat(ZooidVerdict.of(answer, List.of())).isInstanceOf(ZooidVerdict.Done.class);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void no_sentence_repeats_a_key(Recordings.Case recorded) {
    var answer = new ZooidReply.Answer(recorded.status(), recorded.body());
    assertThat(ZooidVerdict.of(answer, List.of()).toString())
        .doesNotContainPattern("[0-9a-z]{40,}");
  }

  @Test
  void a_known_secret_is_cut_out_whatever_its_form() {
    var answer = new ZooidReply.Answer(400, "{\"error\":\"cannot use s3-pass-word here\"}");
    assertThat(ZooidVerdict.of(answer, List.of("s3-pass-word")))
        .isEqualTo(
            new ZooidVerdict.Refused(
                "The relay server rejected these settings: cannot use … here"));
  }

  @Test
  void a_conflict_names_the_taken_value() {
    assertThat(ZooidVerdict.of(of("post: duplicate host"), List.of()))
        .isEqualTo(
            new ZooidVerdict.Refused(
                "The address one.localhost:<port> is already taken by another relay on this"
                    + " server."));
    assertThat(ZooidVerdict.of(of("post: duplicate schema"), List.of()))
        .isInstanceOfSatisfying(
            ZooidVerdict.Refused.class,
            refused -> assertThat(refused.sentence()).contains("storage"));
  }

  @Test
  void a_server_without_the_api_is_not_trusted() {
    assertThat(ZooidVerdict.of(new ZooidReply.Answer(200, "<html>welcome</html>"), List.of()))
        .isInstanceOf(ZooidVerdict.Unknown.class);
    assertThat(ZooidVerdict.of(new ZooidReply.Answer(400, "Bad Request"), List.of()))
        .isInstanceOf(ZooidVerdict.Unknown.class);
    assertThat(ZooidVerdict.of(new ZooidReply.Answer(502, "<html>"), List.of()))
        .isInstanceOf(ZooidVerdict.Unknown.class);
    assertThat(ZooidVerdict.of(new ZooidReply.Answer(301, ""), List.of()))
        .isInstanceOf(ZooidVerdict.Unknown.class);
    assertThat(ZooidVerdict.of(new ZooidReply.Lost("gone"), List.of()))
        .isEqualTo(new ZooidVerdict.Unknown("gone"));
  }

  private static ZooidReply of(String name) {
    var recorded = Recordings.named(name);
    return new ZooidReply.Answer(recorded.status(), recorded.body());
  }
}

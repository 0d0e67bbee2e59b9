package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;

final class JsonTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private static final List<Consumer<String>> READERS =
      List.of(
          EventJson::parse,
          json -> EventJson.parse(json, EventJson.UnknownKeys.PASSED_OVER),
          JsonTest::readFilter,
          json -> Filter.parse(Json.tree(json)),
          RelayMessage::parse,
          Json::tree);

  private static void readFilter(String json) {
    try (var parser = Json.parser(json)) {
      parser.nextToken();
      Filter.read(parser);
    } catch (JacksonException beforeTheFilter) {
      throw Json.malformed(beforeTheFilter);
    }
  }

  private static void assertRefused(String json) {
    for (var reader : READERS) {
      assertTimeoutPreemptively(
          BOUND,
          () ->
              assertThatThrownBy(() -> reader.accept(json)).isInstanceOf(MalformedException.class));
    }
  }

  @Test
  void nesting_is_bounded() {
    assertRefused("[".repeat(1_000_000));
    assertRefused("{\"a\":".repeat(1_000_000));
    assertRefused("{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}");
    assertRefused("[\"X\"," + "[".repeat(40) + "]".repeat(40) + "]");
    var allowed = "[".repeat(Json.DEPTH_MAX) + "]".repeat(Json.DEPTH_MAX);
    assertThatCode(() -> Json.tree(allowed)).doesNotThrowAnyException();
  }

  @Test
  void numbers_are_bounded_in_length() {
    var digits = "9".repeat(100_000);
    assertRefused("{\"created_at\":" + digits + "}");
    assertRefused("{\"since\":" + digits + "}");
    assertThatThrownBy(() -> Json.tree("[1e" + digits + "]"))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void documents_are_bounded_in_size_and_in_number_of_values() {
    assertRefused("{\"content\":\"" + "x".repeat(Json.CHARACTERS_MAX) + "\"}");
    assertRefused(" ".repeat(Json.CHARACTERS_MAX + 1) + "{}");
    assertThatThrownBy(() -> Json.tree("[" + "[],".repeat(Json.TOKENS_MAX / 2) + "[]]"))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void a_key_twice_is_refused_at_any_depth() {
    assertRefused("{\"kind\":1,\"kind\":1}");
    assertRefused("{\"x\":{\"a\":1,\"b\":2,\"c\":3,\"a\":4}}");
    assertThatThrownBy(() -> Json.tree("[{\"a\":{\"b\":1,\"\\u0062\":2}}]"))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void nothing_may_stand_behind_a_document_or_before_its_end() {
    for (var json : List.of("", "   ", "{}x", "[] []", "[1", "tru", "\"a")) {
      assertThatThrownBy(() -> Json.tree(json)).isInstanceOf(MalformedException.class);
    }
  }

  static LongStream seeds() {
    return GeneratorSeeds.of(11, 8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void fuzzed_documents_are_read_or_refused_as_malformed(long seed) {
    var generator = new Generator(seed);
    assertTimeoutPreemptively(
        BOUND,
        () -> {
          for (int round = 0; round < 400; round++) {
            var event = generator.event();
            var seeds =
                List.of(
                    EventJson.write(event),
                    generator.filter(List.of(event)).write(),
                    new RelayMessage.EventFor("s", event).write(),
                    new RelayMessage.Ok(event.id(), true, "x").write());
            fuzz(generator.mutate(generator.pick(seeds)));
          }
        });
  }

  private static void fuzz(String json) {
    for (var reader : READERS) {
      try {
        reader.accept(json);
      } catch (MalformedException refused) {
        assertThat(refused).hasNoSuppressedExceptions();
      }
    }
  }

  @Test
  void many_different_keys_do_not_slow_the_reader_down() {
    var filter = new StringBuilder("{");
    for (int i = 0; i < 60_000; i++) {
      filter.append("\"#k").append(i).append("\":[],");
    }
    assertTimeoutPreemptively(BOUND, () -> readFilter(filter.append("\"z\":0}").toString()));
  }
}

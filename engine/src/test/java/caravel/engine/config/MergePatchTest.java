package caravel.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.FuzzSeeds;
import caravel.nostr.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

final class MergePatchTest {
  /// The examples of RFC 7396, appendix A.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"b\"} | {\"a\":\"c\"} | {\"a\":\"c\"}",
        "{\"a\":\"b\"} | {\"b\":\"c\"} | {\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"} | {\"a\":null} | {}",
        "{\"a\":\"b\",\"b\":\"c\"} | {\"a\":null} | {\"b\":\"c\"}",
        "{\"a\":[\"b\"]} | {\"a\":\"c\"} | {\"a\":\"c\"}",
        "{\"a\":\"c\"} | {\"a\":[\"b\"]} | {\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}} | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]} | {\"a\":[1]}",
        "[\"a\",\"b\"] | [\"c\",\"d\"] | [\"c\",\"d\"]",
        "{\"a\":\"b\"} | [\"c\"] | [\"c\"]",
        "{\"e\":null} | {\"a\":1} | {\"e\":null,\"a\":1}",
        "[1,2] | {\"a\":\"b\",\"c\":null} | {\"a\":\"b\"}",
        "{} | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}"
      })
  void the_examples_of_the_rfc(String base, String patch, String result) {
    assertThat(MergePatch.apply(tree(base), tree(patch))).isEqualTo(tree(result));
  }

  static LongStream seeds() {
    return FuzzSeeds.of(11, 4);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agrees_with_the_pseudocode_of_the_rfc(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      var base = any(random, 0);
      var patch = any(random, 0);
      var before = base.toString();
      assertThat(MergePatch.apply(base, patch))
          .as("seed %d, round %d: %s + %s", seed, i, base, patch)
          .isEqualTo(Json.mapper().valueToTree(naive(plain(base), plain(patch))));
      assertThat(base.toString()).isEqualTo(before);
    }
  }

  private static JsonNode tree(String json) {
    return Json.mapper().readTree(json);
  }

  private static JsonNode any(Random random, int depth) {
    var nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(depth > 3 ? 3 : 6)) {
      case 0 -> nodes.nullNode();
      case 1 -> nodes.numberNode(random.nextInt(3));
      case 2 -> nodes.arrayNode().add(random.nextInt(3)).addNull();
      default -> {
        var object = nodes.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set("k" + random.nextInt(4), any(random, depth + 1));
        }
        yield object;
      }
    };
  }

  private static @Nullable Object plain(JsonNode node) {
    return Json.mapper().treeToValue(node, Object.class);
  }

  /// The pseudocode of section 2 of the RFC, on plain maps.
  @SuppressWarnings("unchecked")
  private static @Nullable Object naive(@Nullable Object target, @Nullable Object patch) {
    if (!(patch instanceof Map<?, ?> changes)) {
      return patch;
    }
    var result =
        target instanceof Map<?, ?> map
            ? new LinkedHashMap<>((Map<String, @Nullable Object>) map)
            : new LinkedHashMap<String, @Nullable Object>();
    for (var change : changes.entrySet()) {
      var key = (String) change.getKey();
      if (change.getValue() == null) {
        result.remove(key);
      } else {
        result.put(key, naive(result.get(key), change.getValue()));
      }
    }
    return result;
  }
}

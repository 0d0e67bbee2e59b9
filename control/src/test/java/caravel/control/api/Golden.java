package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// Compares responses with files, which are changed by hand only.
final class Golden {
  private Golden() {}

  /// @param name of a file in `golden/`, without its ending
  static void check(String name, JsonNode actual) {
    try (var file = Golden.class.getResourceAsStream("/golden/" + name + ".json")) {
      var expected = Json.mapper().readTree(Objects.requireNonNull(file, name).readAllBytes());
      assertThat(pretty(actual)).isEqualTo(pretty(expected));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String pretty(JsonNode node) {
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }
}

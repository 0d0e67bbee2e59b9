package caravel.control.hosting.zooid;

import caravel.nostr.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// The recorded answers of a real zooid's management API, case by case.
final class Recordings {
  private static final List<Case> ALL = load();

  private Recordings() {}

  /// @param body as recorded, with a final line feed if it is JSON
  record Case(String name, String method, String path, int status, String body, JsonNode whole) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> all() {
    return ALL;
  }

  static Case named(String name) {
    return ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Case> load() {
    try (var in = Recordings.class.getResourceAsStream("/zooid/http-api.json")) {
      if (in == null) {
        throw new IllegalStateException("the recordings are not on the class path");
      }
      var tree = Json.mapper().readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return StreamSupport.stream(tree.spliterator(), false)
          .filter(one -> one.path("response").has("status"))
          .map(one ->
              new Case(
                  one.path("name").asString(""),
                  one.path("request").path("method").asString(""),
                  one.path("request").path("path").asString(""),
                  one.path("response").path("status").asInt(),
                  one.path("response").path("body").asString(""),
                  one))
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

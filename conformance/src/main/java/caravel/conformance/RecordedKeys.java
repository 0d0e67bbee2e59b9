package caravel.conformance;

import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The fixed keys of the recordings, by name, and the recordings themselves.
public final class RecordedKeys {
  private static final Map<String, SecretKey> BY_NAME = read();

  private RecordedKeys() {}

  /// @throws IllegalArgumentException when no key has this name
  public static SecretKey secret(String name) {
    var key = BY_NAME.get(name);
    if (key == null) {
      throw new IllegalArgumentException("no recorded key is called " + name);
    }
    return key;
  }

  public static PublicKey publicKey(String name) {
    return secret(name).publicKey();
  }

  /// One recording, by its path under `zooid/`: `keys.json`, `http-api.json`, `wire/….json`.
  public static JsonNode recording(String path) {
    try (var in = RecordedKeys.class.getResourceAsStream("/zooid/" + path)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no recording " + path);
      }
      return Json.mapper().readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Map<String, SecretKey> read() {
    var keys = new TreeMap<String, SecretKey>();
    recording("keys.json")
        .properties()
        .forEach(key ->
            keys.put(key.getKey(), SecretKey.parse(key.getValue().path("secret").stringValue())));
    return keys;
  }
}

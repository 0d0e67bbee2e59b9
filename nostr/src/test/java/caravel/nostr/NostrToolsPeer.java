package caravel.nostr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Two people with public test keys, and the output of nostr-tools for them.
public final class NostrToolsPeer {
  public static final JsonNode VECTORS = read("nostr-tools.json");
  public static final SecretKey ALICE = SecretKey.parse("11".repeat(32));
  public static final SecretKey BOB = SecretKey.parse("22".repeat(32));
  public static final SecretKey EVE = SecretKey.parse("33".repeat(32));

  private NostrToolsPeer() {}

  public static JsonNode read(String name) {
    try (var file = NostrToolsPeer.class.getResourceAsStream("/vectors/" + name)) {
      return JsonMapper.shared().readTree(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static List<String> texts() {
    return VECTORS.get("texts").valueStream().map(JsonNode::stringValue).toList();
  }

  public static Event event(JsonNode event) {
    return EventJson.parse(event.toString());
  }
}

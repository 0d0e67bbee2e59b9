package caravel.conformance;

import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.UnsignedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Makes messages that can be sent out of recorded ones: fills in, computes ids, signs.
final class Composer {
  private static final String WRONG_ID = "ab".repeat(32);
  private static final Map<String, SecretKey> SECRETS = secrets();

  private final Bindings bindings;

  Composer(Bindings bindings) {
    this.bindings = bindings;
  }

  private static Map<String, SecretKey> secrets() {
    var secrets = new TreeMap<String, SecretKey>();
    for (var name : RecordedKeys.recording("keys.json").propertyNames()) {
      secrets.put(RecordedKeys.publicKey(name).hex(), RecordedKeys.secret(name));
    }
    return secrets;
  }

  /// @param tampered what the recorder changed after signing, `""` = nothing
  String message(JsonNode recorded, String tampered) {
    var message = (ArrayNode) recorded.deepCopy();
    for (int i = 0; i < message.size(); i++) {
      var element = message.get(i);
      if (element instanceof ObjectNode event && event.has("pubkey") && event.has("tags")) {
        complete(event, tampered);
      } else {
        message.set(i, filled(element));
      }
    }
    return message.toString();
  }

  /// The same with every placeholder filled in; a time becomes a number where it stands alone.
  JsonNode filled(JsonNode node) {
    if (node.isString()) {
      return StringNode.valueOf(bindings.fill(node.stringValue()));
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, filled(array.get(i)));
      }
    } else if (node instanceof ObjectNode object) {
      for (var name : List.copyOf(object.propertyNames())) {
        var value = object.get(name);
        if (value.isString() && value.stringValue().startsWith("<now")) {
          object.put(name, Long.parseLong(bindings.fill(value.stringValue())));
        } else {
          object.set(name, filled(value));
        }
      }
    }
    return node;
  }

  private void complete(ObjectNode event, String tampered) {
    var id = event.path("id").asString("");
    var sig = event.path("sig").asString("");
    filled(event);
    var key = SECRETS.get(event.path("pubkey").asString(""));
    if (key == null) {
      return;
    }
    var unsigned =
        new UnsignedEvent(
            new PublicKey(event.path("pubkey").asString("")),
            event.path("created_at").asLong(),
            event.path("kind").asInt(),
            tags(event),
            event.path("content").asString(""));
    if (id.startsWith("<id:")) {
      var real = tampered.contains("id is not the hash") ? WRONG_ID : unsigned.id().hex();
      bindings.bind(id.substring(1, id.length() - 1), real);
      event.put("id", real);
    }
    if (sig.equals("<sig>")) {
      event.put("sig", signature(key, unsigned, tampered));
    }
  }

  private static String signature(SecretKey key, UnsignedEvent event, String tampered) {
    var wrong = tampered.contains("signature does not verify");
    return wrong
        ? Event.sign(key, event.createdAt(), event.kind(), event.tags(), "another").sig()
        : event.sign(key).sig();
  }

  private static List<List<String>> tags(JsonNode event) {
    var tags = new ArrayList<List<String>>();
    for (var tag : event.path("tags")) {
      tags.add(tag.valueStream().map(element -> element.asString("")).toList());
    }
    return tags;
  }

  /// A note as the recorder's described ones.
  static Event note(String author, long createdAt, String content) {
    return Event.sign(RecordedKeys.secret(author), createdAt, 1, List.of(), content);
  }
}

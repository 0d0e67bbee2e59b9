package caravel.nostr;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The event of an `Authorization` header (NIP-98) before it is verified. Absent fields are empty
/// or zero.
public record Nip98Token(
    String id,
    String pubkey,
    long createdAt,
    long kind,
    List<List<String>> tags,
    String content,
    String sig) {
  /// An `id` is not needed and not compared: the signature is over what was really sent.
  private static final Set<String> KEYS =
      Set.of("id", "pubkey", "created_at", "kind", "tags", "content", "sig");

  /// @throws MalformedException when it is no event
  public static Nip98Token read(String json, EventJson.UnknownKeys unknownKeys) {
    JsonNode tree;
    try {
      tree = Json.mapper().readTree(json);
    } catch (JacksonException malformed) {
      throw new MalformedException("not one JSON value", malformed);
    }
    if (!(tree instanceof ObjectNode event)) {
      throw new MalformedException("an event is an object");
    }
    for (var field : event.properties()) {
      if (unknownKeys == EventJson.UnknownKeys.REFUSED
          && !KEYS.contains(field.getKey())
          && !field.getValue().isNull()) {
        throw new MalformedException("unexpected key: " + field.getKey());
      }
    }
    return new Nip98Token(
        text(event, "id"),
        text(event, "pubkey").toLowerCase(Locale.ROOT),
        number(event, "created_at"),
        number(event, "kind"),
        tags(event.path("tags")),
        text(event, "content"),
        text(event, "sig"));
  }

  /// Returns the event after checking its signature over the sent content.
  ///
  /// @throws IllegalArgumentException when it is not signed by its key
  public Event signed() {
    var unsigned = new UnsignedEvent(PublicKey.parse(pubkey), createdAt, (int) kind, tags, content);
    var event = new Event(unsigned.id(), unsigned, sig);
    if (kind != event.kind() || !event.hasValidSignature()) {
      throw new IllegalArgumentException("not signed by this key");
    }
    return event;
  }

  private static String text(ObjectNode event, String key) {
    var value = event.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw new MalformedException(key + " is not a string");
    }
    return value.stringValue();
  }

  private static long number(ObjectNode event, String key) {
    var value = event.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new MalformedException(key + " is not an integer");
    }
    return value.longValue();
  }

  private static List<List<String>> tags(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return List.of();
    }
    if (!given.isArray()) {
      throw new MalformedException("tags is not an array");
    }
    var tags = new ArrayList<List<String>>();
    for (var tag : given) {
      if (!tag.isArray() || !tag.valueStream().allMatch(JsonNode::isString)) {
        throw new MalformedException("a tag is an array of strings");
      }
      tags.add(tag.valueStream().map(JsonNode::stringValue).toList());
    }
    return tags;
  }
}

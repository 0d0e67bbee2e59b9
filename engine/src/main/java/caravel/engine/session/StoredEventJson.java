package caravel.engine.session;

import caravel.nostr.Json;

/// Works on the JSON of stored events without parsing it.
final class StoredEventJson {
  private StoredEventJson() {}

  /// The start of an `EVENT` message of one subscription. The event's JSON and `]` follow.
  static String eventHead(String subscription) {
    var out = new StringBuilder("[\"EVENT\",");
    Json.appendString(out, subscription);
    return out.append(',').toString();
  }

  /// An event's JSON without its `sig`, which our writer puts last.
  static String withoutSignature(String json) {
    int start = json.lastIndexOf(",\"sig\":\"");
    return start < 0 ? json : json.substring(0, start) + "}";
  }

  /// The kind in an event's JSON as our writer makes it.
  static int kind(String json) {
    int start = "{\"kind\":".length();
    return Integer.parseInt(json, start, json.indexOf(',', start), 10);
  }

  /// The id in an event's JSON as our writer makes it.
  static String id(String json) {
    int start = json.indexOf("\"id\":\"") + "\"id\":\"".length();
    return json.substring(start, start + 64);
  }
}

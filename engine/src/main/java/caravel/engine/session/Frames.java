package caravel.engine.session;

import caravel.nostr.Json;

/// Builds the frames that a relay sends.
final class Frames {
  private Frames() {}

  static String auth(String challenge) {
    return "[\"AUTH\",\"" + challenge + "\"]";
  }

  static String ok(String id, boolean accepted, String text) {
    var out = new StringBuilder(96 + text.length());
    out.append("[\"OK\",\"").append(id).append("\",").append(accepted).append(',');
    Json.appendString(out, text);
    return out.append(']').toString();
  }

  static String notice(String text) {
    var out = new StringBuilder("[\"NOTICE\",");
    Json.appendString(out, text);
    return out.append(']').toString();
  }

  static String closed(String subscription, String text) {
    var out = new StringBuilder("[\"CLOSED\",");
    Json.appendString(out, subscription);
    Json.appendString(out.append(','), text);
    return out.append(']').toString();
  }

  static String eose(String subscription) {
    var out = new StringBuilder("[\"EOSE\",");
    Json.appendString(out, subscription);
    return out.append(']').toString();
  }

  /// The start of every EVENT frame of a subscription. The event's JSON and `]` follow.
  static String eventHead(String subscription) {
    var out = new StringBuilder("[\"EVENT\",");
    Json.appendString(out, subscription);
    return out.append(',').toString();
  }

  /// Removes the `sig` from an event's JSON. Our writer puts it last.
  static String withoutSignature(String json) {
    int start = json.lastIndexOf(",\"sig\":\"");
    return start < 0 ? json : json.substring(0, start) + "}";
  }

  /// Reads the kind from JSON of our writer.
  static int kind(String json) {
    int start = "{\"kind\":".length();
    return Integer.parseInt(json, start, json.indexOf(',', start), 10);
  }

  /// Reads the id from JSON of our writer.
  static String id(String json) {
    int start = json.indexOf("\"id\":\"") + "\"id\":\"".length();
    return json.substring(start, start + 64);
  }
}

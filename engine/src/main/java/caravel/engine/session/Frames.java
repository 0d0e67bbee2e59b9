package caravel.engine.session;

import caravel.nostr.Json;

/// The texts of what a relay sends.
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

  /// What stands before an event's JSON in every frame of one subscription; behind it comes `]`.
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

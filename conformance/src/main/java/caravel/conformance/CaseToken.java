package caravel.conformance;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `Authorization` header that a recorded case describes.
final class CaseToken {
  private static final String NOTHING = "0";

  private CaseToken() {}

  /// @param token as it stands in the recording, placeholders filled in
  /// @param url scheme, host and decoded path of the request
  /// @param now unix seconds
  static Optional<String> header(JsonNode token, String url, long now) {
    if (token.isString()) {
      return Optional.empty();
    }
    if (token.has("header")) {
      return Optional.of(token.path("header").stringValue());
    }
    var json = broken(token, url, now);
    return Optional.of(
        token.path("scheme").asString("Nostr")
            + " "
            + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String broken(JsonNode token, String url, long now) {
    var event =
        Event.sign(
            RecordedKeys.secret(token.path("key").stringValue()),
            time(token.path("created_at").asString("<now>"), now),
            token.path("kind").intValue(),
            token.has("expiration") ? mediaTags(token, now) : tags(token, url),
            "");
    var tree = (ObjectNode) Json.mapper().readTree(EventJson.write(event));
    switch (token.path("broken").asString("")) {
      case "", "first u is http://other/, second u is exact" -> {}
      case "sig is all zeros", "bad signature" -> tree.put("sig", NOTHING.repeat(128));
      case "id replaced by zeros, signature right", "id of zeros" ->
          tree.put("id", NOTHING.repeat(64));
      case "content changed after signing" -> tree.put("content", "changed");
      case "no sig field" -> tree.remove("sig");
      case "no id field, signature right" -> tree.remove("id");
      case "one more key \"extra\":\"x\" in the event" -> tree.put("extra", "x");
      case "one more key \"extra\":null in the event" -> tree.putNull("extra");
      default -> throw new IllegalArgumentException("an unknown way of breaking: " + token);
    }
    return tree.toString();
  }

  private static List<List<String>> tags(JsonNode token, String url) {
    var tags = new ArrayList<List<String>>();
    if (token.path("broken").asString("").startsWith("first u is")) {
      tags.add(List.of("u", "http://other/"));
    }
    switch (token.path("u").stringValue()) {
      case "absent" -> {}
      case "exact" -> tags.add(List.of("u", url));
      case String other -> tags.add(List.of("u", other));
    }
    if (!token.path("method").stringValue().equals("absent")) {
      tags.add(List.of("method", token.path("method").stringValue()));
    }
    for (var more : token.path("moreTags")) {
      tags.add(more.valueStream().map(JsonNode::stringValue).toList());
    }
    return tags;
  }

  /// Those of a media token (kind 24242).
  private static List<List<String>> mediaTags(JsonNode token, long now) {
    var tags = new ArrayList<List<String>>();
    for (var tag : token.path("tags")) {
      tags.add(tag.valueStream().map(JsonNode::stringValue).toList());
    }
    var expiration = token.path("expiration").stringValue();
    if (expiration.startsWith("<now")) {
      tags.add(List.of("expiration", Long.toString(time(expiration, now))));
    } else if (!expiration.equals("absent")) {
      tags.add(List.of("expiration", expiration));
    }
    return tags;
  }

  /// `<now>`, `<now-59>`, `<now+3600>`.
  static long time(String placeholder, long now) {
    var offset = placeholder.substring("<now".length(), placeholder.length() - 1);
    return offset.isEmpty() ? now : now + Long.parseLong(offset);
  }
}

package caravel.conformance;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An HTTP request between the messages of a transcript.
final class HttpStep {
  private final RelayApi api;
  private final Bindings bindings;
  private final VersionB version;

  HttpStep(RelayApi api, Bindings bindings, VersionB version) {
    this.api = api;
    this.bindings = bindings;
    this.version = version;
  }

  List<String> differences(JsonNode step) {
    var request = step.path("http");
    var answer = step.path("answer");
    var seen = PlainHttp.ask(api.port(), question(request));
    var status = answer.path("aborted").isMissingNode() ? answer.path("status").asInt() : 0;
    var wrong = new ArrayList<String>();
    if (seen.status() != status) {
      wrong.add("status " + seen.status() + ", not " + status + ": " + seen.body());
    }
    answer
        .path("headers")
        .properties()
        .forEach(header -> {
          var value = seen.header(header.getKey());
          if (!value.equals(header.getValue().asString(""))) {
            wrong.add(header.getKey() + ": " + value + ", not " + header.getValue());
          }
        });
    var body = version.bodyAsWritten(answer.path("body"));
    if (!sameBody(body, seen.body())) {
      wrong.add("body " + seen.body() + ", not " + body);
    }
    return wrong;
  }

  private boolean sameBody(JsonNode recorded, String body) {
    if (recorded.isString()) {
      return recorded.stringValue().equals("(landing page)")
          || bindings.matches(recorded.stringValue(), body);
    }
    if (!recorded.isObject()) {
      return body.isEmpty();
    }
    try {
      return Matching.compare(List.of(recorded), List.of(Json.tree(body)), bindings).isComplete();
    } catch (RuntimeException notJson) {
      return false;
    }
  }

  private PlainHttp.Question question(JsonNode request) {
    var headers = new LinkedHashMap<String, String>();
    request
        .path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asString("")));
    var body = body(request.path("body"));
    authorise(headers, request, body);
    return new PlainHttp.Question(
        request.path("method").stringValue(),
        request.path("path").stringValue(),
        bindings.fill(request.path("host").stringValue()),
        headers,
        body);
  }

  private String body(JsonNode body) {
    return body.isMissingNode() || body.isNull()
        ? ""
        : bindings.fill(body.isString() ? body.stringValue() : body.toString());
  }

  private void authorise(Map<String, String> headers, JsonNode request, String body) {
    var token = request.path("token");
    if (token.has("header")) {
      if (token.path("header").isString()) {
        headers.put("Authorization", token.path("header").stringValue());
      }
    } else if (token.has("key")) {
      var json = event(token, url(request), body).getBytes(StandardCharsets.UTF_8);
      headers.put("Authorization", "Nostr " + Base64.getEncoder().encodeToString(json));
    }
  }

  private String url(JsonNode request) {
    var base = "http://" + request.path("host").stringValue();
    var described = request.path("token").path("u").asString("absent");
    return bindings.fill(
        switch (described) {
          case "exact" -> base + request.path("path").stringValue();
          case String text when text.startsWith("base + ") ->
              base + text.substring("base + ".length());
          case String literal -> literal;
        });
  }

  private String event(JsonNode token, String url, String body) {
    var tags = new ArrayList<List<String>>();
    add(tags, "u", url);
    add(tags, "method", token.path("method").asString("POST"));
    add(tags, "payload", payload(token.path("payload").asString("absent"), body));
    var event =
        Event.sign(
            RecordedKeys.secret(token.path("key").stringValue()),
            CaseToken.time(token.path("created_at").asString("<now>"), api.now()),
            token.path("kind").asInt(27_235),
            tags,
            "");
    var tree = (ObjectNode) Json.tree(EventJson.write(event));
    if (token.has("sig")) {
      tree.put("sig", "0".repeat(128));
    }
    return tree.toString();
  }

  private static void add(List<List<String>> tags, String name, String value) {
    if (!value.equals("absent")) {
      tags.add(List.of(name, value));
    }
  }

  private static String payload(String described, String body) {
    return switch (described) {
      case "sha256 of the body" -> sha256(body);
      case "sha256 of nothing" -> sha256("");
      case String literal -> literal;
    };
  }

  private static String sha256(String text) {
    try {
      return Hex.encode(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}

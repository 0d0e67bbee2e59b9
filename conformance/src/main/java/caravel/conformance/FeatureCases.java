package caravel.conformance;

import caravel.nostr.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Replays the recorded cases of media and of LiveKit, and says where a server answers otherwise.
///
/// Status and text are compared. What needs a stand-in (LiveKit's own signatures and its API) or a
/// look into the store comes with the parts themselves.
public final class FeatureCases {
  private final int port;
  private final InstantSource clock;

  public FeatureCases(int port, InstantSource clock) {
    this.port = port;
    this.clock = clock;
  }

  /// The configs that the cases of `blossom.json` or `livekit.json` need, by relay id.
  public Map<String, String> configs(String recording) {
    var file = recording(recording);
    var configs = new LinkedHashMap<String, String>();
    configs.put("main", file.path("config").toString());
    configs.put("other", variant(file, file.path("otherRelay").asString(""), "other", true));
    configs.put("without", variant(file, without(file), "without", false));
    configs.values().removeIf(String::isEmpty);
    return configs;
  }

  public List<HttpCases.Result> replay(String recording) {
    var results = new ArrayList<HttpCases.Result>();
    for (var recorded : recording(recording).path("cases")) {
      if (recorded.has("request")) {
        results.add(replay(recorded));
      }
    }
    return results;
  }

  private HttpCases.Result replay(JsonNode recorded) {
    var request = recorded.path("request");
    var headers = new LinkedHashMap<String, String>();
    for (var header : request.path("headers").properties()) {
      headers.put(header.getKey(), header.getValue().stringValue());
    }
    var path = request.path("path").stringValue();
    var host = request.path("host").stringValue();
    var url =
        "http://"
            + host
            + URLDecoder.decode(
                path.split("\\?", 2)[0].replace("+", "%2B"), StandardCharsets.UTF_8);
    CaseToken.header(request.path("token"), url, clock.instant().getEpochSecond())
        .ifPresent(token -> headers.put("Authorization", token));
    var body = request.path("body");
    var answer =
        PlainHttp.ask(
            port,
            new PlainHttp.Question(
                request.path("method").stringValue(),
                path,
                host,
                headers,
                body.isString()
                    ? body.stringValue()
                    : body.isMissingNode() ? "" : body.toString()));
    var different = new LinkedHashMap<String, String>();
    var wanted = recorded.path("response");
    if (wanted.path("status").asInt(0) != answer.status()) {
      different.put("status", Integer.toString(answer.status()));
    }
    if (wanted.path("body").isString()
        && !wanted.path("body").stringValue().equals(answer.body())) {
      different.put("body", answer.body());
    }
    return new HttpCases.Result(recorded.path("name").stringValue(), different);
  }

  private JsonNode recording(String name) {
    return Json.mapper()
        .readTree(
            RecordedKeys.recording(name).toString().replace("<port>", Integer.toString(port)));
  }

  private static String without(JsonNode file) {
    return file.path("relayWithoutBlossom").asString(file.path("unconfiguredHost").asString(""));
  }

  private static String variant(JsonNode file, String host, String schema, boolean enabled) {
    if (host.isEmpty()) {
      return "";
    }
    var config = (ObjectNode) file.path("config").deepCopy();
    config.put("host", host).put("schema", schema);
    if (!enabled) {
      config.remove(List.of("blossom", "livekit"));
    }
    return config.toString();
  }
}

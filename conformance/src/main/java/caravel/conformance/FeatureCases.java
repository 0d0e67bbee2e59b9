package caravel.conformance;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Replays the recorded cases of media and of LiveKit, and says where a server answers otherwise.
///
/// Status and text are compared. Of media also the reason, the range, and what a descriptor says
/// about the bytes; of LiveKit also the token, the calls of LiveKit's API, and the list of
/// participants that members receive.
public final class FeatureCases implements AutoCloseable {
  private static final int REPORT = 1_984;
  private static final Pattern ONES = Pattern.compile("([0-9]+) bytes of 0x01");
  private static final Pattern HEX = Pattern.compile(".*\\(hex ([0-9a-f]+)\\)");
  private static final Pattern BOUNDARY = Pattern.compile("boundary=([0-9a-f]+)");

  private final int port;
  private final InstantSource clock;
  private final LivekitStandIn livekit = LivekitStandIn.start();
  private @Nullable RecordedRooms rooms;

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
    var file = recording(recording);
    if (file.has("groups")) {
      rooms = RecordedRooms.create(port, file, clock);
    }
    for (var recorded : file.path("cases")) {
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
    var body = body(request);
    var name = recorded.path("name").stringValue();
    long now = clock.instant().getEpochSecond();
    if (request.path("token").has("jwt")) {
      headers.put(
          "Authorization", LivekitStandIn.webhookToken(request.path("token"), name, body, now));
    } else {
      CaseToken.header(request.path("token"), url, now)
          .ifPresent(token -> headers.put("Authorization", token));
    }
    livekit.expect(recorded);
    var answer =
        PlainHttp.ask(
            port,
            new PlainHttp.Question(
                request.path("method").stringValue(), path, host, headers, body));
    var wanted = recorded.path("response");
    var different = new LinkedHashMap<String, String>();
    if (wanted.path("status").asInt(0) != answer.status()) {
      different.put("status", Integer.toString(answer.status()));
    }
    compareHeaders(wanted.path("headers"), answer, different);
    compareBody(wanted.path("body"), answer, different);
    if (!recorded.path("callsToLivekit").equals(livekit.calls())
        && recorded.has("callsToLivekit")) {
      different.put("callsToLivekit", livekit.calls().toString());
    }
    for (var live : recorded.path("liveToMembers")) {
      if (rooms != null && !rooms.receives(live)) {
        different.put("liveToMembers", "nothing");
      }
    }
    return new HttpCases.Result(name, different);
  }

  /// The bytes that a recording describes.
  private byte[] body(JsonNode request) {
    var body = request.path("body");
    if (!body.isString()) {
      return body.isMissingNode() ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
    }
    var text = body.stringValue();
    var ones = ONES.matcher(text);
    if (ones.matches()) {
      var bytes = new byte[Integer.parseInt(ones.group(1))];
      Arrays.fill(bytes, (byte) 1);
      return bytes;
    }
    var hex = HEX.matcher(text);
    if (hex.matches()) {
      return HexFormat.of().parseHex(hex.group(1));
    }
    var sent =
        text.equals("a valid kind 1984 event by alice")
            ? EventJson.write(
                Event.sign(
                    RecordedKeys.secret("alice"),
                    clock.instant().getEpochSecond(),
                    REPORT,
                    List.of(List.of("x", "0".repeat(64), "spam")),
                    ""))
            : text.replace("<mirror>", "127.0.0.1:1");
    return sent.getBytes(StandardCharsets.UTF_8);
  }

  private static void compareHeaders(
      JsonNode wanted, PlainHttp.Answer answer, Map<String, String> different) {
    for (var name : List.of("x-reason", "content-range", "location")) {
      if (wanted.isObject() && !wanted.path(name).asString("").equals(answer.header(name))) {
        different.put(name, answer.header(name));
      }
    }
  }

  private static void compareBody(
      JsonNode wanted, PlainHttp.Answer answer, Map<String, String> different) {
    if (wanted.isString() && !wanted.stringValue().startsWith("(hex)")) {
      var boundary = BOUNDARY.matcher(answer.header("content-type"));
      var body =
          boundary.find() ? answer.body().replace(boundary.group(1), "<boundary>") : answer.body();
      if (!wanted.stringValue().equals(body)) {
        different.put("body", body);
      }
    } else if (wanted.has("participant_token") && answer.status() == 200) {
      var given = (ObjectNode) Json.mapper().readTree(answer.body());
      var token = given.path("participant_token").stringValue();
      given.set("participant_token", LivekitStandIn.decode(token));
      if (!wanted.equals(given)) {
        different.put("body", given.toString());
      }
    } else if (wanted.has("sha256") && answer.status() == 200) {
      var descriptor = Json.mapper().readTree(answer.body());
      for (var key : List.of("sha256", "size", "type")) {
        if (!wanted.path(key).equals(descriptor.path(key))) {
          different.put(key, descriptor.path(key).asString(""));
        }
      }
    }
  }

  private JsonNode recording(String name) {
    return Json.mapper()
        .readTree(
            RecordedKeys.recording(name)
                .toString()
                .replace("<port>", Integer.toString(port))
                .replace("<livekit>", livekit.address()));
  }

  @Override
  public void close() {
    if (rooms != null) {
      rooms.close();
    }
    livekit.close();
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

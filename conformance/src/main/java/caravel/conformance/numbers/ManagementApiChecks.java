package caravel.conformance.numbers;

import caravel.conformance.PlainHttp;
import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.Kinds;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Signed requests to the management API (11 to 21).
final class ManagementApiChecks {
  private static final String PATH = "/relay/unknown1";
  private static final String WRONG_U = "event missing or invalid u tag";
  private static final String WRONG_METHOD = "event missing or invalid method tag";
  private static final String WRONG_TIME = "event is outside the allowed time window";

  private ManagementApiChecks() {}

  static List<NumberedCheck> list() {
    var signed =
        List.of(
            new NumberedCheck(
                11,
                "A request without Authorization gets 401.",
                server -> refuse(server, "", "missing authorization header")),
            new NumberedCheck(
                12,
                "A scheme other than Nostr gets 401.",
                server -> refuse(server, "Bearer x", "invalid authorization header format")),
            new NumberedCheck(
                13,
                "Bad base64 gets 401.",
                server -> refuse(server, "Nostr !!!", "invalid base64 encoding…")),
            new NumberedCheck(
                14, "A token of another kind gets 401.", ManagementApiChecks::refuseOtherKind),
            new NumberedCheck(
                15,
                "An unsigned or altered token gets 401.",
                ManagementApiChecks::refuseAlteredToken),
            new NumberedCheck(
                16,
                "A token of more than 60 s past or future gets 401.",
                ManagementApiChecks::limitTime),
            new NumberedCheck(
                17, "The token names the URL without its query.", ManagementApiChecks::compareUrl),
            new NumberedCheck(
                18,
                "† A trusted proxy’s X-Forwarded-Proto changes the scheme.",
                ManagementApiChecks::trustForwardedScheme),
            new NumberedCheck(
                19,
                "The token names the method in any letter case.",
                ManagementApiChecks::compareMethod),
            new NumberedCheck(
                20,
                "A token without a payload tag is accepted.",
                server -> accept(server, server.token("DELETE", PATH))),
            new NumberedCheck(
                21,
                "A key that is not on the whitelist gets 403.",
                ManagementApiChecks::refuseOtherKeys));
    return Stream.concat(signed.stream(), RelayChangeChecks.list().stream()).toList();
  }

  private static PlainHttp.Answer call(SuiteServer server, String token) {
    return server.callWith(token, "DELETE", PATH, "");
  }

  private static void refuse(SuiteServer server, String token, String error) {
    Expect.error(401, error, call(server, token));
  }

  /// A valid token reaches the handler, which does not know the relay.
  private static void accept(SuiteServer server, String token) {
    Expect.error(404, "relay not found", call(server, token));
  }

  private static List<List<String>> tags(String url, String method) {
    var tags = new ArrayList<List<String>>();
    if (!url.isEmpty()) {
      tags.add(List.of("u", url));
    }
    if (!method.isEmpty()) {
      tags.add(List.of("method", method));
    }
    return tags;
  }

  private static String sign(SuiteServer server, List<List<String>> tags) {
    return Nip98.header(
        Event.sign(server.target().apiKey(), server.now(), Kinds.HTTP_AUTH, tags, ""));
  }

  private static List<List<String>> validTags(SuiteServer server) {
    return tags(server.target().apiUrl(PATH), "DELETE");
  }

  private static void refuseOtherKind(SuiteServer server) {
    var event = Event.sign(server.target().apiKey(), server.now(), 1, validTags(server), "");
    refuse(server, Nip98.header(event), "invalid event kind: expected 27235, got 1");
  }

  private static void refuseAlteredToken(SuiteServer server) {
    var key = server.target().apiKey();
    var event = Event.sign(key, server.now(), Kinds.HTTP_AUTH, validTags(server), "");
    refuse(server, Nip98.header(event.withoutSignature()), "invalid event signature");
    var altered = (ObjectNode) Json.tree(EventJson.write(event));
    altered.put("content", "changed");
    var bytes = altered.toString().getBytes(StandardCharsets.UTF_8);
    refuse(server, "Nostr " + Base64.getEncoder().encodeToString(bytes), "invalid event signature");
  }

  private static void limitTime(SuiteServer server) {
    // One second passes at most on the way, so the future is refused from 62 s on.
    refuse(server, tokenAt(server, -61), WRONG_TIME);
    refuse(server, tokenAt(server, 63), WRONG_TIME);
    accept(server, tokenAt(server, -58));
    accept(server, tokenAt(server, 59));
  }

  private static String tokenAt(SuiteServer server, int seconds) {
    var at = server.now() + seconds;
    return Nip98.header(
        Event.sign(server.target().apiKey(), at, Kinds.HTTP_AUTH, validTags(server), ""));
  }

  private static void compareUrl(SuiteServer server) {
    var url = server.target().apiUrl(PATH);
    refuse(server, sign(server, tags("", "DELETE")), WRONG_U);
    refuse(server, sign(server, tags(url + "2", "DELETE")), WRONG_U);
    refuse(server, sign(server, tags(url + "?a=b", "DELETE")), WRONG_U);
    refuse(server, sign(server, tags("https://other.example" + PATH, "DELETE")), WRONG_U);
    Expect.error(
        404,
        "relay not found",
        server.callWith(sign(server, validTags(server)), "DELETE", PATH + "?a=b", ""));
  }

  private static void trustForwardedScheme(SuiteServer server) {
    if (server.target().api().getScheme().equals("https")) {
      accept(server, sign(server, validTags(server)));
      return;
    }
    var secure = server.target().apiUrl(PATH).replaceFirst("^http:", "https:");
    var answer = forwarded(server, sign(server, tags(secure, "DELETE")));
    if (answer.status() == 404) {
      Expect.error(401, WRONG_U, forwarded(server, sign(server, validTags(server))));
      return;
    }
    Expect.error(401, WRONG_U, answer);
    Expect.error(404, "relay not found", forwarded(server, sign(server, validTags(server))));
    throw CheckException.passedInPart("the server does not trust this client as a proxy");
  }

  private static PlainHttp.Answer forwarded(SuiteServer server, String token) {
    var headers = Map.of("Authorization", token, "X-Forwarded-Proto", "https");
    return PlainHttp.ask(
        server.target().apiAddress(),
        new PlainHttp.Question("DELETE", PATH, server.target().apiHost(), headers, ""));
  }

  private static void compareMethod(SuiteServer server) {
    var url = server.target().apiUrl(PATH);
    refuse(server, sign(server, tags(url, "")), WRONG_METHOD);
    refuse(server, sign(server, tags(url, "PUT")), WRONG_METHOD);
    accept(server, sign(server, tags(url, "delete")));
  }

  private static void refuseOtherKeys(SuiteServer server) {
    var url = server.target().apiUrl(PATH);
    var token = Nip98.token(SecretKey.generate(), url, "DELETE", null, server.now());
    Expect.error(403, "pubkey not in whitelist", call(server, token));
  }
}

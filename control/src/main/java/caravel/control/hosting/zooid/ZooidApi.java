package caravel.control.hosting.zooid;

import caravel.control.trace.TraceContext;
import caravel.nostr.Nip98;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Signed calls to zooid's management API.
final class ZooidApi {
  /// Longest accepted answer; a member is 67 bytes.
  static final int ANSWER_BYTES_MAX = 4 * 1024 * 1024;

  private final ZooidSettings settings;
  private final Calls calls;
  private final InstantSource clock;

  ZooidApi(ZooidSettings settings, Calls calls, InstantSource clock) {
    this.settings = settings;
    this.calls = calls;
    this.clock = clock;
  }

  ZooidReply post(String id, String body) {
    return call("POST", "/relay/" + id, "", body);
  }

  ZooidReply patch(String id, String body) {
    return call("PATCH", "/relay/" + id, "", body);
  }

  ZooidReply delete(String id, boolean purge) {
    return call("DELETE", "/relay/" + id, purge ? "?purge=1" : "", "");
  }

  ZooidReply members(String id) {
    return members(id, "");
  }

  /// A host that does not know the parameters answers with the whole list.
  ///
  /// @param query with its question mark; `""` = the whole list
  ZooidReply members(String id, String query) {
    return call("GET", "/relay/" + id + "/members", query, "");
  }

  /// Only the engine has this route.
  ///
  /// @param query with its question mark
  ZooidReply files(String id, String query) {
    return call("GET", "/relay/" + id + "/files", query, "");
  }

  /// Only the engine has this route.
  ZooidReply deleteFile(String id, String sha256) {
    return call("DELETE", "/relay/" + id + "/files/" + sha256, "", "");
  }

  /// Only the engine has this route.
  ZooidReply invites(String id) {
    return call("GET", "/relay/" + id + "/invites", "", "");
  }

  /// Only the engine has this route.
  ZooidReply usage(String id, String query) {
    return call("GET", "/relay/" + id + "/usage", query, "");
  }

  /// zooid requires a signature over the address without its query.
  private ZooidReply call(String method, String path, String query, String body) {
    var url = settings.apiUrl() + path;
    var bytes = body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8);
    var token =
        Nip98.token(settings.apiSecret(), url, method, bytes, clock.instant().getEpochSecond());
    var headers = new HashMap<>(Map.of("Authorization", token, "Accept", "application/json"));
    var trace = TraceContext.current();
    if (trace != null) {
      headers.putAll(trace.headers());
    }
    return calls.make(
        new Calls.Call(method, URI.create(url + query), headers, body, ANSWER_BYTES_MAX));
  }
}

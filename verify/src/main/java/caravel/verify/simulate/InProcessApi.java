package caravel.verify.simulate;

import caravel.control.auth.Authenticator.AuthResult;
import caravel.control.auth.Caller;
import caravel.control.http.Access;
import caravel.control.http.ApiJson;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.Route.HttpMethod;
import caravel.control.problem.ProblemException;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Calls the routes of the real API without a socket.
final class InProcessApi {
  private static final AuthResult.Token TOKEN =
      new AuthResult.Token("00".repeat(32), false, true, 0);
  private static final byte[] NOTHING = {};

  private final Map<String, Route> routes = new HashMap<>();

  InProcessApi(List<Route> all) {
    for (var route : all) {
      routes.put(route.method() + " " + route.path(), route);
    }
  }

  /// One request.
  ///
  /// @param path the pattern of its route
  record Call(HttpMethod method, String path, Map<String, String> names, String body) {
    static Call post(String path, Map<String, String> names, String body) {
      return new Call(HttpMethod.POST, path, names, body);
    }

    static Call get(String path, Map<String, String> names) {
      return new Call(HttpMethod.GET, path, names, "");
    }
  }

  /// The response.
  ///
  /// @param data empty for a refusal
  /// @param refusal the error code; `""` = none
  record Answer(JsonNode data, String refusal) {
    boolean isOk() {
      return refusal.isEmpty();
    }
  }

  Answer call(Caller caller, Call call) {
    return call(caller, call, Map.of());
  }

  Answer call(Caller caller, Call call, Map<String, String> query) {
    var route = routes.get(call.method() + " " + call.path());
    if (route == null) {
      throw new IllegalArgumentException("no route " + call.method() + " " + call.path());
    }
    var bytes = call.body().isEmpty() ? NOTHING : call.body().getBytes(StandardCharsets.UTF_8);
    var sent = new Request.Sent(call.names(), query, Map.of(), bytes);
    var signIn =
        route.access() instanceof Access.Public ? null : new AuthResult.Accepted(caller, TOKEN);
    try {
      return read(route.handler().handle(new Request(sent, signIn)));
    } catch (ProblemException refused) {
      return refused(refused.problem().code());
    }
  }

  /// Sends a signed webhook.
  Answer webhook(String payload) {
    var route = routes.get("POST /stripe/webhook");
    if (route == null) {
      throw new IllegalArgumentException("no route for webhooks");
    }
    var sent =
        new Request.Sent(
            Map.of(),
            Map.of(),
            Map.of("stripe-signature", "good"),
            payload.getBytes(StandardCharsets.UTF_8));
    try {
      return read(route.handler().handle(new Request(sent, null)));
    } catch (ProblemException refused) {
      return refused(refused.problem().code());
    }
  }

  static Caller tenant(PublicKey key) {
    return new Caller(key, false);
  }

  private static Answer read(Response response) {
    return switch (response) {
      case Response.Data(_, var data) -> new Answer(tree(data), "");
      case Response.Listed(var page) -> new Answer(tree(page.rows()), "");
      case Response.Failed(var problem) -> refused(problem.code());
      case Response.Plain _, Response.Raw _, Response.Kept _, Response.Streamed _ ->
          new Answer(tree(null), "");
    };
  }

  private static JsonNode tree(@Nullable Object data) {
    return data == null ? Json.mapper().nullNode() : ApiJson.tree(data);
  }

  private static Answer refused(String code) {
    return new Answer(Json.mapper().nullNode(), code);
  }
}

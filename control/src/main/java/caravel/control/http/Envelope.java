package caravel.control.http;

import caravel.control.problem.Problem;
import java.util.LinkedHashMap;

/// The JSON envelope of every response. Problems become HTTP statuses here only.
final class Envelope {
  /// A complete response.
  record Answer(int status, String json) {}

  private Envelope() {}

  static Answer of(Response.Data data) {
    var body = new LinkedHashMap<String, @org.jspecify.annotations.Nullable Object>();
    body.put("data", data.data());
    body.put("code", "ok");
    return new Answer(data.status(), ApiJson.write(body));
  }

  static Answer of(Page<?> page) {
    var body = new LinkedHashMap<String, Object>();
    body.put("data", page.data());
    body.put("code", "ok");
    if (page.next() != null) {
      body.put("next", page.next());
    }
    body.put("total", page.total());
    body.put("matched", page.matched());
    return new Answer(200, ApiJson.write(body));
  }

  static Answer of(Problem problem, String requestId) {
    var body = new LinkedHashMap<String, Object>();
    body.put("error", problem.sentence());
    body.put("code", problem.code());
    if (problem instanceof Problem.Invalid invalid && invalid.field() != null) {
      body.put("field", invalid.field());
    }
    body.put("request_id", requestId);
    return new Answer(status(problem), ApiJson.write(body));
  }

  static int status(Problem problem) {
    return switch (problem) {
      case Problem.Refused _ -> 400;
      case Problem.Unauthenticated _ -> 401;
      case Problem.Forbidden _ -> 403;
      case Problem.NotFound _ -> 404;
      case Problem.MethodNotAllowed _ -> 405;
      case Problem.Conflict _ -> 409;
      case Problem.TooLarge _ -> 413;
      case Problem.Invalid _ -> 422;
      case Problem.TooMany _ -> 429;
      case Problem.Internal _ -> 500;
      case Problem.Unavailable _ -> 503;
    };
  }
}

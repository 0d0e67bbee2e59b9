package caravel.control.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The pages that may call the API from a browser. There are no cookies, so any page may unless a
/// list restricts it.
final class Cors {
  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  private static final String HEADERS = "authorization, content-type, idempotency-key";
  private static final String EXPOSED = "retry-after, x-request-id";
  private static final Duration PREFLIGHT_KEPT = Duration.ofHours(2);

  private final List<String> allowOrigins;

  Cors(List<String> allowOrigins) {
    this.allowOrigins = allowOrigins;
  }

  /// Sets the headers of every API response, errors included.
  void mark(Context ctx) {
    var origin = ctx.header("Origin");
    if (allowOrigins.isEmpty()) {
      ctx.header("Access-Control-Allow-Origin", "*");
    } else if (origin != null && allowOrigins.contains(origin)) {
      ctx.header("Access-Control-Allow-Origin", origin);
    }
    ctx.header("Access-Control-Expose-Headers", EXPOSED);
  }

  /// Answers a preflight request, which needs no token.
  ///
  /// @param allowed the methods of the path; empty if the path does not exist
  void preflight(Context ctx, Set<String> allowed) {
    if (!allowed.isEmpty()) {
      ctx.header("Allow", String.join(", ", allowed));
    }
    ctx.header("Access-Control-Allow-Methods", METHODS);
    ctx.header("Access-Control-Allow-Headers", HEADERS);
    ctx.header("Access-Control-Max-Age", String.valueOf(PREFLIGHT_KEPT.toSeconds()));
    ctx.status(204);
  }
}

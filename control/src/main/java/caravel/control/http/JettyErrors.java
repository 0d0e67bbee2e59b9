package caravel.control.http;

import caravel.control.problem.Problem;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Writes the envelope for requests that Jetty refuses: an unreadable line or header.
final class JettyErrors implements Request.Handler {
  private final boolean anyOrigin;

  JettyErrors(boolean anyOrigin) {
    this.anyOrigin = anyOrigin;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var status = response.getStatus();
    var body =
        status >= 500
            ? Map.of("error", new Problem.Internal().sentence(), "code", "internal")
            : Map.of("error", sentence(status), "code", "invalid");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.VARY, "Origin");
    if (anyOrigin) {
      response.getHeaders().put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    Content.Sink.write(response, true, ApiJson.write(body), callback);
    return true;
  }

  private static String sentence(int status) {
    return switch (status) {
      case HttpStatus.URI_TOO_LONG_414 -> "The address of this request is too long.";
      case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          "The headers of this request are too large.";
      default -> "We couldn’t read this request.";
    };
  }
}

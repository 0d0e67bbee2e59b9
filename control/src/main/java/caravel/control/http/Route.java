package caravel.control.http;

/// One line of the route table.
///
/// @param path with parameters in braces: `/things/{id}`
/// @param quota the quota that a request counts against
/// @param body how the handler gets the body
public record Route(
    HttpMethod method, String path, Access access, Handler handler, Quota quota, Body body) {
  /// The ways in which a handler gets the body of a request.
  public enum Body {
    /// In memory, up to 64 KiB.
    WHOLE,

    /// As a stream, which the handler bounds. Read after authorization, never kept, and not
    /// compared with a `payload` tag.
    STREAMED
  }

  Route(HttpMethod method, String path, Access access, Handler handler, Quota quota) {
    this(method, path, access, handler, quota, Body.WHOLE);
  }

  /// Handles an authorized request. Errors for the client are thrown as [Problem#asException()] or
  /// returned by [Response#problem]; any other exception is a 500.
  @FunctionalInterface
  public interface Handler {
    Response handle(Request request);
  }

  public static Route get(String path, Access access, Handler handler) {
    return new Route(HttpMethod.GET, path, access, handler, Quota.NONE);
  }

  public static Route post(String path, Access access, Handler handler) {
    return new Route(HttpMethod.POST, path, access, handler, Quota.CHANGE);
  }

  public static Route put(String path, Access access, Handler handler) {
    return new Route(HttpMethod.PUT, path, access, handler, Quota.CHANGE);
  }

  public static Route patch(String path, Access access, Handler handler) {
    return new Route(HttpMethod.PATCH, path, access, handler, Quota.CHANGE);
  }

  public static Route delete(String path, Access access, Handler handler) {
    return new Route(HttpMethod.DELETE, path, access, handler, Quota.CHANGE);
  }

  /// The same route with another quota.
  public Route counting(Quota other) {
    return new Route(method, path, access, handler, other, body);
  }

  /// The same route with a body that its handler reads as a stream.
  public Route streamed() {
    return new Route(method, path, access, handler, quota, Body.STREAMED);
  }

  /// The methods a route may have; `HEAD` comes with every `GET`, `OPTIONS` with every path.
  public enum HttpMethod {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
  }
}

package caravel.control.http;

import caravel.control.auth.Caller;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request that was let in, read into memory.
public final class Request {
  private final @Nullable Caller caller;
  private final Map<String, String> path;
  private final Map<String, String> query;
  private final Map<String, String> headers;
  private final byte[] body;

  /// Tests make requests by this too.
  ///
  /// @param headers by lower-case name
  public Request(
      @Nullable Caller caller,
      Map<String, String> path,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] body) {
    this.caller = caller;
    this.path = Map.copyOf(path);
    this.query = Map.copyOf(query);
    this.headers = Map.copyOf(headers);
    this.body = body.clone();
  }

  /// Who is calling; on a public route nobody is.
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("a public route has no caller");
    }
    return caller;
  }

  /// A parameter of the path, which the route's pattern promises.
  public String path(String name) {
    var value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no parameter " + name);
    }
    return value;
  }

  /// The first value of a parameter of the query string.
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)));
  }

  /// The body as it came.
  public byte[] bytes() {
    return body.clone();
  }

  /// The body as a JSON object; no body is an empty object.
  public Fields body() {
    return Fields.parse(body);
  }
}

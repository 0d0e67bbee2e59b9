package caravel.control.http;

/// The methods a route may have; `HEAD` comes with every `GET`, `OPTIONS` with every path.
public enum HttpMethod {
  GET,
  POST,
  PUT,
  PATCH,
  DELETE
}

package caravel.control.http;

/// The methods of routes. Every `GET` implies `HEAD`, and every path has `OPTIONS`.
public enum HttpMethod {
  GET,
  POST,
  PUT,
  PATCH,
  DELETE
}

package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import caravel.nostr.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// One HTTP request and the methods that answer it. Each request is answered exactly once.
record RequestContext(
    Request request, Response response, Callback callback, TrustedProxies proxies) {
  static final String JSON = "application/json";

  private static final String TEXT = "text/plain; charset=utf-8";

  String method() {
    return request.getMethod();
  }

  /// Empty when absent.
  String header(String name) {
    var value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  String host() {
    return header("Host");
  }

  /// As in the request line, percent-encoded, without the query.
  String rawPath() {
    var path = request.getHttpURI().getPath();
    return path == null ? "" : path;
  }

  String decodedPath() {
    return decode(rawPath());
  }

  /// The path segments, each decoded. The path starts with a slash.
  List<String> segments() {
    return List.of(rawPath().split("/", -1)).stream().skip(1).map(RequestContext::decode).toList();
  }

  /// The address that a signature of the request must name (NIP-98): scheme, Host header and
  /// decoded path.
  String signedUrl() {
    var scheme = "https".equals(forwarded("X-Forwarded-Proto")) ? "https" : "http";
    return scheme + "://" + host() + decodedPath();
  }

  /// Empty when absent.
  String query(String name) {
    var value = Request.extractQueryParameters(request).getValue(name);
    return value == null ? "" : value;
  }

  /// Reads the body without blocking. A client that sends it too slowly gets 408.
  ///
  /// @param then receives the body on a thread of Jetty; must not block
  /// @param refused receives the error message when the body cannot be read
  void readBody(BodyLimit limit, Consumer<byte[]> then, Consumer<String> refused) {
    BodyReader.start(
        request,
        limit.bytesMax(),
        limit.budget(),
        new BodyReader.Receiver() {
          @Override
          public void received(byte[] body) {
            then.accept(body);
          }

          @Override
          public void tooLarge() {
            refused.accept(limit.tooLarge());
          }

          @Override
          public void tooSlow() {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
            write(408, "Request Timeout: the body came too slowly\n", callback);
          }

          @Override
          public void failed(Throwable cause) {
            refused.accept("failed to read body: the connection failed");
          }
        });
  }

  /// @param tooLarge the error message for a larger body
  record BodyLimit(int bytesMax, String tooLarge, MemoryBudget budget) {}

  /// The forwarded header; null = absent, or the peer is not a trusted proxy.
  @Nullable String forwarded(String header) {
    var value = String.join(",", request.getHeaders().getValuesList(header));
    return !value.isEmpty() && proxies.trusts(peer()) ? value : null;
  }

  /// The client's address: the last one that a trusted proxy named, or the peer's.
  RemoteAddress client() {
    var forwarded = forwarded("X-Forwarded-For");
    if (forwarded == null) {
      return RemoteAddress.of(peer().getHostAddress());
    }
    return RemoteAddress.of(forwarded.substring(forwarded.lastIndexOf(',') + 1).strip());
  }

  private InetAddress peer() {
    var peer = request.getConnectionMetaData().getRemoteSocketAddress();
    return peer instanceof InetSocketAddress address && address.getAddress() != null
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  void json(int status, String key, String text) {
    var body = new StringBuilder("{");
    Json.appendString(body, key);
    body.append(':');
    Json.appendString(body, text);
    answer(status, JSON, body.append("}\n").toString());
  }

  /// Sends plain text with a line feed, as zooid's router does.
  void text(int status, String text) {
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    answer(status, TEXT, text + "\n");
  }

  void answer(int status, String type, String body) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    finish(status, body);
  }

  /// Answers without a body, as Blossom does.
  ///
  /// @param reason for the header `X-Reason`; empty = none
  void reply(int status, String reason) {
    if (!reason.isEmpty()) {
      response.getHeaders().put("X-Reason", reason);
    }
    finish(status, "");
  }

  private void finish(int status, String body) {
    // A client that sent `Expect: 100-continue` has not sent the body yet.
    var drain = !request.getHeaders().contains(HttpHeader.EXPECT);
    write(
        status,
        body,
        drain
            ? Callback.from(() -> BodyDrain.start(request, callback), callback::failed)
            : callback);
  }

  private void write(int status, String body, Callback written) {
    response.setStatus(status);
    Content.Sink.write(response, true, body, written);
  }

  void empty(int status) {
    response.setStatus(status);
    callback.succeeded();
  }

  static String decode(String text) {
    try {
      return text.indexOf('%') < 0
          ? text
          : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }
}

package caravel.engine.http;

import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// One HTTP request and the ways in which it is answered. Every exchange is answered exactly once.
record Exchange(Request request, Response response, Callback callback, TrustedProxies proxies) {
  static final String JSON = "application/json";

  /// What is still read of a body that nobody wants, so that its sender hears the answer: a
  /// connection closed on bytes that nobody read is reset, and the answer lost with it.
  private static final int LEFT_OVER_BYTES_MAX = 1_048_576;

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

  /// The parts between slashes, each decoded; the path starts with a slash.
  List<String> segments() {
    return List.of(rawPath().split("/", -1)).stream().skip(1).map(Exchange::decode).toList();
  }

  /// Empty when absent.
  String query(String name) {
    var value = Request.extractQueryParameters(request).getValue(name);
    return value == null ? "" : value;
  }

  /// @param bytesMax largest body
  /// @param tooLarge what whoever sends a larger one is told
  /// @throws MalformedException with these words, or when the connection failed
  byte[] body(int bytesMax, String tooLarge) {
    try (var in = Request.asInputStream(request)) {
      var bytes = in.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        in.skip(LEFT_OVER_BYTES_MAX);
        throw new MalformedException(tooLarge);
      }
      return bytes;
    } catch (IOException failed) {
      throw new MalformedException("failed to read body: the connection failed", failed);
    }
  }

  /// Null unless a trusted proxy said it.
  @Nullable String forwarded(String header) {
    var value = request.getHeaders().get(header);
    return value != null && !value.isEmpty() && proxies.trusts(peer()) ? value : null;
  }

  /// Who is at the other end: the last address that a trusted proxy named, or the peer itself.
  String client() {
    var forwarded = forwarded("X-Forwarded-For");
    if (forwarded == null) {
      return peer().getHostAddress();
    }
    return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
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

  /// Plain text with a line feed, as zooid's router answers.
  void text(int status, String text) {
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    answer(status, TEXT, text + "\n");
  }

  void answer(int status, String type, String body) {
    passOver();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    Content.Sink.write(response, true, body, callback);
  }

  /// Whoever asks first whether the body is wanted has not sent it, and a huge one is not waited
  /// for.
  private void passOver() {
    if (request.getHeaders().contains(HttpHeader.EXPECT)
        || request.getLength() > LEFT_OVER_BYTES_MAX) {
      return;
    }
    try {
      Request.asInputStream(request).skip(LEFT_OVER_BYTES_MAX);
    } catch (IOException gone) {
      // It was given up before, or nobody is there to hear: the answer goes out all the same.
    }
  }

  void empty(int status) {
    response.setStatus(status);
    callback.succeeded();
  }

  private static String decode(String text) {
    try {
      return text.indexOf('%') < 0
          ? text
          : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }
}

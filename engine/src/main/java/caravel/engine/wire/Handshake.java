package caravel.engine.wire;

import caravel.engine.limits.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The opening handshake of a server (RFC 6455 section 4.2). It accepts no extension and no
/// subprotocol.
public final class Handshake {
  /// The only version of the protocol.
  public static final String VERSION = "13";

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private Handshake() {}

  /// Whether a request may be accepted.
  public static boolean isValid(Request request) {
    var headers = request.getHeaders();
    return request.getMethod().equals("GET")
        && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
        && headers.contains(HttpHeader.CONNECTION, "Upgrade")
        && VERSION.equals(headers.get(HttpHeader.SEC_WEBSOCKET_VERSION))
        && isKey(headers.get("Sec-WebSocket-Key"));
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /// Makes the connection that replaces that of a valid request.
  public static WebSocketConnection connection(
      Request request,
      SocketBounds bounds,
      MemoryBudget.Account memory,
      WebSocketConnection.Listener listener) {
    var http = request.getConnectionMetaData();
    return new WebSocketConnection(
        http.getConnection().getEndPoint(),
        http.getConnector().getExecutor(),
        bounds,
        memory,
        listener);
  }

  /// Answers 101. The connection opens when the answer is written.
  ///
  /// @param callback fails if it cannot be written
  public static void accept(
      Request request, Response response, Callback callback, WebSocketConnection connection) {
    request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection);
    response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
    var headers = response.getHeaders();
    headers.put(HttpHeader.UPGRADE, "websocket");
    headers.put(HttpHeader.CONNECTION, "Upgrade");
    headers.put(
        HttpHeader.SEC_WEBSOCKET_ACCEPT,
        answer(String.valueOf(request.getHeaders().get("Sec-WebSocket-Key"))));
    response.write(true, null, callback);
  }

  private static String answer(String key) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      var bytes = (key.strip() + GUID).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(sha1.digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}

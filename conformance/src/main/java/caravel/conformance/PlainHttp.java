package caravel.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One HTTP request written byte by byte: no client library sends the Host headers and paths that
/// the recordings hold.
public final class PlainHttp {
  private static final int TIMEOUT_MILLIS = 10_000;

  private PlainHttp() {}

  /// One request.
  ///
  /// @param path as it stands in the request line
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  public record Question(
      String method, String path, String host, Map<String, String> headers, byte[] body) {
    public Question(
        String method, String path, String host, Map<String, String> headers, String body) {
      this(method, path, host, headers, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// One answer.
  ///
  /// @param status 0 = the connection was closed without an answer
  /// @param headers names in lower case
  public record Answer(int status, Map<String, String> headers, String body) {
    /// The value of a header, or `""`.
    ///
    /// @param name in lower case
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  static Answer ask(int port, Question question) {
    return ask(URI.create("http://127.0.0.1:" + port), question);
  }

  /// Sends a request and reads the answer.
  ///
  /// @param server `http://` or `https://` with the host that is dialled. The question has its own
  ///   Host header.
  /// @throws UncheckedIOException when the server cannot be reached or does not answer in time
  public static Answer ask(URI server, Question question) {
    try (var socket = connect(server)) {
      var body = question.body();
      if (question.headers().containsKey("Transfer-Encoding")) {
        body = chunked(body);
      }
      socket.getOutputStream().write(head(question, body.length));
      try {
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
      } catch (IOException _) {
        // A server may answer and close before it has read a body that is too large.
      }
      return read(socket.getInputStream(), question.method());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Socket connect(URI server) throws IOException {
    var isTls = "https".equals(server.getScheme());
    var port = server.getPort() >= 0 ? server.getPort() : isTls ? 443 : 80;
    var socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(server.getHost()), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return isTls ? secured(socket, server.getHost(), port) : socket;
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private static Socket secured(Socket plain, String host, int port) throws IOException {
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    var socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static byte[] head(Question question, int bodyBytes) {
    var head = new StringBuilder();
    head.append(question.method()).append(' ').append(question.path()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(question.host()).append("\r\n");
    question.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (!question.headers().containsKey("Connection")) {
      head.append("Connection: close\r\n");
    }
    if (bodyBytes > 0 && !question.headers().containsKey("Transfer-Encoding")) {
      head.append("Content-Length: ").append(bodyBytes).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] chunked(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(bytes);
    out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private static Answer read(InputStream in, String method) throws IOException {
    var first = line(in);
    if (first.isEmpty()) {
      return new Answer(0, Map.of(), "");
    }
    var headers = new TreeMap<String, String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      var colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    var body = method.equals("HEAD") ? new byte[0] : body(in, headers);
    return new Answer(
        Integer.parseInt(first.split(" ", 3)[1]),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.containsKey("content-length")) {
      return in.readNBytes(Integer.parseInt(headers.get("content-length")));
    }
    if (!headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      return in.readAllBytes();
    }
    var body = new ByteArrayOutputStream();
    for (var size = Integer.parseInt(line(in), 16);
        size > 0;
        size = Integer.parseInt(line(in), 16)) {
      body.write(in.readNBytes(size));
      line(in);
    }
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}

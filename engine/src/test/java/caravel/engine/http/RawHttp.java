package caravel.engine.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Sends handwritten requests, so that a test controls every byte.
final class RawHttp {
  private static final int TIMEOUT_MILLIS = 10_000;

  private RawHttp() {}

  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  static Answer get(int port, String host, String path, Map<String, String> headers) {
    return send(port, "GET", host, path, headers, "");
  }

  static Answer send(
      int port, String method, String host, String path, Map<String, String> headers, String body) {
    return send(
        port,
        method,
        host,
        path,
        headers,
        body.getBytes(StandardCharsets.UTF_8),
        StandardCharsets.UTF_8);
  }

  /// Sends a body of bytes. The body of the answer has one character for each byte.
  static Answer sendBytes(
      int port, String method, String host, String path, Map<String, String> headers, byte[] body) {
    return send(port, method, host, path, headers, body, StandardCharsets.ISO_8859_1);
  }

  private static Answer send(
      int port,
      String method,
      String host,
      String path,
      Map<String, String> headers,
      byte[] body,
      Charset answer) {
    var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!headers.containsKey("Connection")) {
      head.append("Connection: close\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes((head + "\r\n").getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(body);
    return exchange(port, bytes.toByteArray(), answer);
  }

  /// Sends these characters and reads until the server closes.
  static Answer exchange(int port, String request) {
    return exchange(port, request.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static Answer exchange(int port, byte[] request, Charset answer) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      var bytes = socket.getInputStream().readAllBytes();
      return parse(new String(bytes, answer));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Answer parse(String text) {
    var end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Answer(0, Map.of(), text);
    }
    var lines = text.substring(0, end).split("\r\n", -1);
    var headers = new TreeMap<String, String>();
    for (int i = 1; i < lines.length; i++) {
      var colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new Answer(
        Integer.parseInt(lines[0].split(" ", 3)[1]), headers, text.substring(end + 4));
  }
}

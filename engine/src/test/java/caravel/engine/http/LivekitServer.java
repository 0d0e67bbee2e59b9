package caravel.engine.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server in the place of LiveKit, whose API lists the participants that a test sets.
final class LivekitServer implements AutoCloseable {
  /// The calls that it received: method and body.
  final List<String> calls = new CopyOnWriteArrayList<>();

  volatile int status = 200;
  volatile List<String> participants = List.of();
  private final HttpServer server;

  LivekitServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /// The configuration of a relay that uses it.
  String settings(String secret) {
    return "\"livekit\":{\"server_url\":\"ws://127.0.0.1:%d\",\"api_key\":\"key\",\"api_secret\":\"%s\"}"
        .formatted(server.getAddress().getPort(), secret);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var path = exchange.getRequestURI().getPath();
      calls.add(path.substring(path.lastIndexOf('/') + 1) + " " + body);
      var list =
          participants.stream().map(identity -> "{\"identity\":\"" + identity + "\"}").toList();
      var answer =
          ("{\"participants\":[" + String.join(",", list) + "]}").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

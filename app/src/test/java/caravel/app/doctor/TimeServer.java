package caravel.app.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// A web server whose clock stands still. The JDK's own server writes the real time into `Date`.
final class TimeServer implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final Thread thread;

  TimeServer(Instant now) throws IOException {
    var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(ZoneOffset.UTC));
    thread = Thread.ofVirtual().start(() -> serve(date));
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private void serve(String date) {
    while (!server.isClosed()) {
      try (var client = server.accept();
          var in =
              new BufferedReader(
                  new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
        var line = in.readLine();
        while (line != null && !line.isEmpty()) {
          line = in.readLine();
        }
        client
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nDate: "
                        + date
                        + "\r\nContent-Length: 0\r\nConnection: close"
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException _) {
        // The client ended its connection, or the server was closed.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      thread.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}

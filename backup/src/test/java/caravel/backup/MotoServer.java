package caravel.backup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;

/// An S3 server in a process of its own: moto, which `./test` installs.
final class MotoServer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("target", "moto", "bin", "moto_server");

  private final Process process;
  private final int port;

  private MotoServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// @param variables of its environment
  static MotoServer start(Map<String, String> variables) throws IOException {
    if (!Files.isExecutable(PROGRAM)) {
      throw new IllegalStateException(
          PROGRAM.toAbsolutePath() + " is missing. ./test backup installs it.");
    }
    int port = freePort();
    var builder =
        new ProcessBuilder(PROGRAM.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "moto-" + port + ".log").toFile());
    builder.environment().putAll(variables);
    var server = new MotoServer(builder.start(), port);
    Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).until(server::listens);
    return server;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  void createBucket(String name) throws IOException, InterruptedException {
    put("/" + name, "");
  }

  /// Refuses this action on every object of a bucket, such as `s3:PutObject`.
  void deny(String bucket, String action) throws IOException, InterruptedException {
    put(
        "/" + bucket + "?policy",
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
         "Action": "%s", "Resource": "arn:aws:s3:::%s/*"}]}
        """
            .formatted(action, bucket));
  }

  private void put(String path, String body) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(url() + path))
              .PUT(BodyPublishers.ofString(body))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
      }
    }
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("moto has ended, see target/moto-" + port + ".log");
    }
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}

package caravel.engine.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A bucket of an S3 server in a process of its own: moto, which `./test` installs.
final class MediaBucket implements AutoCloseable {
  static final String NAME = "media";
  private static final Path PROGRAM = Path.of("../backup/target/moto/bin/moto_server");
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final Process process;
  private final URI endpoint;

  private MediaBucket(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  static MediaBucket start() throws IOException {
    assertThat(Files.isExecutable(PROGRAM)).as("`./test` installs %s", PROGRAM).isTrue();
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var process =
        new ProcessBuilder(PROGRAM.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "moto-" + port + ".log").toFile())
            .start();
    var bucket = new MediaBucket(process, URI.create("http://127.0.0.1:" + port));
    await().atMost(START_MAX).ignoreException(ConnectException.class).until(bucket::create);
    return bucket;
  }

  URI endpoint() {
    return endpoint;
  }

  private boolean create() throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(endpoint.resolve("/" + NAME)).PUT(BodyPublishers.noBody()).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}

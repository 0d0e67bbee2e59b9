package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A bucket of an S3 server in a process of its own: moto, which `./test` installs.
final class MotoBucket implements AutoCloseable {
  private static final Path PROGRAM = Path.of("../backup/target/moto/bin/moto_server");
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final String NAME = "caravel-backup";

  private final Process process;
  private final URI url;

  private MotoBucket(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /// @param log the file for the output of moto
  static MotoBucket create(Path log) throws IOException {
    assertThat(Files.isExecutable(PROGRAM)).as("`./test` installs %s", PROGRAM).isTrue();
    var port = CaravelProcess.freePorts(1).getFirst().toString();
    var process =
        new ProcessBuilder(PROGRAM.toString(), "-H", "127.0.0.1", "-p", port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var bucket = new MotoBucket(process, URI.create("http://127.0.0.1:" + port));
    await().atMost(START_MAX).ignoreException(ConnectException.class).until(bucket::make);
    return bucket;
  }

  /// The settings of a server that ships to this bucket.
  Map<String, String> settings() {
    return Map.of(
        "BACKUP_URL",
        "s3://" + NAME + "/server",
        "BACKUP_S3_ENDPOINT",
        url.toString(),
        "BACKUP_S3_ACCESS_KEY",
        "key",
        "BACKUP_S3_SECRET_KEY",
        "secret");
  }

  /// From now on the bucket answers nothing; connections stay open.
  void stopAnswering() throws IOException, InterruptedException {
    signal("STOP");
  }

  /// It answers again, also what it was asked meanwhile.
  void answerAgain() throws IOException, InterruptedException {
    signal("CONT");
  }

  private boolean make() throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(url.resolve("/" + NAME)).PUT(BodyPublishers.noBody()).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `GET /readyz` of the whole program.
final class ReadinessTest {
  @TempDir private Path home;
  private final AtomicLong freeBytes = new AtomicLong(DataVolume.FREE_BYTES_MIN);

  /// Finding O1: a full disk was not seen.
  @Test
  void a_full_disk_turns_readyz_503_until_there_is_space_again_o1() throws Exception {
    int port = freePort();
    var settings = Map.of("PORT", "" + port, "ENGINE_PORT", "" + freePort());
    var config = Config.read(settings, home, false, Setting.Command.SERVE).config();
    var readyz = URI.create("http://127.0.0.1:" + port + "/readyz");
    try (var _ =
            new Wiring(
                config,
                ServerKeys.of(config),
                home,
                InstantSource.system(),
                new DataVolume(freeBytes::get));
        var client = HttpClient.newHttpClient()) {
      await().until(() -> get(client, readyz).statusCode() == 200);

      freeBytes.set(DataVolume.FREE_BYTES_MIN - 1);
      var unready = get(client, readyz);
      assertThat(unready.statusCode()).isEqualTo(503);
      assertThat(unready.body())
          .isEqualTo("not ready\ndisk: less than 64 MiB are free where DATA_DIR is\n");

      freeBytes.set(DataVolume.FREE_BYTES_MIN);
      assertThat(get(client, readyz).statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> get(HttpClient client, URI url)
      throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

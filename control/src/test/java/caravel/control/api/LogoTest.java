package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.outbound.OutboundGuard.Fetched;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Item 8 of issue 12, mission rows 58 and 171: the configured logo is served from this origin, to
/// people who are not signed in as well.
final class LogoTest {
  private static final byte[] GIF = "GIF89a...".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] SVG = "<svg xmlns=''/>".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Platform platform;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void info_has_the_path_of_the_logo_and_every_client_can_fetch_it()
      throws IOException, InterruptedException {
    platform.internet = new Fetched.Answer(200, GIF);
    assertThat(platform.get(null, "/info").text("logo")).isEqualTo("/logo");
    var answer = logo();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(GIF);
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/gif");
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("public, max-age=3600");
  }

  @Test
  void an_svg_logo_cannot_run_scripts() throws IOException, InterruptedException {
    platform.internet = new Fetched.Answer(200, SVG);
    var headers = logo().headers();
    assertThat(headers.firstValue("Content-Type")).contains("image/svg+xml");
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "sandbox");
  }

  @Test
  void a_logo_that_cannot_be_refreshed_is_kept() throws IOException, InterruptedException {
    platform.internet = new Fetched.Answer(200, GIF);
    logo();
    platform.internet = new Fetched.Lost("gone");
    platform.clock.move(Duration.ofHours(2));
    assertThat(logo().body()).isEqualTo(GIF);
  }

  @Test
  void a_failed_fetch_is_404_and_repeated_a_minute_later()
      throws IOException, InterruptedException {
    platform.internet = new Fetched.Answer(200, "<html>".getBytes(StandardCharsets.UTF_8));
    assertThat(logo().statusCode()).isEqualTo(404);
    platform.internet = new Fetched.Answer(200, GIF);
    assertThat(logo().statusCode()).isEqualTo(404);
    platform.clock.move(Duration.ofMinutes(1));
    assertThat(logo().statusCode()).isEqualTo(200);
  }

  private HttpResponse<byte[]> logo() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + platform.port() + "/logo"))
            .header("Accept", "image/avif,image/webp,image/*,*/*;q=0.8")
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofByteArray());
    }
  }
}

package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Nip98;
import caravel.outbound.OutboundGuard.Fetched;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImagesTest {
  private static final byte[] GIF = "GIF89a...".getBytes(StandardCharsets.ISO_8859_1);

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
  void a_picture_has_its_own_type_and_a_restrictive_policy()
      throws IOException, InterruptedException {
    platform.internet = new Fetched.Answer(200, GIF);
    var answer = picture("https://pictures.example/a.gif");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(GIF);
    var headers = answer.headers();
    assertThat(headers.firstValue("Content-Type")).contains("image/gif");
    assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(headers.allValues("Content-Security-Policy"))
        .containsExactly("default-src 'none'; sandbox");
    assertThat(headers.allValues("Cache-Control")).containsExactly("private, max-age=3600");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://pictures.example/a.gif",
        "https://localhost/a",
        "https://127.1/a",
        "https://pictures.example:8443/a",
        "https://a@pictures.example/"
      })
  void an_address_that_must_not_be_fetched_is_invalid(String url) {
    platform.internet = new Fetched.Answer(200, GIF);
    assertThat(refused(url)).isEqualTo("422 invalid url");
  }

  @Test
  void a_missing_address_is_invalid() {
    assertThat(platform.get(ALICE, "/images").refusal()).isEqualTo("422 invalid url");
  }

  @Test
  void an_address_of_the_internal_network_is_invalid() {
    platform.internet = new Fetched.Unreachable();
    assertThat(refused("https://pictures.example/a")).isEqualTo("422 invalid url");
  }

  @Test
  void other_content_than_a_picture_is_404() {
    var svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8);
    platform.internet = new Fetched.Answer(200, svg);
    assertThat(refused("https://pictures.example/1")).isEqualTo("404 not-found");
    platform.internet = new Fetched.TooLong();
    assertThat(refused("https://pictures.example/2")).isEqualTo("404 not-found");
    platform.internet = new Fetched.Lost("no answer in time");
    assertThat(refused("https://pictures.example/3")).isEqualTo("404 not-found");
  }

  @Test
  void too_many_requests_at_once_are_429_with_a_retry_time() {
    platform.internet = new Fetched.Busy();
    var answer = platform.get(ALICE, "/images?url=https%3A%2F%2Fpictures.example%2Fa");
    assertThat(answer.refusal()).isEqualTo("429 too-many-requests");
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
  }

  private String refused(String url) {
    return platform.get(ALICE, "/images?url=" + encoded(url)).refusal();
  }

  private HttpResponse<byte[]> picture(String url) throws IOException, InterruptedException {
    var address = "http://127.0.0.1:" + platform.port() + "/images?url=" + encoded(url);
    var token = Nip98.session(ALICE, Platform.SERVER_URL, platform.clock.seconds());
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(address)).header("Authorization", token).build(),
          BodyHandlers.ofByteArray());
    }
  }

  private static String encoded(String url) {
    return URLEncoder.encode(url, StandardCharsets.UTF_8);
  }
}

package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.http.ApiUnderTest.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The web app's page and files beside the API, over a real socket.
final class WebPagesTest {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " font-src 'self'; connect-src 'self' wss:; worker-src 'self'; manifest-src 'self';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  @TempDir private Path folder;
  private @Nullable ApiUnderTest api;

  @AfterEach
  void stop() {
    if (api != null) {
      api.close();
    }
  }

  @Test
  void the_page_comes_for_every_address_of_the_app() throws IOException {
    start(built(), List.of());
    for (var path : List.of("/", "/login", "/relays", "/relays/new", "/things", "/no/such/page")) {
      var answer = get(path, "text/html");
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("<html>app</html>");
      assertThat(answer.header("content-type")).isEqualTo("text/html;charset=utf-8");
      assertThat(answer.header("content-security-policy")).isEqualTo(POLICY);
      assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
      assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
      assertThat(answer.header("cross-origin-opener-policy")).isEqualTo("same-origin");
      assertThat(answer.header("permissions-policy"))
          .isEqualTo("camera=(self), microphone=(), geolocation=()");
      assertThat(answer.header("cache-control")).isEqualTo("no-cache");
      assertThat(answer.header("vary")).contains("Accept");
    }
    assertThat(get("/", null).text()).isEqualTo("<html>app</html>");
    assertThat(get("/things", null).text()).startsWith("{");
    assertThat(get("/things", "*/*").header("vary")).contains("Accept");
  }

  @Test
  void a_page_has_the_operators_name_from_the_start_and_never_as_markup() throws IOException {
    var dist = built();
    var page = "<html lang=\"en\"><title>Caravel</title><p>Caravel needs</p><b>Caravel</b></html>";
    Files.writeString(dist.resolve("index.html"), page);
    Files.writeString(dist.resolve("index.html.br"), "br");
    Files.writeString(dist.resolve("index.html.gz"), "gz");
    start(dist, List.of(), "Reef <& Co");
    var named =
        "<html lang=\"en\"><title>Reef &lt;&amp; Co</title><p>Caravel needs</p>"
            + "<b>Reef &lt;&amp; Co</b></html>";
    assertThat(get("/", "text/html").text()).isEqualTo(named);
    assertThat(call("GET", "/", "Accept-Encoding", "br").text()).isEqualTo(named);
    var packed = call("GET", "/", "Accept-Encoding", "br, gzip");
    assertThat(packed.header("content-encoding")).isEqualTo("gzip");
    assertThat(packed.text()).isNotEqualTo("gz");
    assertThat(call("GET", "/assets/app.js", "Accept-Encoding", "br").text()).isEqualTo("br");
  }

  @Test
  void head_of_a_page_has_its_headers_and_no_body() throws IOException {
    start(built(), List.of());
    var answer = call("HEAD", "/", "Accept", "text/html");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.header("content-length")).isEqualTo("16");
  }

  @Test
  void a_demos_relays_may_be_connected_to() throws IOException {
    start(built(), List.of("ws://localhost:3334", "ws://*.localhost:3334"));
    assertThat(get("/", "text/html").header("content-security-policy"))
        .contains("connect-src 'self' wss: ws://localhost:3334 ws://*.localhost:3334; worker-src");
  }

  @Test
  void assets_are_kept_for_ever_and_the_rest_for_minutes() throws IOException {
    start(built(), List.of());
    var asset = get("/assets/app.js", "text/html");
    assertThat(asset.status()).isEqualTo(200);
    assertThat(asset.text()).isEqualTo("plain();");
    assertThat(asset.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(asset.header("cache-control")).isEqualTo("public,max-age=31536000,immutable");
    assertThat(asset.header("content-encoding")).isNull();
    assertThat(get("/theme.js", null).header("cache-control")).isEqualTo("public,max-age=300");
  }

  @Test
  void the_smallest_form_that_is_accepted_is_sent() throws IOException {
    start(built(), List.of());
    var brotli = call("GET", "/assets/app.js", "Accept-Encoding", "gzip, deflate, br");
    assertThat(brotli.header("content-encoding")).isEqualTo("br");
    assertThat(brotli.text()).isEqualTo("br");
    assertThat(brotli.header("vary")).contains("Accept-Encoding");
    var gzip = call("GET", "/assets/app.js", "Accept-Encoding", "br;q=0, gzip;q=0.5");
    assertThat(gzip.header("content-encoding")).isEqualTo("gzip");
    assertThat(gzip.text()).isEqualTo("gz");
  }

  @Test
  void a_missing_file_is_404_and_never_the_page() throws IOException {
    start(built(), List.of());
    Files.writeString(folder.resolve("secret.txt"), "secret");
    for (var path :
        List.of(
            "/assets/none.js",
            "/assets/",
            "/assets/../index.html",
            "/assets/%2e%2e/%2e%2e/secret.txt",
            "/assets/..%2f..%2fsecret.txt",
            "/assets//app.js",
            "/robots.txt")) {
      var answer = get(path, "text/html");
      assertThat(answer.status()).as(path).isBetween(200, 499);
      assertThat(answer.text()).doesNotContain("secret");
    }
    var answer = get("/assets/none.js", "text/html");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("not-found");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void without_a_built_app_there_is_a_plain_page() {
    start(folder.resolve("nowhere"), List.of());
    var answer = get("/", "text/html");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("has not been built");
    assertThat(answer.header("content-security-policy")).isEqualTo(POLICY);
    assertThat(get("/assets/app.js", null).status()).isEqualTo(404);
  }

  @Test
  void other_methods_never_reach_the_app() throws IOException {
    start(built(), List.of());
    assertThat(call("POST", "/", "Accept", "text/html").status()).isEqualTo(404);
    assertThat(call("DELETE", "/assets/app.js", "Accept", "*/*").status()).isEqualTo(404);
  }

  private Path built() throws IOException {
    var dist = folder.resolve("dist");
    Files.createDirectories(dist.resolve("assets"));
    Files.writeString(dist.resolve("index.html"), "<html>app</html>");
    Files.writeString(dist.resolve("theme.js"), "theme();");
    Files.writeString(dist.resolve("favicon.svg"), "<svg/>");
    Files.writeString(dist.resolve("assets/app.js"), "plain();");
    Files.writeString(dist.resolve("assets/app.js.br"), "br");
    Files.writeString(dist.resolve("assets/app.js.gz"), "gz");
    return dist;
  }

  private void start(Path web, List<String> connectSources) {
    start(web, connectSources, "Caravel");
  }

  private void start(Path web, List<String> connectSources, String name) {
    var open = ApiUnderTest.OPEN;
    var settings =
        new HttpSettings(
            open.listen(),
            open.allowOrigins(),
            open.trustProxy(),
            open.rates(),
            new HttpSettings.Web(web, connectSources, name));
    api =
        new ApiUnderTest(
            folder,
            settings,
            _ -> List.of(Route.get("/things", Access.PUBLIC, _ -> Response.ok(1))));
  }

  private Answer get(String path, @Nullable String accept) {
    return accept == null
        ? api().call("GET", path, null, null)
        : api().call("GET", path, null, null, "Accept", accept);
  }

  private Answer call(String method, String path, String header, String value) {
    return api().call(method, path, null, null, header, value);
  }

  private ApiUnderTest api() {
    if (api == null) {
      throw new IllegalStateException("not started");
    }
    return api;
  }
}

package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.limits.RateLimiter.Rate;
import caravel.engine.limits.RateLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of an invite on a relay's own address, over real HTTP.
final class InvitePageTest {
  private static final String PRIVATE = "choir.localhost:1";
  private static final String PUBLIC = "square.localhost:1";
  private static final String PATH = "/join?c=K4T9Q2ZM";
  private static final Map<String, String> BROWSER = Map.of("Accept", "text/html,*/*;q=0.8");

  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder, "127.0.0.0/8");
    create("choir", PRIVATE, "");
    create("square", PUBLIC, "\"policy\":{\"public_read\":true}");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private void create(String id, String host, String more) {
    engine.api("POST", "/relay/" + id, RunningEngine.body(host, id, more));
  }

  private RawHttp.Answer get(String host, String path) {
    return RawHttp.get(engine.port(), host, path, BROWSER);
  }

  @Test
  void the_page_is_on_the_relays_own_address() {
    var answer = get(PRIVATE, PATH);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.header("Content-Security-Policy")).contains("style-src 'sha256-");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("X-Robots-Tag")).isEqualTo("noindex");
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(answer.body())
        .contains("<h1 dir=\"auto\">choir</h1>", "<code>K4T9Q2ZM</code>")
        .contains("<code>ws://choir.localhost:1</code>")
        .contains("content=\"http://choir.localhost:1/join?c=K4T9Q2ZM\"");
  }

  @Test
  void behind_a_proxy_the_page_has_the_public_address() {
    var headers = Map.of("X-Forwarded-Host", "choir.example.com", "X-Forwarded-Proto", "https");
    assertThat(RawHttp.get(engine.port(), PRIVATE, PATH, headers).body())
        .contains("<code>wss://choir.example.com</code>")
        .contains("https://app.flotilla.social/join?r=choir.example.com&amp;c=K4T9Q2ZM");
  }

  @Test
  void a_valid_code_and_an_invented_one_get_the_same_page() {
    assertThat(engine.api("GET", "/relay/choir/members", "").status()).isEqualTo(200);
    assertThat(withoutCode(get(PRIVATE, "/join?c=INVENTED").body(), "INVENTED"))
        .isEqualTo(withoutCode(get(PRIVATE, PATH).body(), "K4T9Q2ZM"));
    assertThat(get(PRIVATE, "/join?c=%3Cscript%3E").body())
        .doesNotContain("<script", "%3Cscript")
        .isEqualTo(get(PRIVATE, "/join").body())
        .isEqualTo(get(PRIVATE, "/").body());
  }

  private static String withoutCode(String page, String code) {
    return page.replace(code, "").replaceAll("fill=\"#000\" d=\"[^\"]*\"", "");
  }

  @Test
  void a_preview_in_a_chat_has_the_picture_of_a_relay_only_if_it_is_on_another_server() {
    icon("https://cdn.example/a.png?x=1&y=2");
    assertThat(get(PRIVATE, PATH).body())
        .contains("property=\"og:image\" content=\"https://cdn.example/a.png?x=1&amp;y=2\"");
    for (var other :
        new String[] {"", "/a.png", "http://cdn.example/a.png", "javascript:a", "a b"}) {
      icon(other);
      assertThat(get(PRIVATE, PATH).body()).doesNotContain("og:image");
    }
  }

  private void icon(String url) {
    var changed =
        engine.api("PATCH", "/relay/choir", "{\"info\":{\"icon\":\"%s\"}}".formatted(url));
    assertThat(changed.status()).isEqualTo(200);
  }

  @Test
  void the_number_of_members_is_shown_only_where_everyone_may_read() {
    assertThat(engine.api("GET", "/relay/choir/members", "").status()).isEqualTo(200);
    assertThat(engine.api("GET", "/relay/square/members", "").status()).isEqualTo(200);
    assertThat(get(PRIVATE, PATH).body()).doesNotContain("member<");
    assertThat(get(PUBLIC, PATH).body()).contains(" · 1 member<");
  }

  @Test
  void an_idle_relay_is_not_opened_for_its_page() throws Exception {
    assertThat(get(PUBLIC, PATH).body()).doesNotContain(" member<");
    try (var files = Files.list(folder.resolve("relays"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("square"));
    }
  }

  @Test
  void head_is_answered_without_a_body_and_other_methods_are_refused() {
    var head = RawHttp.send(engine.port(), "HEAD", PRIVATE, PATH, BROWSER, "");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    var post = RawHttp.send(engine.port(), "POST", PRIVATE, PATH, BROWSER, "");
    assertThat(post.status()).isEqualTo(405);
    assertThat(post.header("Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void programs_get_what_they_got_before() {
    var nip11 = Map.of("Accept", "application/nostr+json");
    assertThat(RawHttp.get(engine.port(), PRIVATE, PATH, nip11).header("Content-Type"))
        .isEqualTo("application/nostr+json");
    assertThat(get("nowhere.localhost:1", "/").body()).isEqualTo("Not Found\n");
  }

  @Test
  void an_unknown_or_stopped_relay_has_a_plain_page() {
    engine.api("PATCH", "/relay/choir", "{\"inactive\":true}");
    for (var host : new String[] {PRIVATE, "nowhere.localhost:1"}) {
      var answer = get(host, PATH);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).contains("no community at this address").doesNotContain("choir");
    }
  }

  @Test
  void one_address_cannot_ask_without_end() {
    var few = new RateLimits.Actions(new Rate(1, 1), new Rate(1, 1), new Rate(1, 2));
    var limits =
        new EngineServer.Limits(
            SocketLimits.STANDARD,
            HttpConnectionLimiter.Limits.STANDARD,
            MemoryBudget.ofHeap(),
            few);
    try (var limited = new TestEngineServer(folder.resolve("limited"), limits)) {
      var statuses =
          IntStream.range(0, 50)
              .mapToObj(_ -> RawHttp.get(limited.port(), TestEngineServer.MEMBERS, PATH, BROWSER))
              .map(RawHttp.Answer::status)
              .toList();
      assertThat(statuses).startsWith(200, 200).contains(429);
    }
  }
}

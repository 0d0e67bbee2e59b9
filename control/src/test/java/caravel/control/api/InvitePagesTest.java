package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.invites.InvitePages;
import caravel.control.relay.HostFeatures;
import caravel.control.relay.RelayId;
import caravel.outbound.OutboundGuard.Fetched;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of invites on the platform's address, for people without an account.
final class InvitePagesTest {
  private static final String PAGE = "/join/choir.localhost:3334";

  @TempDir Path folder;
  private Platform platform;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    relay = platform.relay(ALICE, "choir", "free");
    platform.progress().answered(new RelayId(relay), 1);
    platform.progress().membersSeen(new RelayId(relay), 37);
    put("{\"info_name\":\"<City> Choir\",\"info_description\":\"We sing.\"}");
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private void put(String body) {
    assertThat(platform.put(ALICE, "/relays/" + relay, body).status()).isEqualTo(200);
    platform.progress().answered(new RelayId(relay), generation());
  }

  private long generation() {
    return platform.progress().byId(new RelayId(relay)).orElseThrow().seen().generation();
  }

  private HttpResponse<String> send(String method, String path) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + platform.port() + path))
            .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .method(method, BodyPublishers.noBody())
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    } catch (IOException failed) {
      throw new AssertionError(path, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private String page() {
    var answer = send("GET", PAGE + "?c=K4T9Q2ZM");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void a_browser_gets_the_page_and_not_the_app() {
    var answer = send("GET", PAGE + "?c=K4T9Q2ZM");
    assertThat(answer.statusCode()).isEqualTo(200);
    var headers = answer.headers();
    assertThat(headers.firstValue("Content-Type").orElse("")).startsWith("text/html;");
    assertThat(headers.allValues("Content-Security-Policy")).hasSize(1);
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none';");
    assertThat(headers.allValues("Cache-Control")).containsExactly("public, max-age=60");
    assertThat(answer.body())
        .contains("&lt;City&gt; Choir</h1>", "We sing.", "<code>K4T9Q2ZM</code>", "Harbour")
        .contains("content=\"http://localhost:2892/join/choir.localhost:3334?c=K4T9Q2ZM\"")
        .doesNotContain("<City>");
  }

  @Test
  void the_number_of_members_is_shown_only_where_everyone_may_read() {
    assertThat(page()).doesNotContain("37 members");
    put("{\"policy_public_read\":1}");
    assertThat(page()).contains("37 members");
  }

  @Test
  void a_private_relay_tells_nothing_of_its_people() {
    assertThat(page()).doesNotContain(ALICE.publicKey().hex(), "npub");
  }

  @Test
  void any_code_gets_the_same_page() {
    assertThat(send("GET", PAGE + "?c=%22%3E%3Cb%3E").body()).isEqualTo(send("GET", PAGE).body());
  }

  @Test
  void an_address_without_a_relay_is_a_plain_404() {
    for (var host :
        new String[] {"nobody.localhost:3334", "choir.example.com", "choir", "x".repeat(400)}) {
      var answer = send("GET", "/join/" + host);
      assertThat(answer.statusCode()).as(host).isEqualTo(404);
      assertThat(answer.body()).contains("no community at this address");
    }
  }

  @Test
  void a_relay_that_does_not_serve_is_unavailable_without_a_reason() {
    platform.post(ADMIN, "/relays/" + relay + "/suspend", "{\"reason\":\"Sold sunglasses\"}");
    assertUnavailable();
    platform.post(ADMIN, "/relays/" + relay + "/unsuspend");
    page();
    platform.post(ALICE, "/relays/" + relay + "/deactivate");
    assertUnavailable();
    assertThat(platform.delete(ALICE, "/relays/" + relay + "?confirm=choir").status())
        .isEqualTo(202);
    assertUnavailable();
  }

  private void assertUnavailable() {
    var answer = send("GET", PAGE);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains("available at the moment")
        .doesNotContain("Choir", "sunglasses", "suspend", "deleted");
    assertThat(send("GET", PAGE + "/picture").statusCode()).isEqualTo(404);
  }

  @Test
  void a_picture_of_another_server_comes_through_this_one() {
    assertThat(send("GET", PAGE + "/picture").statusCode()).isEqualTo(404);
    assertThat(page()).doesNotContain("og:image", "<img");
    platform.internet = new Fetched.Answer(200, "GIF89a...".getBytes(StandardCharsets.ISO_8859_1));
    put("{\"info_icon\":\"https://pictures.example/a.gif\"}");
    assertThat(page())
        .contains("src=\"/join/choir.localhost:3334/picture\"")
        .contains("og:image\" content=\"http://localhost:2892/join/choir.localhost:3334/picture\"")
        .doesNotContain("pictures.example");
    var picture = send("GET", PAGE + "/picture");
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).contains("image/gif");
    platform.internet = new Fetched.Answer(200, "<svg/>".getBytes(StandardCharsets.UTF_8));
    put("{\"info_icon\":\"https://pictures.example/b.svg\"}");
    assertThat(send("GET", PAGE + "/picture").statusCode()).isEqualTo(404);
  }

  @Test
  void head_is_answered_and_other_methods_are_refused() {
    var head = send("HEAD", PAGE);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    var post = send("POST", PAGE);
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
  }

  @Test
  void the_link_of_an_invite_opens_the_relays_own_page_where_it_has_one() {
    assertThat(link()).isEqualTo("http://choir.localhost:3334/join?c=K3Y0FD00R");
    var row = platform.progress().byId(new RelayId(relay)).orElseThrow();
    var zooid =
        new InvitePages(
            Platform.INVITE_PAGES.operator(), Map.of("localhost:3334", HostFeatures.zooid(false)));
    assertThat(zooid.link(row, "K4T9Q2ZM"))
        .isEqualTo("http://localhost:2892/join/choir.localhost:3334?c=K4T9Q2ZM");
    assertThat(zooid.link(row, "our choir!"))
        .isEqualTo("https://app.flotilla.social/join?r=choir.localhost%3A3334&c=our+choir%21");
  }

  private String link() {
    return platform.post(ALICE, "/relays/" + relay + "/invite").data().get("link").asString("");
  }
}

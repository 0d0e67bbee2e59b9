package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.edge.EdgeNames;
import caravel.control.edge.EdgeServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The two questions of a TLS proxy.
final class EdgeTest {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Platform platform;
  private EdgeNames names;
  private EdgeServer edge;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    names =
        new EdgeNames(
            platform.db,
            platform.clock,
            Map.of(
                "hosting.example",
                new EdgeNames.Route(new EdgeNames.Upstream(null, 2892), "hosting.example")),
            Map.of("localhost:3334", new EdgeNames.Upstream("zooid.internal", 3334)));
    platform.activities.follow(names);
    names.start();
    edge = EdgeServer.start(names, "127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    edge.close();
    names.close();
    client.close();
    platform.close();
  }

  @Test
  void the_platforms_own_name_leads_to_the_api() throws Exception {
    var answer = route("Hosting.Example:443");
    assertThat(answer.statusCode()).isEqualTo(OK);
    assertThat(answer.headers().firstValue("X-Caravel-Upstream")).contains("127.0.0.1:2892");
    assertThat(answer.headers().firstValue("X-Caravel-Host")).contains("hosting.example");
    assertThat(mayHaveCertificate("hosting.example")).isTrue();
  }

  @Test
  void a_new_relay_is_known_without_a_reload_and_a_deleted_one_is_not() throws Exception {
    assertThat(route("club.localhost").statusCode()).isEqualTo(NOT_FOUND);
    assertThat(mayHaveCertificate("club.localhost")).isFalse();

    var relay = platform.relay(ALICE, "club", "free");
    await().until(() -> mayHaveCertificate("club.localhost"));
    var answer = route("club.localhost");
    assertThat(answer.headers().firstValue("X-Caravel-Upstream")).contains("zooid.internal:3334");
    assertThat(answer.headers().firstValue("X-Caravel-Host")).contains("club.localhost:3334");

    platform.delete(ALICE, "/relays/" + relay + "?confirm=club");
    await().until(() -> !mayHaveCertificate("club.localhost"));
  }

  @Test
  void a_renamed_relay_gives_up_its_old_name() throws Exception {
    var relay = platform.relay(ALICE, "club", "free");
    await().until(() -> mayHaveCertificate("club.localhost"));
    platform.put(ALICE, "/relays/" + relay, "{\"subdomain\":\"guild\"}");
    await().until(() -> mayHaveCertificate("guild.localhost"));
    assertThat(mayHaveCertificate("club.localhost")).isFalse();
  }

  @Test
  void known_names_are_answered_while_the_database_is_away() throws Exception {
    platform.relay(ALICE, "club", "free");
    await().until(() -> mayHaveCertificate("club.localhost"));
    platform.db.close();
    assertThat(mayHaveCertificate("club.localhost")).isTrue();
    assertThat(route("club.localhost").statusCode()).isEqualTo(OK);
  }

  @Test
  void each_answer_is_counted_once() throws Exception {
    platform.relay(ALICE, "club", "free");
    await().until(() -> route("club.localhost").statusCode() == OK);
    var answer = new EdgeServer.Answer(EdgeServer.Question.TLS, true);
    assertThat(edge.answers(answer)).isZero();
    assertThat(mayHaveCertificate("club.localhost")).isTrue();
    assertThat(mayHaveCertificate("nobody.localhost")).isFalse();
    assertThat(edge.answers(answer)).isEqualTo(1);
    assertThat(edge.answers(new EdgeServer.Answer(EdgeServer.Question.TLS, false))).isEqualTo(1);
  }

  @Test
  void a_question_without_a_name_is_refused() throws Exception {
    assertThat(get("/edge/tls", null).statusCode()).isEqualTo(NOT_FOUND);
    assertThat(get("/edge/route", null).statusCode()).isEqualTo(NOT_FOUND);
  }

  private boolean mayHaveCertificate(String name) throws IOException, InterruptedException {
    return get("/edge/tls?domain=" + name, null).statusCode() == OK;
  }

  private HttpResponse<String> route(String host) throws IOException, InterruptedException {
    return get("/edge/route", host);
  }

  private HttpResponse<String> get(String path, @Nullable String forwardedHost)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path));
    if (forwardedHost != null) {
      request.header("X-Forwarded-Host", forwardedHost);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}

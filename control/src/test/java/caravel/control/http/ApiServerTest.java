package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The conventions of the HTTP contract, over a real socket.
final class ApiServerTest {
  private final SecretKey ann = SecretKey.generate();
  private final SecretKey bob = SecretKey.generate();
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private ApiUnderTest api;

  @BeforeEach
  void start(@TempDir Path folder) {
    api =
        new ApiUnderTest(
            folder,
            ApiUnderTest.OPEN,
            _ ->
                List.of(
                    Route.get("/things", Access.PUBLIC, _ -> Response.ok(List.of(1, 2))),
                    Route.get("/slow", Access.PUBLIC, _ -> slowly()),
                    Route.get("/nothing", Access.AUTHED, _ -> Response.ok(null)),
                    Route.get("/admins", Access.ADMIN, _ -> Response.ok(1)),
                    Route.post("/admins", Access.ADMIN, _ -> Response.ok(1)),
                    Route.get(
                        "/things/{id}",
                        Access.owner(request ->
                            request.path("id").equals("anns")
                                ? Optional.of(ann.publicKey())
                                : Optional.empty()),
                        request -> Response.ok(Map.of("id", request.path("id")))),
                    Route.get("/all", Access.ADMIN, _ -> Response.page(Page.whole(List.of("a")))),
                    Route.get(
                        "/broken",
                        Access.PUBLIC,
                        _ -> {
                          throw new IllegalStateException("secret detail");
                        }),
                    Route.post(
                        "/things",
                        Access.AUTHED,
                        request ->
                            Response.created(String.valueOf(request.body().text("name", 5))))));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void a_success_is_an_envelope() {
    var answer = api.get("/things", null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"data\":[1,2],\"code\":\"ok\"}");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(answer.header("vary")).isEqualTo("Accept, Origin");
  }

  @Test
  void an_absent_result_is_null() {
    assertThat(api.get("/nothing", api.session(ann)).text())
        .isEqualTo("{\"data\":null,\"code\":\"ok\"}");
  }

  @Test
  void a_list_has_its_counts() {
    assertThat(api.get("/all", api.session(api.admin)).text())
        .isEqualTo("{\"data\":[\"a\"],\"code\":\"ok\",\"total\":1,\"matched\":1}");
  }

  @Test
  void access_is_decided_for_each_route() {
    assertThat(api.get("/nothing", null).status()).isEqualTo(401);
    assertThat(api.get("/nothing", null).code()).isEqualTo("unauthorized");
    assertThat(api.get("/things/anns", api.session(ann)).status()).isEqualTo(200);
    assertThat(api.get("/things/anns", api.session(api.admin)).status()).isEqualTo(200);
    assertThat(api.get("/things/anns", api.session(bob)).status()).isEqualTo(404);
    assertThat(api.get("/things/none", api.session(api.admin)).status()).isEqualTo(404);
    assertThat(api.get("/all", api.session(ann)).status()).isEqualTo(403);
    assertThat(api.get("/all", api.session(ann)).code()).isEqualTo("forbidden");
  }

  @Test
  void an_internal_error_is_reported_without_detail() {
    var answer = api.get("/broken", null);
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.code()).isEqualTo("internal");
    assertThat(answer.text()).doesNotContain("secret detail");
    assertThat(answer.json().path("request_id").asString())
        .hasSize(16)
        .isEqualTo(answer.header("x-request-id"));
  }

  @Test
  void an_unknown_address_is_404_in_the_envelope() {
    var answer = api.get("/nowhere", null);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("not-found");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
  }

  @Test
  void a_wrong_method_is_405_and_names_the_right_ones() {
    var answer = api.call("DELETE", "/things", null, null);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.code()).isEqualTo("method-not-allowed");
    assertThat(answer.header("allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
  }

  /// Found by Schemathesis: `Allow` listed methods that the path does not have.
  @Test
  void options_allows_only_the_methods_of_its_path() {
    assertThat(allowed("/things")).isEqualTo("GET, HEAD, OPTIONS, POST");
    assertThat(allowed("/things/anns")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(allowed("/healthz")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(allowed("/things/anns/deeper")).isNull();
    assertThat(api.call("PUT", "/things/anns", null, null).header("allow"))
        .isEqualTo("GET, HEAD, OPTIONS");
  }

  private @Nullable String allowed(String path) {
    var answer = api.call("OPTIONS", path, null, null);
    assertThat(answer.status()).isEqualTo(204);
    return answer.header("allow");
  }

  @Test
  void head_runs_the_route_and_sends_no_body() {
    assertThat(api.call("HEAD", "/nothing", null, null).status()).isEqualTo(401);
    var answer = api.call("HEAD", "/things", null, null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.header("content-length")).isEqualTo("26");
  }

  @Test
  void a_body_is_read_strictly_and_faults_name_the_field() {
    var token = api.session(ann);
    assertThat(api.post("/things", token, "{\"name\":\"x\",\"unknown\":[1]}").status())
        .isEqualTo(201);
    assertThat(api.post("/things", token, null).text()).contains("\"null\"");
    for (var bad :
        List.of(
            "{\"name\":7}",
            "{\"name\":\"toolong\"}",
            "{\"name\":{}}",
            "{\"name\":\"a\\u0000\"}",
            "{\"name\":\"\\ud800\"}")) {
      var answer = api.post("/things", token, bad);
      assertThat(answer.status()).as(bad).isEqualTo(422);
      assertThat(answer.code()).isEqualTo("invalid");
      assertThat(answer.json().path("field").asString()).isEqualTo("name");
    }
    for (var bad :
        List.of(
            "{",
            "[]",
            "\"x\"",
            "{\"name\":\"a\",\"name\":\"b\"}",
            "{\"name\":\"x\"} {}",
            "[".repeat(40) + "]".repeat(40),
            "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}",
            "{\"n\":1" + "0".repeat(400) + "}")) {
      var answer = api.post("/things", token, bad);
      assertThat(answer.status()).as(bad).isEqualTo(422);
      assertThat(answer.json().has("field")).as(bad).isFalse();
    }
  }

  @Test
  void a_body_over_64_kib_is_413() {
    var token = api.session(ann);
    var atLimit = "{\"x\":\"" + "a".repeat(HttpAdapter.BODY_BYTES_MAX - 8) + "\"}";
    assertThat(atLimit).hasSize(HttpAdapter.BODY_BYTES_MAX);
    assertThat(api.post("/things", token, atLimit).status()).isEqualTo(201);
    var answer = api.post("/things", token, atLimit + " ");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.code()).isEqualTo("too-large");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
  }

  @Test
  void health_is_plain() {
    assertThat(api.get("/healthz", null).text()).isEqualTo("ok\n");
    assertThat(api.get("/readyz", null).status()).isEqualTo(200);
  }

  /// Finding O1: `/readyz` was the constant 200.
  @Test
  void o5_readiness_names_every_fault_and_turns_503_before_a_drain() {
    api.fault.set(Optional.of("the last commit to the database failed"));
    var unready = api.get("/readyz", null);
    assertThat(unready.status()).isEqualTo(503);
    assertThat(unready.text())
        .isEqualTo("not ready\ndatabase: the last commit to the database failed\n");
    assertThat(api.get("/healthz", null).status()).isEqualTo(200);
    api.fault.set(Optional.empty());
    assertThat(api.get("/readyz", null).status()).isEqualTo(200);
    api.readiness.drain();
    assertThat(api.get("/readyz", null).text()).isEqualTo("not ready\nthe process is stopping\n");
    assertThat(api.get("/identity", api.session(ann)).status()).isEqualTo(200);
  }

  /// Finding S7: a session of half an hour was good for every change of an operator.
  @Test
  void an_operator_changes_things_only_with_a_fresh_token() {
    var session = api.session(api.admin);
    assertThat(api.post("/admins", session, "{}").status()).isEqualTo(200);
    api.clock.move(Duration.ofMinutes(5));
    assertThat(api.post("/admins", session, "{}").status()).isEqualTo(200);
    api.clock.move(Duration.ofSeconds(1));
    var refused = api.post("/admins", session, "{}");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.text()).contains("within the last 5 minutes");
    assertThat(api.get("/admins", session).status()).isEqualTo(200);
    assertThat(api.post("/admins", api.session(api.admin), "{}").status()).isEqualTo(200);
  }

  @Test
  void identity_names_the_caller() {
    assertThat(api.get("/identity", api.session(ann)).text())
        .isEqualTo(
            "{\"data\":{\"pubkey\":\""
                + ann.publicKey()
                + "\",\"is_admin\":false},\"code\":\"ok\"}");
    assertThat(api.get("/identity", api.session(api.admin)).data().path("is_admin").asBoolean())
        .isTrue();
  }

  @Test
  void a_token_for_one_request_is_held_against_what_came_over_the_wire() {
    var body = "{\"name\":\"\u00e9\"}";
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    for (var base : List.of(ApiUnderTest.SERVER_URL, ApiUnderTest.APP_URL)) {
      var token = Nip98.token(ann, base + "/things", "POST", bytes, api.clock.seconds());
      assertThat(api.post("/things", token, body + " ").status()).isEqualTo(401);
      assertThat(api.post("/things?x", token, body).status()).isEqualTo(401);
      assertThat(api.call("PUT", "/things", token, body).status()).isEqualTo(405);
      assertThat(api.post("/things", token, body).status()).isEqualTo(201);
      assertThat(api.post("/things", token, body).status()).isEqualTo(401);
      var path = "/things/anns?a=%20%C3%A9&b";
      var read = Nip98.token(ann, base + path, "GET", null, api.clock.seconds());
      assertThat(api.get(path, read).status()).isEqualTo(200);
    }
  }

  @Test
  void a_request_that_runs_is_answered_before_the_end() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> api.get("/slow", null));
      inside.await();
      var closing = threads.submit(() -> api.server.close());
      go.countDown();
      assertThat(answer.get().text()).isEqualTo("{\"data\":\"done\",\"code\":\"ok\"}");
      closing.get();
    }
  }

  private Response slowly() {
    inside.countDown();
    try {
      go.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
    return Response.ok("done");
  }
}

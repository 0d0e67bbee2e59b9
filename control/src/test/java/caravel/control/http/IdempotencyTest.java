package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.db.TestDatabase;
import caravel.control.http.ApiUnderTest.Answer;
import caravel.control.problem.Problem;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A repeated request has the effect of one.
final class IdempotencyTest {
  private final SecretKey ann = SecretKey.generate();
  private final SecretKey bob = SecretKey.generate();
  private final AtomicInteger made = new AtomicInteger();
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private Path folder;
  private ApiUnderTest api;

  @BeforeEach
  void start(@TempDir Path temporary) {
    folder = temporary;
    api = open();
  }

  @AfterEach
  void stop() {
    go.countDown();
    api.close();
  }

  @Test
  void the_same_key_and_body_gets_the_first_answer() {
    var first = make(ann, "/things", "k", "{\"a\":1}");
    var second = make(ann, "/things", "k", "{\"a\":1}");
    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.text()).isEqualTo(first.text()).contains("\"number\":1");
    assertThat(made).hasValue(1);
  }

  @Test
  void another_body_under_the_same_key_is_409() {
    make(ann, "/things", "k", "{\"a\":1}");
    var other = make(ann, "/things", "k", "{\"a\":2}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("conflict");
    assertThat(made).hasValue(1);
  }

  @Test
  void keys_are_per_caller_and_path_and_method() {
    make(ann, "/things", "k", "{}");
    make(bob, "/things", "k", "{}");
    make(ann, "/others", "k", "{}");
    api.call("PUT", "/things", api.session(ann), "{}", "Idempotency-Key", "k");
    make(ann, "/things", "k2", "{}");
    assertThat(made).hasValue(5);
  }

  @Test
  void without_a_key_every_request_counts() {
    api.post("/things", api.session(ann), "{}");
    api.post("/things", api.session(ann), "{}");
    assertThat(made).hasValue(2);
  }

  @Test
  void a_refusal_is_an_answer_and_kept() {
    assertThat(make(ann, "/refused", "k", "{}").status()).isEqualTo(422);
    assertThat(make(ann, "/refused", "k", "{}").status()).isEqualTo(422);
    assertThat(made).hasValue(1);
  }

  @Test
  void an_answer_that_nothing_can_be_done_now_is_not_kept() {
    assertThat(make(ann, "/away", "k", "{}").status()).isEqualTo(503);
    assertThat(make(ann, "/away", "k", "{}").status()).isEqualTo(503);
    assertThat(made).hasValue(2);
  }

  @Test
  void what_broke_after_it_may_have_been_done_is_never_done_again_under_its_key() {
    assertThat(make(ann, "/broken", "k", "{}").status()).isEqualTo(500);
    var again = make(ann, "/broken", "k", "{}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text()).contains("was interrupted");
    assertThat(made).hasValue(1);
    assertThat(make(ann, "/broken", "other", "{}").status()).isEqualTo(500);
    assertThat(made).hasValue(2);
  }

  @Test
  void what_the_death_of_the_process_cut_short_is_never_done_again_under_its_key() {
    dieAfterTheWork("k", "{}");
    var again = make(ann, "/things", "k", "{}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text()).contains("was interrupted");
    assertThat(made).hasValue(1);
    assertThat(make(ann, "/things", "other", "{}").status()).isEqualTo(201);
    api.clock.move(Duration.ofHours(24).plusSeconds(1));
    assertThat(make(ann, "/things", "k", "{}").status()).isEqualTo(201);
  }

  @Test
  void it_is_kept_for_a_day_and_across_a_restart() {
    make(ann, "/things", "k", "{}");
    api.close();
    var clock = api.clock;
    api = open();
    api.clock.move(Duration.between(api.clock.instant(), clock.instant()));
    api.clock.move(Duration.ofHours(24));
    assertThat(make(ann, "/things", "k", "{}").text()).contains("\"number\":1");
    api.clock.move(Duration.ofSeconds(1));
    assertThat(make(ann, "/things", "k", "{}").text()).contains("\"number\":2");
  }

  @Test
  void while_the_first_still_runs_the_second_is_409() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> make(ann, "/slow", "k", "{}"));
      inside.await();
      assertThat(make(ann, "/slow", "k", "{}").status()).isEqualTo(409);
      assertThat(make(ann, "/slow", "k", "{\"other\":1}").status()).isEqualTo(409);
      go.countDown();
      assertThat(first.get().status()).isEqualTo(201);
      assertThat(make(ann, "/slow", "k", "{}").text()).isEqualTo(first.get().text());
      assertThat(made).hasValue(1);
    }
  }

  @Test
  void many_at_once_make_one() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Answer>>();
      for (var i = 0; i < 30; i++) {
        answers.add(threads.submit(() -> make(ann, "/things", "k", "{}")));
      }
      for (var answer : answers) {
        assertThat(answer.get().status()).isIn(201, 409);
      }
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void a_key_that_is_too_long_is_refused() {
    assertThat(make(ann, "/things", "k".repeat(201), "{}").status()).isEqualTo(422);
    assertThat(make(ann, "/things", "k".repeat(200), "{}").status()).isEqualTo(201);
  }

  /// Ends after the work, before the response is stored.
  private void dieAfterTheWork(String key, String body) {
    make(ann, "/things", key, body);
    api.close();
    try (var db = TestDatabase.open(folder.resolve("caravel.db"), api.clock)) {
      db.inTx(
          tx -> tx.handle().execute("UPDATE idempotency_keys SET status = NULL, answer = NULL"));
    }
    api = open();
  }

  private Answer make(SecretKey key, String path, String idempotencyKey, String body) {
    return api.call("POST", path, api.session(key), body, "Idempotency-Key", idempotencyKey);
  }

  private ApiUnderTest open() {
    return new ApiUnderTest(
        folder,
        ApiUnderTest.OPEN,
        _ ->
            List.of(
                Route.post("/things", Access.AUTHED, _ -> count()),
                Route.put("/things", Access.AUTHED, _ -> count()),
                Route.post("/others", Access.AUTHED, _ -> count()),
                Route.post("/slow", Access.AUTHED, _ -> slowly()),
                Route.post(
                    "/refused",
                    Access.AUTHED,
                    _ -> {
                      made.incrementAndGet();
                      throw Problem.invalid("name", "No.").asException();
                    }),
                Route.post(
                    "/away",
                    Access.AUTHED,
                    _ -> {
                      made.incrementAndGet();
                      return Response.problem(new Problem.Unavailable("relay-unreachable", "No."));
                    }),
                Route.post(
                    "/broken",
                    Access.AUTHED,
                    _ -> {
                      made.incrementAndGet();
                      throw new IllegalStateException("broken on purpose");
                    })));
  }

  private Response count() {
    return Response.created(Map.of("number", made.incrementAndGet()));
  }

  private Response slowly() {
    inside.countDown();
    try {
      go.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
    return count();
  }
}

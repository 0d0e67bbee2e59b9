package caravel.control.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.control.http.ApiUnderTest;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `GET /stream`, over a real socket.
final class ActivityStreamTest {
  private final SecretKey ann = SecretKey.generate();
  private final SecretKey bob = SecretKey.generate();
  private ActivityStream stream;
  private ApiUnderTest api;

  @BeforeEach
  void start(@TempDir Path folder) {
    stream = new ActivityStream(Duration.ofMillis(200));
    api = new ApiUnderTest(folder, ApiUnderTest.OPEN, _ -> List.of(stream.route()));
  }

  @AfterEach
  void stop() {
    stream.close();
    api.close();
  }

  @Test
  void a_listener_is_welcomed_at_once_and_hears_that_it_is_still_there() {
    try (var listener = listen(ann, "")) {
      assertThat(listener.contentType()).startsWith("text/event-stream");
      await().until(() -> listener.blocks().size() >= 3);
      assertThat(listener.blocks().getFirst()).startsWith(": welcome\nid: ");
      assertThat(listener.blocks().get(1)).isEqualTo(": still here");
      assertThat(String.join("", listener.blocks())).doesNotContain("\r");
    }
  }

  @Test
  void an_owner_gets_only_its_own_events_and_only_after_the_commit() {
    try (var listener = listen(ann, "")) {
      welcomed(listener);
      publish(bob, "thing", "bobs");
      assertThatThrownBy(() ->
              api.db.inTx(tx -> {
                stream.publish(tx, ann.publicKey(), "thing", Map.of("name", "never"));
                throw new IllegalStateException("rolled back");
              }))
          .isInstanceOf(IllegalStateException.class);
      publish(ann, "thing", "anns\n\nown");
      await().until(() -> listener.events().size() == 1);
      assertThat(listener.events().getFirst())
          .startsWith("id: ")
          .endsWith("\nevent: thing\ndata: {\"name\":\"anns\\n\\nown\"}");
    }
  }

  @Test
  void an_admin_gets_all_events_on_request_and_others_may_not_request_them() {
    var token = api.session(api.admin);
    try (var all = new StreamListener(api, "/stream?scope=all", token, "");
        var own = new StreamListener(api, "/stream", token, "")) {
      welcomed(all);
      welcomed(own);
      publish(ann, "thing", "a");
      publish(bob, "thing", "b");
      await().until(() -> all.events().size() == 2);
      assertThat(own.events()).isEmpty();
    }
    assertThat(api.get("/stream?scope=all", api.session(ann)).status()).isEqualTo(403);
    assertThat(api.get("/stream", null).status()).isEqualTo(401);
  }

  @Test
  void a_listener_resumes_where_it_was_without_gap_or_repetition() {
    var first = listen(ann, "");
    welcomed(first);
    publish(ann, "thing", "1");
    await().until(() -> first.events().size() == 1);
    first.close();
    publish(ann, "thing", "2");
    publish(bob, "thing", "not hers");
    publish(ann, "thing", "3");
    try (var second = listen(ann, first.lastId())) {
      await().until(() -> second.events().size() == 2);
      assertThat(second.events().get(0)).contains("\"2\"");
      assertThat(second.events().get(1)).contains("\"3\"");
    }
  }

  @Test
  void a_listener_without_events_resumes_too() {
    var first = listen(ann, "");
    welcomed(first);
    first.close();
    publish(ann, "thing", "missed");
    try (var second = listen(ann, first.lastId())) {
      await().until(() -> second.events().size() == 1);
      assertThat(second.events().getFirst()).contains("missed");
    }
  }

  @Test
  void an_unknown_id_resets_the_stream() {
    for (var id : List.of("0123456789abcdef-7", "rubbish", "-", "1-99999999999999999999")) {
      try (var listener = listen(ann, id)) {
        await().until(() -> !listener.events().isEmpty());
        assertThat(listener.events().getFirst()).contains("event: reset\ndata: {}");
        var before = listener.events().size();
        publish(ann, "thing", "after");
        await().until(() -> listener.events().size() == before + 1);
      }
    }
  }

  @Test
  void a_reader_that_fell_behind_the_log_must_reload() {
    var first = listen(ann, "");
    welcomed(first);
    first.close();
    for (var i = 0; i < 10; i++) {
      api.db.inTx(tx -> {
        for (var j = 0; j < StreamLog.EVENTS_MAX / 10 + 1; j++) {
          stream.publish(tx, bob.publicKey(), "thing", Map.of("n", j));
        }
        return null;
      });
    }
    try (var second = listen(ann, first.lastId())) {
      await().until(() -> !second.events().isEmpty());
      assertThat(second.events().getFirst()).contains("event: reset");
    }
  }

  @Test
  void an_event_without_listeners_is_not_computed() {
    // Every transaction runs twice in tests, so that an object can be made twice.
    var made = new LinkedHashSet<String>();
    try (var listener = listen(ann, "")) {
      welcomed(listener);
      for (var owner : List.of(bob, ann)) {
        api.db.inTx(tx -> {
          stream.publish(
              tx,
              owner.publicKey(),
              "thing",
              () -> {
                made.add(owner.publicKey().hex());
                return Map.of("name", "made");
              });
          return null;
        });
      }
      await().until(() -> !listener.events().isEmpty());
      assertThat(made).containsExactly(ann.publicKey().hex());
    }
  }

  @Test
  void a_reader_of_a_skipped_event_must_reload() {
    try (var first = listen(ann, "")) {
      welcomed(first);
      publish(bob, "thing", "nobody listens to bob");
      try (var second = listen(bob, first.lastId())) {
        await().until(() -> !second.events().isEmpty());
        assertThat(second.events().getFirst()).contains("event: reset");
        publish(bob, "thing", "now somebody does");
        await().until(() -> second.events().size() >= 2);
        assertThat(second.events().get(1)).contains("now somebody does");
      }
    }
  }

  @Test
  void everything_arrives_in_the_order_of_the_commits_at_every_listener() {
    var listeners = new ArrayList<StreamListener>();
    for (var i = 0; i < 10; i++) {
      var listener = listen(ann, "");
      welcomed(listener);
      listeners.add(listener);
    }
    var writers = new ArrayList<Thread>();
    for (var i = 0; i < 8; i++) {
      var writer = i;
      writers.add(
          Thread.ofVirtual()
              .start(() -> {
                for (var j = 0; j < 25; j++) {
                  publish(ann, "thing", writer + "/" + j);
                }
              }));
    }
    for (var listener : listeners) {
      await().until(() -> listener.events().size() == 200);
      assertThat(listener.events()).isEqualTo(listeners.getFirst().events());
      listener.close();
    }
    assertThat(writers)
        .allSatisfy(writer -> assertThat(writer.join(Duration.ofSeconds(5))).isTrue());
  }

  @Test
  void a_stream_ends_with_the_session_that_opened_it() {
    var token = api.session(ann);
    try (var mine = new StreamListener(api, "/stream", token, "");
        var other = listen(bob, "")) {
      welcomed(mine);
      welcomed(other);
      assertThat(api.call("DELETE", "/session", token, null).text())
          .isEqualTo("{\"data\":null,\"code\":\"ok\"}");
      await().until(mine::ended);
      assertThat(other.ended()).isFalse();
      assertThat(api.get("/stream", token).status()).isEqualTo(401);
    }
  }

  @Test
  void a_key_may_hold_20_streams() {
    var open = new ArrayList<StreamListener>();
    for (var i = 0; i < 20; i++) {
      var listener = listen(ann, "");
      welcomed(listener);
      open.add(listener);
    }
    var refused = api.get("/stream", api.session(ann));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("retry-after")).isEqualTo("30");
    open.forEach(StreamListener::close);
    await()
        .untilAsserted(() -> {
          publish(ann, "thing", "whoever writes to a closed socket learns of it");
          assertThat(api.call("HEAD", "/stream", api.session(ann), null).status()).isEqualTo(200);
        });
  }

  @Test
  void open_streams_do_not_hold_up_the_end() {
    try (var listener = listen(ann, "")) {
      welcomed(listener);
      api.server.close();
      await().atMost(Duration.ofSeconds(3)).until(listener::ended);
    }
  }

  @Test
  void closing_the_stream_ends_every_listener() {
    try (var listener = listen(ann, "")) {
      welcomed(listener);
      stream.close();
      await().until(listener::ended);
    }
  }

  private StreamListener listen(SecretKey key, String lastEventId) {
    return new StreamListener(api, "/stream", api.session(key), lastEventId);
  }

  private static void welcomed(StreamListener listener) {
    await().until(() -> !listener.blocks().isEmpty());
  }

  private void publish(SecretKey owner, String event, String name) {
    api.db.inTx(tx -> {
      stream.publish(tx, owner.publicKey(), event, Map.of("name", name));
      return null;
    });
  }
}

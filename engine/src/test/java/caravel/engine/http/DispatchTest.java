package caravel.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Conformance 1 to 5 and 39 to 42: routing by host, and the information document.
final class DispatchTest {
  @TempDir Path folder;
  private RunningEngine engine;

  @BeforeEach
  void start() {
    engine = new RunningEngine(folder);
    var answer = engine.api("POST", "/relay/one", RunningEngine.body("one.localhost:1", "one", ""));
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.body()).isEqualTo("{\"message\":\"relay created successfully\"}\n");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void a_new_relay_answers_at_once_on_its_exact_host_only() { // 1, 2, 5
    assertThat(engine.information("one.localhost:1").status()).isEqualTo(200);
    for (var other : new String[] {"one.localhost", "one.localhost:2", "ONE.localhost:1", "x"}) {
      var answer = engine.information(other);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo("Not Found\n");
      assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(answer.header("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void the_information_document_lists_what_is_served() { // 39, 40, 41
    var answer = engine.information("one.localhost:1");
    assertThat(answer.header("content-type")).isEqualTo("application/nostr+json");
    var document = Json.mapper().readTree(answer.body());
    assertThat(document.path("supported_nips").toString())
        .isEqualTo("[1,9,11,40,42,43,45,50,70,77]");
    assertThat(document.path("self").stringValue())
        .isEqualTo(RunningEngine.RELAY.publicKey().hex());
    assertThat(document.path("pubkey").stringValue()).isEqualTo(RunningEngine.OWNER.hex());
    assertThat(document.path("software").stringValue()).isNotEmpty();
    assertThat(document.path("version").stringValue()).isNotEmpty();
    assertThat(document.has("limitation")).isFalse();
  }
}

package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.trace.TraceContext;
import caravel.nostr.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// The ids on log lines.
final class LoggingTest {
  private static final TraceContext REQUEST =
      TraceContext.of("request-1", null, "0af7651916cd43dd8448eb211c80319c", "00f067aa0ba902b7");

  private final PrintStream before = System.err;

  @AfterEach
  void restore() {
    System.setErr(before);
    Logging.configure(false, "warn");
  }

  @Test
  void a_json_line_has_the_ids_of_its_request_and_relay() {
    var ids = Json.mapper().readTree(written(true)).path("mdc");
    assertThat(ids.path("request_id").asString()).isEqualTo("request-1");
    assertThat(ids.path("trace_id").asString()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(ids.path("relay_id").asString()).isEqualTo("relay-1");
  }

  @Test
  void a_line_for_people_ends_with_the_ids() {
    assertThat(written(false).strip())
        .contains("WARN  LoggingTest: a fault {")
        .contains("request_id=request-1")
        .contains("relay_id=relay-1")
        .endsWith("}");
  }

  @Test
  void a_line_without_a_request_ends_with_its_message() {
    var output = redirected();
    Logging.configure(false, "warn");
    LoggerFactory.getLogger(LoggingTest.class).warn("a fault");
    assertThat(output.toString(StandardCharsets.UTF_8).strip()).endsWith("LoggingTest: a fault");
  }

  private static String written(boolean json) {
    var output = redirected();
    Logging.configure(json, "warn");
    try (var _ = TraceContext.enter(REQUEST);
        var _ = TraceContext.relay("relay-1")) {
      LoggerFactory.getLogger(LoggingTest.class).warn("a fault");
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  private static ByteArrayOutputStream redirected() {
    var output = new ByteArrayOutputStream();
    System.setErr(new PrintStream(output, true, StandardCharsets.UTF_8));
    return output;
  }
}

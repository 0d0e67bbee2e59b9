package caravel.control.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/// The ids of requests (W3C Trace Context).
final class TraceContextTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final TraceContext CONTEXT =
      TraceContext.of("request-1", null, TRACE, "00f067aa0ba902b7");

  @Test
  void a_well_formed_traceparent_is_continued_with_its_flags() {
    var parent = TraceContext.parent(PARENT).orElseThrow();
    var context = TraceContext.of("request-1", parent, "f".repeat(32), "00f067aa0ba902b7");
    assertThat(context.headers())
        .containsEntry("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
        .containsEntry("X-Request-Id", "request-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01a",
      })
  void a_malformed_traceparent_is_ignored(String header) {
    assertThat(TraceContext.parent(header)).isEmpty();
  }

  @Test
  void a_later_version_may_append_fields_within_a_bound() {
    var later = "01" + PARENT.substring(2) + "-more";
    assertThat(TraceContext.parent(later)).isPresent();
    assertThat(TraceContext.parent(later + "x".repeat(512))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "line\nbreak", "{braces}", "é"})
  void a_request_id_never_has_characters_that_could_forge_a_log_line(String id) {
    assertThat(TraceContext.isRequestId(id)).isFalse();
  }

  @Test
  void a_request_id_is_never_longer_than_64_characters() {
    assertThat(TraceContext.isRequestId("a".repeat(64))).isTrue();
    assertThat(TraceContext.isRequestId("a".repeat(65))).isFalse();
  }

  @Test
  void the_former_ids_come_back_when_a_scope_ends() {
    try (var _ = TraceContext.enter(CONTEXT);
        var _ = TraceContext.relay("relay-1")) {
      assertThat(MDC.get("request_id")).isEqualTo("request-1");
      assertThat(MDC.get("trace_id")).isEqualTo(TRACE);
      assertThat(MDC.get("relay_id")).isEqualTo("relay-1");
      try (var _ = TraceContext.enter(null)) {
        assertThat(TraceContext.current()).isNull();
        assertThat(MDC.get("request_id")).isNull();
      }
      assertThat(TraceContext.current()).isEqualTo(CONTEXT);
      assertThat(MDC.get("request_id")).isEqualTo("request-1");
    }
    assertThat(TraceContext.current()).isNull();
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }
}

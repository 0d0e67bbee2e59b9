package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.trace.TraceContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/// The ids of a request, from its headers to its handler and its transactions.
final class RequestTracesTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  @TempDir private Path folder;

  @Test
  void a_trusted_proxys_request_id_is_answered_and_in_the_log() {
    try (var api = start(List.of("127.0.0.1"))) {
      var answer =
          api.call("GET", "/ids", null, null, "X-Request-Id", "proxy-1", "traceparent", PARENT);
      assertThat(answer.header("X-Request-Id")).isEqualTo("proxy-1");
      assertThat(answer.data().path("request_id").asString()).isEqualTo("proxy-1");
      assertThat(answer.data().path("trace_id").asString()).isEqualTo(TRACE);
    }
  }

  @Test
  void a_strangers_request_id_is_never_taken() {
    try (var api = start(List.of())) {
      var answer = api.call("GET", "/ids", null, null, "X-Request-Id", "stranger-1");
      assertThat(answer.header("X-Request-Id")).matches("[0-9a-f]{16}");
      assertThat(answer.data().path("trace_id").asString()).matches("[0-9a-f]{32}");
    }
  }

  @Test
  void malformed_and_repeated_headers_are_ignored() {
    try (var api = start(List.of("127.0.0.1"))) {
      var malformed =
          api.call("GET", "/ids", null, null, "X-Request-Id", "two words", "traceparent", "00-x");
      assertThat(malformed.status()).isEqualTo(200);
      assertThat(malformed.header("X-Request-Id")).matches("[0-9a-f]{16}");
      var twice =
          api.call(
              "GET",
              "/ids",
              null,
              null,
              "traceparent",
              PARENT,
              "traceparent",
              PARENT,
              "X-Request-Id",
              "one",
              "X-Request-Id",
              "two");
      assertThat(twice.header("X-Request-Id")).matches("[0-9a-f]{16}");
      assertThat(twice.data().path("trace_id").asString()).isNotEqualTo(TRACE);
    }
  }

  @Test
  void a_transaction_has_the_ids_of_its_request_and_a_later_one_never_has_them() {
    try (var api = start(List.of("127.0.0.1"))) {
      var answer = api.call("GET", "/transaction", null, null, "X-Request-Id", "proxy-1");
      assertThat(answer.data().asString()).isEqualTo("proxy-1");
      assertThat(api.db.<String>inTx(_ -> String.valueOf(MDC.get("request_id")))).isEqualTo("null");
    }
  }

  @Test
  void the_id_of_the_relay_is_on_the_log_lines_of_its_routes() {
    try (var api = start(List.of())) {
      assertThat(api.get("/relays/r-1/x", null).data().asString()).isEqualTo("r-1");
      assertThat(api.get("/relays/%0Aforged/x", null).data().asString()).isEqualTo("none");
    }
  }

  private ApiUnderTest start(List<String> trustProxy) {
    var settings =
        new HttpSettings(
            ApiUnderTest.OPEN.listen(),
            List.of(),
            trustProxy,
            HttpSettings.Rates.UNLIMITED,
            HttpSettings.Web.NONE);
    return new ApiUnderTest(
        folder,
        settings,
        db ->
            List.of(
                Route.get(
                    "/ids",
                    Access.PUBLIC,
                    _ ->
                        Response.ok(
                            Map.of(
                                "request_id", String.valueOf(MDC.get("request_id")),
                                "trace_id", String.valueOf(MDC.get("trace_id"))))),
                Route.get(
                    "/transaction",
                    Access.PUBLIC,
                    _ -> Response.ok(db.<String>inTx(_ -> String.valueOf(current())))),
                Route.get(
                    "/relays/{id}/x",
                    Access.PUBLIC,
                    _ -> {
                      var id = MDC.get("relay_id");
                      return Response.ok(id == null ? "none" : id);
                    })));
  }

  private static String current() {
    var trace = TraceContext.current();
    return trace == null ? "none" : trace.requestId();
  }
}

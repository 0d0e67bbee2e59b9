package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The times of API requests that metrics show.
final class ApiTimersTest {
  private ApiUnderTest api;

  @BeforeEach
  void start(@TempDir Path folder) {
    api =
        new ApiUnderTest(
            folder,
            ApiUnderTest.OPEN,
            _ ->
                List.of(
                    Route.get("/things", Access.PUBLIC, _ -> Response.ok(1)),
                    Route.get(
                        "/broken",
                        Access.PUBLIC,
                        _ -> {
                          throw new IllegalStateException("on purpose");
                        }),
                    Route.get(
                        "/stream",
                        Access.PUBLIC,
                        _ -> new Response.Streamed("text/plain", out -> out.write('a')))));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void each_request_is_timed_by_its_outcome() {
    api.get("/things", null);
    api.get("/things", null);
    api.get("/nowhere", null);
    api.get("/broken", null);
    await().until(() -> count("success") == 2 && count("client_error") == 1);
    await().until(() -> count("server_error") == 1);
  }

  @Test
  void streams_and_health_checks_are_never_timed() {
    assertThat(api.get("/stream", null).text()).isEqualTo("a");
    api.get("/healthz", null);
    api.get("/readyz", null);
    api.get("/things", null);
    await().until(() -> count("success") > 0);
    assertThat(count("success")).isEqualTo(1);
  }

  private long count(String outcome) {
    return api.meters.get(ApiTimers.NAME).tag("outcome", outcome).timer().count();
  }
}

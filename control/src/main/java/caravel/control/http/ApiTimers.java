package caravel.control.http;

import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Times the requests to the API by their outcome. Open streams, files of the web app and the
/// health routes are not timed.
final class ApiTimers {
  static final String NAME = "caravel.api";

  private static final String IS_TIMED = "is-timed";
  private static final int SERVER_ERROR = 500;
  private static final int CLIENT_ERROR = 400;

  /// Upper bounds of the histogram's buckets.
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  /// By the status: below 400, below 500, and from 500 on.
  private final Timer success;

  private final Timer clientError;
  private final Timer serverError;

  ApiTimers(MeterRegistry meters) {
    this.success = timer("success", meters);
    this.clientError = timer("client_error", meters);
    this.serverError = timer("server_error", meters);
  }

  private static Timer timer(String outcome, MeterRegistry meters) {
    return Timer.builder(NAME)
        .description("Time of requests to the API")
        .tag("outcome", outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }

  /// Times this request when it ends.
  void include(Context ctx) {
    ctx.attribute(IS_TIMED, true);
  }

  /// Does not time this request.
  void exclude(Context ctx) {
    ctx.attribute(IS_TIMED, false);
  }

  void ended(Context ctx, float millis) {
    if (Boolean.TRUE.equals(ctx.attribute(IS_TIMED))) {
      var nanos = (long) (millis * TimeUnit.MILLISECONDS.toNanos(1));
      timer(ctx.statusCode()).record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private Timer timer(int status) {
    if (status >= SERVER_ERROR) {
      return serverError;
    }
    return status >= CLIENT_ERROR ? clientError : success;
  }
}

package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.trace.TraceContext;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// The work on a relay has the ids of the request that caused it.
final class RelayCausesTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final TraceContext REQUEST =
      TraceContext.of("request-1", null, TRACE, "00f067aa0ba902b7");

  @TempDir private Path folder;
  private HostingWorld world;
  private final Logger log = (Logger) LoggerFactory.getLogger(Reconciler.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void open() {
    world = new HostingWorld(folder, 1);
    lines.start();
    log.addAppender(lines);
    log.setLevel(Level.WARN);
  }

  @AfterEach
  void close() {
    log.detachAppender(lines);
    log.setLevel(null);
    world.close();
  }

  @Test
  void the_trace_of_a_request_is_passed_on_to_zooid_until_the_relay_is_settled() {
    try (var _ = TraceContext.enter(REQUEST)) {
      world.create("harbor");
    }
    world.pass(Duration.ofSeconds(30));
    assertThat(world.zooid.traceparents()).isNotEmpty();
    assertThat(world.zooid.traceparents().getFirst())
        .isEqualTo("00-" + TRACE + "-00f067aa0ba902b7-00");
    var calls = world.zooid.traceparents().size();
    world.create("later");
    world.pass(Duration.ofSeconds(30));
    assertThat(world.zooid.traceparents().subList(calls, world.zooid.traceparents().size()))
        .isNotEmpty()
        .allSatisfy(trace -> assertThat(trace).isEmpty());
  }

  @Test
  void a_log_line_of_the_reconciler_has_the_ids_of_the_request_and_of_the_relay() {
    world.zooid.away(true);
    try (var _ = TraceContext.enter(REQUEST)) {
      world.create("harbor");
    }
    world.pass(Duration.ofSeconds(5));
    assertThat(lines.list)
        .first()
        .satisfies(line ->
            assertThat(line.getMDCPropertyMap())
                .containsEntry("request_id", "request-1")
                .containsEntry("trace_id", TRACE)
                .containsKey("relay_id"));
  }
}

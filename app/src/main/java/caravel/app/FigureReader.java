package caravel.app;

import caravel.control.admin.PlatformFigure;
import caravel.control.admin.PlatformNumbers;
import caravel.control.job.WorkerReport;
import caravel.engine.Engine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads the platform's figures for the charts of `/admin`, once for each sample.
final class FigureReader {
  private static final String API = "caravel.api";

  private final MeterRegistry meters;
  private final PlatformNumbers numbers;
  private final Supplier<List<WorkerReport>> workers;
  private final @Nullable EngineWindow engine;
  private final InstantSource clock;
  private long requestsBefore;
  private long errorsBefore;
  private volatile long storedBytes;

  private record EngineWindow(Engine engine, TimerWindow ok, TimerWindow req) {}

  /// @param meters has the timers of the API, and those of the engine if there is one
  /// @param engine null = the relays are on a zooid, and their figures are unknown
  FigureReader(
      MeterRegistry meters,
      PlatformNumbers numbers,
      Supplier<List<WorkerReport>> workers,
      @Nullable Engine engine,
      InstantSource clock) {
    this.meters = meters;
    this.numbers = numbers;
    this.workers = workers;
    this.engine =
        engine == null
            ? null
            : new EngineWindow(
                engine,
                new TimerWindow(meters.get("caravel.ok").timer()),
                new TimerWindow(meters.get("caravel.req").timer()));
    this.clock = clock;
  }

  Map<PlatformFigure, Long> read() {
    var values = new EnumMap<PlatformFigure, Long>(PlatformFigure.class);
    var platform = numbers.read();
    values.put(PlatformFigure.RELAYS_ONLINE, platform.online());
    values.put(PlatformFigure.RELAYS_DRIFTED, platform.drifted());
    values.put(PlatformFigure.OPEN_INVOICES, platform.billing().open());
    values.put(PlatformFigure.REVENUE, platform.billing().revenue());
    values.put(PlatformFigure.WORKERS_OVERDUE, overdue());
    readRequests(values);
    if (engine != null) {
      values.put(PlatformFigure.SOCKETS, (long) engine.engine().numbers().sockets());
      storedBytes = engine.engine().storedBytes();
      values.put(PlatformFigure.STORED_BYTES, storedBytes);
      engine.ok().next().p99Micros().ifPresent(micros -> values.put(PlatformFigure.OK_P99, micros));
      engine
          .req()
          .next()
          .p99Micros()
          .ifPresent(micros -> values.put(PlatformFigure.REQ_P99, micros));
    }
    return values;
  }

  /// Size of all event files at the last sample; 0 before the first.
  long storedBytes() {
    return storedBytes;
  }

  private void readRequests(Map<PlatformFigure, Long> values) {
    var requests = count(meters.find(API).timers());
    var errors = count(meters.find(API).tag("outcome", "server_error").timers());
    values.put(PlatformFigure.API_REQUESTS, requests - requestsBefore);
    values.put(PlatformFigure.API_ERRORS, errors - errorsBefore);
    requestsBefore = requests;
    errorsBefore = errors;
  }

  private static long count(Collection<Timer> timers) {
    return timers.stream().mapToLong(Timer::count).sum();
  }

  private long overdue() {
    var now = clock.instant();
    return workers.get().stream().filter(report -> report.isOverdue(now)).count();
  }
}

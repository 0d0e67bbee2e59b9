package caravel.control.admin;

import caravel.control.admin.FigureStore.Range;
import caravel.control.db.Db;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/// Stores the platform's figures every five minutes.
public final class FigureSampler implements AutoCloseable {
  private final Db db;
  private final Supplier<Map<PlatformFigure, Long>> source;
  private final InstantSource clock;
  private final FigureStore store = new FigureStore();
  private final Worker worker;

  /// @param source reads the figures. One that is unknown is missing. Counts are since the last
  ///   call
  public FigureSampler(Db db, Supplier<Map<PlatformFigure, Long>> source, InstantSource clock) {
    this.db = db;
    this.source = source;
    this.clock = clock;
    this.worker = new Worker("figures", clock, this::round);
  }

  public void start() {
    worker.start();
  }

  public WorkerReport report() {
    return worker.report();
  }

  /// Stores one sample of each figure.
  ///
  /// @return the rest of the current five minutes
  public Duration round() {
    var values = Map.copyOf(source.get());
    db.inTx(tx -> {
      store.add(tx, values);
      return values;
    });
    var now = clock.instant();
    var next = Range.DAY.stepOf(now) + Range.DAY.step().toSeconds();
    return Duration.ofSeconds(next - now.getEpochSecond());
  }

  @Override
  public void close() {
    worker.close();
  }
}

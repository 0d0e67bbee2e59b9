package caravel.verify.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Measures the memory of a server that has just started for sockets that are authenticated and
/// idle.
final class SocketMemoryJob {
  private static final double KIB_BYTES = 1024;
  private static final int WARM_UP_SHARE = 4;
  private static final long SETTLE_SECONDS = 3;

  private final BenchRun run;

  SocketMemoryJob(BenchRun run) {
    this.run = run;
  }

  /// A garbage-collected server grows for other reasons as well, so the figure is an upper bound.
  List<Figure> run() throws Exception {
    var meter = Objects.requireNonNull(run.meter(), "the process of the server");
    int count = run.size().manySubscribers();
    var relay = run.relays().some(1);
    run.connect(relay, count / WARM_UP_SHARE).forEach(BenchSocket::close);
    settle();
    long before = meter.residentBytes();
    var sockets = new ArrayList<BenchSocket>();
    try {
      sockets.addAll(run.connect(relay, count));
      settle();
      double each = (meter.residentBytes() - before) / KIB_BYTES / count;
      return List.of(
          new Figure.Amount("memory per idle socket", each, "KiB", "of " + count + " sockets"));
    } finally {
      sockets.forEach(BenchSocket::close);
    }
  }

  private static void settle() {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
  }
}
